import { assertEquals } from "@std/assert";
import { buildDag } from "../../../pipeline/engine/dag.ts";
import type { Warmth } from "../../../pipeline/engine/executor.ts";
import { ReadyStages } from "../../../pipeline/engine/ready.ts";
import { from, stage } from "./scratch_project.ts";

/** The names in the order in which they are taken, all being ready at once. */
function order(warmth: Readonly<Record<string, Warmth>>): string {
  const dag = buildDag([
    stage("a", "a.ts"),
    stage("b", "b.ts"),
    stage("c", "c.ts", { inputs: { one: from("a") } }),
    stage("d", "d.ts", { inputs: { one: from("a") } }),
    stage("e", "e.ts", { inputs: { one: from("c") } }),
  ]);
  const ready = new ReadyStages(dag);
  dag.order.forEach((one) => ready.push(one));
  const names: string[] = [];
  for (let next; (next = ready.take(({ name }) => warmth[name] ?? 1)) !== undefined;) {
    names.push(next.name);
  }
  return names.join("");
}

Deno.test("deep stages go first, of one depth those whose code is loaded", () => {
  assertEquals(order({}), "ecdab");
  assertEquals(order({ b: 2, d: 2 }), "edcba");
});

Deno.test("a stage whose code is loaded only where another runs waits while there is anything else", () => {
  assertEquals(order({ e: 0 }), "cdabe");
  assertEquals(order({ e: 0, c: 0, d: 0 }), "abecd");
  assertEquals(order({ a: 0, b: 0, c: 0, d: 0, e: 0 }), "ecdab");
});
