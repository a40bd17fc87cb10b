/**
 * The graph as Mermaid text: one node a group of stages of one kind, since hundreds of blocks say
 * no more than one.
 *
 * @module
 */

import type { Dag } from "./dag.ts";
import type { Stage } from "./stage.ts";

/** Stages whose names differ only in size (`n=`) or block (`block=`) belong to one group. */
export function groupOf({ name }: Pick<Stage, "name">): string {
  return name.split("/").filter((part) => !/^(n|block)=/.test(part)).join("/");
}

/** Groups in order of appearance with their sizes, and the edges between them. */
export function groupedGraph(dag: Dag): {
  readonly groups: ReadonlyMap<string, number>;
  readonly edges: readonly (readonly [string, string])[];
} {
  const groups = new Map<string, number>();
  const edges = new Map<string, readonly [string, string]>();
  for (const stage of dag.order) {
    const to = groupOf(stage);
    groups.set(to, (groups.get(to) ?? 0) + 1);
    for (const parent of dag.parents.get(stage.name)!) {
      const from = groupOf(dag.byName.get(parent)!);
      edges.set(`${from}\n${to}`, [from, to]);
    }
  }
  return { groups, edges: [...edges.values()] };
}

/** The grouped graph as a Mermaid flow chart. */
export function mermaid(dag: Dag): string {
  const { groups, edges } = groupedGraph(dag);
  const id = new Map([...groups.keys()].map((group, i) => [group, `g${i}`]));
  return [
    "flowchart LR",
    ...[...groups].map(([group, count]) =>
      `  ${id.get(group)}["${group}${count > 1 ? ` ×${count}` : ""}"]`
    ),
    ...edges.map(([from, to]) => `  ${id.get(from)} --> ${id.get(to)}`),
    "",
  ].join("\n");
}
