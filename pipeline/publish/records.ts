/**
 * Action records as they are published: all that a stage was and gave, and nothing of the run that made
 * it, so that equal results have equal records.
 *
 * @module
 */

import type { Dag } from "../engine/dag.ts";
import { inCanonicalOrder, isDigest } from "../engine/canonical.ts";
import { keyOf } from "../engine/key.ts";
import type { Outcome } from "../engine/resolve.ts";
import {
  type Artifact,
  type CodeReference,
  type InputReference,
  type KeyComponents,
  referencesOf,
  type Stage,
  UsageError,
} from "../engine/stage.ts";

/** What is published of a stage: enough to run it again, and to compare what it gives. */
export interface PublishedStage {
  readonly name: string;
  readonly kind: string;
  readonly code: CodeReference;
  /** What its inputs are made by; `components.inputs` has their digests. */
  readonly inputs: Stage["inputs"];
  /** True if it has native packages that read its inputs as files. */
  readonly files?: boolean;
  readonly key: string;
  readonly components: KeyComponents;
  readonly outputs: Readonly<Record<string, Artifact>>;
}

/** The stages that have a result, in the order of the graph. */
export function publishedStages(
  dag: Dag,
  outcomes: ReadonlyMap<string, Outcome>,
): PublishedStage[] {
  return dag.order.flatMap((stage) => {
    const outcome = outcomes.get(stage.name);
    if (outcome === undefined || !("record" in outcome)) return [];
    const { key, components, outputs } = outcome.record;
    return [{
      name: stage.name,
      kind: stage.kind,
      code: stage.code,
      inputs: stage.inputs,
      ...(stage.files ? { files: true } : {}),
      key,
      // Whoever made the record may have declared them in another order.
      components: { ...components, parameters: inCanonicalOrder(components.parameters) },
      outputs: Object.fromEntries([...stage.outputs].sort().map((name) => [name, outputs[name]!])),
    }];
  });
}

/** Records as text, a line each. */
export function recordsText(stages: readonly PublishedStage[]): string {
  return stages.map((stage) => JSON.stringify(stage) + "\n").join("");
}

/**
 * Records from text.
 *
 * @throws {UsageError} If one of them is no record, or not of the key it says it is of.
 */
export function parseRecords(text: string): PublishedStage[] {
  return text.split("\n").filter((line) => line !== "").map((line, i) => {
    try {
      const stage = JSON.parse(line) as PublishedStage;
      if (isWhole(stage)) return stage;
    } catch {
      // Said below.
    }
    throw new UsageError(
      `Line ${i + 1} of the archive's records is none, or its key is not that of what it says.`,
    );
  });
}

function isWhole({ name, kind, code, inputs, key, components, outputs }: PublishedStage): boolean {
  return [name, kind, code.entry].every((text) => typeof text === "string") &&
    Object.keys(inputs).length >= 0 && keyOf(components) === key &&
    Object.values(outputs).every(({ digest }) => isDigest(digest));
}

/** The stage that a record is about, to be run again. */
export function stageOf(
  { name, kind, code, inputs, files, components, outputs }: PublishedStage,
): Stage {
  const { parameters, random } = components;
  return {
    name,
    kind,
    code,
    parameters,
    inputs,
    outputs: Object.keys(outputs),
    random,
    ...(files ? { files } : {}),
  };
}

/** Where the code of stages would be that stand for what is not there. */
const ABSENT: CodeReference = { entry: "absent" };

/**
 * Some stages of a graph as one of their own: what they refer to besides, and can do without, is there
 * by name, and is nobody's to compute.
 */
export function closedStages(stages: readonly Stage[]): Stage[] {
  const there = new Set(stages.map(({ name }) => name));
  const absent = new Map<string, Set<string>>();
  for (const stage of stages) {
    for (const role of Object.keys(stage.inputs)) {
      for (const reference of referencesOf(stage, role)) {
        if (isAbsent(reference, there)) {
          const outputs = absent.get(reference.stage) ?? new Set();
          absent.set(reference.stage, outputs.add(reference.output));
        }
      }
    }
  }
  const standIns = [...absent].map(([name, outputs]): Stage => ({
    name,
    kind: "absent",
    code: ABSENT,
    parameters: {},
    inputs: {},
    outputs: [...outputs],
  }));
  return [...stages, ...standIns];
}

function isAbsent(
  reference: InputReference,
  there: ReadonlySet<string>,
): reference is Extract<InputReference, { stage: string }> {
  return "stage" in reference && !there.has(reference.stage);
}
