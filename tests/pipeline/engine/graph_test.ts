import { assertEquals } from "@std/assert";
import { buildDag } from "../../../pipeline/engine/dag.ts";
import { groupedGraph, groupOf, mermaid } from "../../../pipeline/engine/graph.ts";
import { from, stage } from "./scratch_project.ts";

const DAG = buildDag([
  ...[100, 200].flatMap((n) =>
    [0, 1, 2].flatMap((block) => [
      stage(`iv/n=${n}/block=${block}/samples`, "s.ts"),
      stage(`iv/n=${n}/block=${block}/estimate/oracle`, "s.ts", {
        inputs: { samples: from(`iv/n=${n}/block=${block}/samples`) },
      }),
    ])
  ),
  stage("iv/collect", "s.ts", {
    inputs: { estimates: [100, 200].map((n) => from(`iv/n=${n}/block=0/estimate/oracle`)) },
  }),
]);

Deno.test("stages that differ only in size and block are one group", () => {
  assertEquals(groupOf(stage("iv/n=100/block=2/estimate/oracle", "s.ts")), "iv/estimate/oracle");
  assertEquals(groupOf(stage("iv/learner:n=3/means", "s.ts")), "iv/learner:n=3/means");
  const { groups, edges } = groupedGraph(DAG);
  assertEquals([...groups], [["iv/samples", 6], ["iv/estimate/oracle", 6], ["iv/collect", 1]]);
  assertEquals(edges, [
    ["iv/samples", "iv/estimate/oracle"],
    ["iv/estimate/oracle", "iv/collect"],
  ]);
});

Deno.test("the Mermaid text names each group once, with its size, and joins them", () => {
  assertEquals(
    mermaid(DAG),
    [
      "flowchart LR",
      '  g0["iv/samples ×6"]',
      '  g1["iv/estimate/oracle ×6"]',
      '  g2["iv/collect"]',
      "  g0 --> g1",
      "  g1 --> g2",
      "",
    ].join("\n"),
  );
});
