import { assertEquals, assertThrows } from "@std/assert";
import { buildDag } from "../../../pipeline/engine/dag.ts";
import { type Stage, UsageError } from "../../../pipeline/engine/stage.ts";
import { from, stage } from "./scratch_project.ts";

function node(name: string, ...parents: string[]): Stage {
  return stage(name, "s.ts", { inputs: { x: parents.map((parent) => from(parent)) } });
}

function names(stages: readonly Stage[]): string[] {
  return stages.map(({ name }) => name);
}

Deno.test("parents come before children, whatever the order of declaration", () => {
  const { order, parents, children } = buildDag([
    node("d", "b", "c"),
    node("c", "a"),
    node("b", "a"),
    node("a"),
  ]);
  assertEquals(names(order), ["a", "c", "b", "d"]);
  assertEquals(parents.get("d"), ["b", "c"]);
  assertEquals(children.get("a"), ["c", "b"]);
  assertEquals(children.get("d"), []);
});

Deno.test("a parent that is read from twice is one parent", () => {
  const twice = stage("b", "s.ts", { inputs: { x: [from("a"), from("a")], y: from("a") } });
  const { order, parents, children } = buildDag([twice, node("a")]);
  assertEquals(names(order), ["a", "b"]);
  assertEquals(parents.get("b"), ["a"]);
  assertEquals(children.get("a"), ["b"]);
});

Deno.test("files are not parents, and no stage at all is a graph", () => {
  const reads = stage("a", "s.ts", { inputs: { x: { file: "a.csv" } } });
  assertEquals(buildDag([reads]).parents.get("a"), []);
  assertEquals(buildDag([]).order, []);
});

Deno.test("mistakes are said in one sentence that names the stages", () => {
  const cases: [Stage[], string][] = [
    [
      [node("a"), node("b"), node("a")],
      'Two stages are named "a"; give one of them another name.',
    ],
    [
      [node("a", "nobody")],
      'Stage "a" needs output "out" of "nobody", which no study declares. ' +
      "Correct the name or declare it.",
    ],
    [
      [
        stage("a", "s.ts", { outputs: ["rows", "table"] }),
        stage("b", "s.ts", { inputs: { x: from("a", "row") } }),
      ],
      'Stage "b" needs output "row" of "a", which makes only rows, table. ' +
      "Correct the name or declare it.",
    ],
    [
      [node("a", "a")],
      'The stages "a" → "a" need each other in a circle; remove one of these inputs.',
    ],
    [
      [node("start"), node("a", "start", "c"), node("b", "a"), node("c", "b"), node("end", "c")],
      'The stages "a" → "b" → "c" → "a" need each other in a circle; remove one of these inputs.',
    ],
  ];
  for (const [stages, message] of cases) {
    assertEquals(assertThrows(() => buildDag(stages), UsageError).message, message);
  }
});

Deno.test("a cycle is found from a stage that only hangs on it", () => {
  const { message } = assertThrows(
    () => buildDag([node("z", "y"), node("y", "b"), node("a", "b"), node("b", "a")]),
    UsageError,
  );
  assertEquals(/"a" → "b" → "a"|"b" → "a" → "b"/.test(message), true, message);
});

Deno.test("a hundred thousand stages and one that reads from all are no trouble", () => {
  const many = Array.from({ length: 100_000 }, (_, i) => node(`s${i}`));
  const { order } = buildDag([...many, node("all", ...names(many))]);
  assertEquals(order.at(-1)!.name, "all");
});
