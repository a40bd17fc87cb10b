import { assertEquals, assertNotEquals } from "@std/assert";
import { type CodeDigest, keyComponents, keyOf, SCHEMA } from "../../../pipeline/engine/key.ts";
import type { KeyComponents, Stage } from "../../../pipeline/engine/stage.ts";
import { stage } from "./scratch_project.ts";

const A = "a".repeat(64);
const B = "b".repeat(64);
const C = "c".repeat(64);

const COMPONENTS: KeyComponents = {
  schema: 1,
  code: C,
  parameters: { n: 800, label: "é", rates: [0.1, 1e-7], nested: { b: null, a: true } },
  random: ["study", "sine-iv", 3],
  inputs: { samples: [A, B], means: [C] },
  runtime: { deno: "2.9.6", "@duckdb/node-api": "@duckdb/node-api@1.5.5-r.5 sha512-x" },
};

Deno.test("keys are what they have always been", () => {
  // A change here computes every result of every user anew: raise SCHEMA if that is meant.
  assertEquals(SCHEMA, 1);
  assertEquals(
    keyOf(COMPONENTS),
    "8a5f0a4dbd0d7b80a94e1f4cad65bff761ceab72ae8736f97eea5b451da60cb1",
  );
  assertEquals(
    keyOf({ schema: 1, code: A, parameters: {}, random: [], inputs: {}, runtime: { deno: "1" } }),
    "cdb7ae20e7402b2c78cf3c867b3df4cd97dd0f2fd450b773b4fb59c8616620f2",
  );
});

Deno.test("the components are all a key is made of, and Deno's exact version is one", () => {
  const code: CodeDigest = { digest: C, native: { duck: "duck@1.0.0 sha512-x" } };
  const s = stage("study/a", "s.ts", { parameters: { n: 1 }, random: ["x", 2] });
  assertEquals(keyComponents(s, code, { x: [A] }), {
    schema: SCHEMA,
    code: C,
    parameters: { n: 1 },
    random: ["x", 2],
    inputs: { x: [A] },
    runtime: { deno: Deno.version.deno, duck: "duck@1.0.0 sha512-x" },
  });
});

Deno.test("the order of declaration is not part of a key", () => {
  const permuted: KeyComponents = {
    runtime: { "@duckdb/node-api": "@duckdb/node-api@1.5.5-r.5 sha512-x", deno: "2.9.6" },
    inputs: { means: [C], samples: [A, B] },
    random: ["study", "sine-iv", 3],
    parameters: { nested: { a: true, b: null }, rates: [0.1, 1e-7], label: "é", n: 800 },
    code: C,
    schema: 1,
  };
  assertEquals(keyOf(permuted), keyOf(COMPONENTS));
});

Deno.test("what a stage is called is not part of its key", () => {
  const key = (rest: Partial<Stage>, name: string): string =>
    keyOf(keyComponents(stage(name, "s.ts", rest), { digest: A, native: {} }, {}));
  assertEquals(key({ kind: "estimate" }, "a"), key({ kind: "simulate" }, "b"));
  assertEquals(key({}, "a"), key({ random: [] }, "a"));
});

Deno.test("each component, and each role of an input, is part of the key", () => {
  const others: KeyComponents[] = [
    { ...COMPONENTS, schema: 2 },
    { ...COMPONENTS, code: B },
    { ...COMPONENTS, parameters: { ...COMPONENTS.parameters, n: 801 } },
    { ...COMPONENTS, parameters: { ...COMPONENTS.parameters, n: "800" } },
    { ...COMPONENTS, random: ["study", "sine-iv", "3"] },
    { ...COMPONENTS, random: ["study", "sine-iv"] },
    { ...COMPONENTS, inputs: { samples: [C, B], means: [A] } },
    { ...COMPONENTS, inputs: { samples: [B, A], means: [C] } },
    { ...COMPONENTS, inputs: { samples: [A], means: [B, C] } },
    { ...COMPONENTS, inputs: { samples: [A, B], mean: [C] } },
    { ...COMPONENTS, inputs: { samples: [A, B] } },
    { ...COMPONENTS, runtime: { ...COMPONENTS.runtime, deno: "2.9.7" } },
    { ...COMPONENTS, runtime: { deno: "2.9.6" } },
  ];
  for (const other of others) assertNotEquals(keyOf(other), keyOf(COMPONENTS));
  assertEquals(new Set(others.map(keyOf)).size, others.length);
});
