/**
 * The graph of stages: checked once, walked in an order that depends on the declarations alone.
 *
 * @module
 */

import { type InputReference, referencesOf, type Stage, UsageError } from "./stage.ts";

/** A checked graph. */
export interface Dag {
  /** Stages in topological order, breadth first from those without parents, as declared. */
  readonly order: readonly Stage[];
  readonly byName: ReadonlyMap<string, Stage>;
  /** Names of the stages each stage reads from, without repeats. */
  readonly parents: ReadonlyMap<string, readonly string[]>;
  /** Names of the stages that read from each stage. */
  readonly children: ReadonlyMap<string, readonly string[]>;
}

/**
 * Checks the stages and orders them.
 *
 * @throws {UsageError} On two stages with one name, an input nobody makes, or a cycle.
 */
export function buildDag(stages: readonly Stage[]): Dag {
  const byName = new Map<string, Stage>();
  for (const stage of stages) {
    if (byName.has(stage.name)) {
      throw new UsageError(`Two stages are named "${stage.name}"; give one of them another name.`);
    }
    byName.set(stage.name, stage);
  }
  const parents = new Map<string, string[]>();
  const children = new Map<string, string[]>(stages.map((stage) => [stage.name, []]));
  for (const stage of stages) {
    const names = new Set<string>();
    for (const reference of allReferences(stage)) {
      if (!("stage" in reference)) continue;
      const made = byName.get(reference.stage);
      if (made === undefined || !made.outputs.includes(reference.output)) {
        throw new UsageError(
          `Stage "${stage.name}" needs output "${reference.output}" of "${reference.stage}", which ` +
            (made ? `makes only ${made.outputs.join(", ")}.` : "no study declares.") +
            " Correct the name or declare it.",
        );
      }
      names.add(reference.stage);
    }
    parents.set(stage.name, [...names]);
    for (const name of names) children.get(name)!.push(stage.name);
  }
  return { order: topologicalOrder(stages, parents, children), byName, parents, children };
}

/** The names of stages with all those that they need. */
export function withAncestors(dag: Dag, names: Iterable<string>): Set<string> {
  const all = new Set(names);
  for (const name of all) for (const parent of dag.parents.get(name)!) all.add(parent);
  return all;
}

function allReferences(stage: Stage): InputReference[] {
  return Object.keys(stage.inputs).flatMap((role) => referencesOf(stage, role));
}

function topologicalOrder(
  stages: readonly Stage[],
  parents: ReadonlyMap<string, readonly string[]>,
  children: ReadonlyMap<string, readonly string[]>,
): Stage[] {
  const rank = new Map(stages.map((stage, i) => [stage.name, i]));
  const waiting = new Map(stages.map((stage) => [stage.name, parents.get(stage.name)!.length]));
  const ready = stages.filter((stage) => waiting.get(stage.name) === 0).map((stage) => stage.name);
  const order: Stage[] = [];
  for (let next = 0; next < ready.length; next++) {
    const name = ready[next]!;
    order.push(stages[rank.get(name)!]!);
    for (const child of children.get(name)!) {
      const left = waiting.get(child)! - 1;
      waiting.set(child, left);
      if (left === 0) ready.push(child);
    }
  }
  if (order.length < stages.length) {
    const stuck = stages.filter((stage) => waiting.get(stage.name)! > 0).map((stage) => stage.name);
    throw new UsageError(
      `The stages ${
        cycleAmong(stuck, parents)
      } need each other in a circle; remove one of these inputs.`,
    );
  }
  return order;
}

function cycleAmong(stuck: string[], parents: ReadonlyMap<string, readonly string[]>): string {
  const inside = new Set(stuck);
  const path: string[] = [];
  let name = stuck[0]!;
  while (!path.includes(name)) {
    path.push(name);
    name = parents.get(name)!.find((parent) => inside.has(parent))!;
  }
  return [...path.slice(path.indexOf(name)), name].reverse().map((step) => `"${step}"`).join(" → ");
}
