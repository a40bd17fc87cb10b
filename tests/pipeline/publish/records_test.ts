import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { buildDag } from "../../../pipeline/engine/dag.ts";
import { keyOf } from "../../../pipeline/engine/key.ts";
import type { Outcome } from "../../../pipeline/engine/resolve.ts";
import { type Stage, UsageError } from "../../../pipeline/engine/stage.ts";
import { positionsOf } from "../../../pipeline/publish/actions.ts";
import {
  closedStages,
  parseRecords,
  publishedStages,
  recordsText,
  stageOf,
} from "../../../pipeline/publish/records.ts";

const stage = (name: string, kind: string, needs: string[] = []): Stage => ({
  name,
  kind,
  code: { entry: `${kind}.ts` },
  parameters: { z: 1, a: [2, 3] },
  inputs: { of: needs.map((stage) => ({ stage, output: "out", orFailure: true })) },
  outputs: ["out"],
  random: [1, "x"],
});

const A = stage("a", "make");
const B = stage("b", "use", ["a"]);

/** What came of stages whose runs differ in all that a run may differ in. */
function outcomes(stages: readonly Stage[], host: string): Map<string, Outcome> {
  return new Map(stages.map((stage) => {
    const components = {
      schema: 1,
      code: "c".repeat(64),
      parameters: stage.parameters,
      random: stage.random!,
      inputs: {},
      runtime: { deno: "1" },
    };
    const record = {
      key: keyOf(components),
      name: host,
      kind: stage.kind,
      components,
      outputs: { out: { digest: "d".repeat(64), bytes: 3 } },
      cost: { seconds: host.length, cpuSeconds: 1, peakBytes: 1 },
      host,
      finished: host,
    };
    return [stage.name, { status: "ran", record }];
  }));
}

Deno.test("records hold the stage, and nothing of the run", () => {
  const dag = buildDag([A, B]);
  const published = publishedStages(dag, outcomes([A, B], "here"));
  assertEquals(published, publishedStages(dag, outcomes([A, B], "elsewhere")));
  assertEquals(parseRecords(recordsText(published)), published);
  assertEquals(parseRecords(recordsText(published)).map(stageOf), [A, B]);
  assertEquals(publishedStages(dag, new Map([["a", { status: "skipped" }]])), []);
});

Deno.test("parameters have the order of the key, however they are declared", () => {
  const [text] = recordsText(publishedStages(buildDag([A]), outcomes([A], ""))).split("\n");
  assertMatch(text!, /"parameters":\{"a":\[2,3\],"z":1\}/);
});

Deno.test("what is no record, or not of its key, is refused", () => {
  const text = recordsText(publishedStages(buildDag([A, B]), outcomes([A, B], "")));
  for (
    const broken of [
      text.slice(0, -9),
      text.replace('"z":1', '"z":2'),
      "{}\n",
      "[1]\n",
      text.replaceAll("d".repeat(64), "d"),
    ]
  ) {
    const { message } = assertThrows(() => parseRecords(broken), UsageError);
    assertMatch(message, /^Line \d of the archive's records is none, or its key/);
  }
});

Deno.test("a part of a graph is closed by stages that nobody computes", () => {
  assertEquals(closedStages([A, B]), [A, B]);
  const [, standIn] = closedStages([B]);
  assertEquals([standIn!.name, standIn!.outputs, standIn!.inputs], ["a", ["out"], {}]);
  assertEquals(buildDag(closedStages([B])).order.map(({ name }) => name), ["a", "b"]);
});

Deno.test("a kind comes after what it needs, and kinds that need each other have no place", () => {
  const stages = [
    A,
    stage("t", "try", ["a"]),
    stage("s", "score", ["t"]),
    stage("t2", "try", ["s"]),
    B,
    stage("r", "report", ["s", "b"]),
  ];
  const positions = positionsOf(stages);
  assertEquals([...positions.keys()].sort(), ["make", "report", "use"]);
  assertEquals(positions.get("make")! < positions.get("use")!, true);
  assertEquals(positions.get("use")! < positions.get("report")!, true);
});
