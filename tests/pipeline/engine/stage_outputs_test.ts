import { assertEquals, assertRejects } from "@std/assert";
import { Stages } from "./sandboxed.ts";

const returning = (body: string): string => `export const run = () => { ${body} };`;

Deno.test("outputs are the bytes that they hold, whatever their class says of them", async () => {
  await using stages = new Stages();
  const bodies = {
    "another length each time": `let n = 0;
      class Bytes extends Uint8Array { get length() { return ++n; } get byteLength() { return ++n; } }
      return { out: new Bytes([7, 8]) };`,
    "another place": `class Bytes extends Uint8Array { get byteOffset() { return 0; } }
      return { out: new Bytes(new Uint8Array([6, 7, 8]).buffer, 1) };`,
    "another buffer":
      `class Bytes extends Uint8Array { get buffer() { return new ArrayBuffer(2); } }
      return { out: new Bytes([7, 8]) };`,
    "a length that follows its buffer": `const buffer = new ArrayBuffer(1, { maxByteLength: 2 });
      const out = new Uint8Array(buffer);
      buffer.resize(2);
      out.set([7, 8]);
      return { out };`,
    "a getter": "return { get out() { return new Uint8Array([7, 8]); } };",
  };
  for (const [what, body] of Object.entries(bodies)) {
    const { outputs } = await stages.run(returning(body));
    assertEquals([...outputs.out!], [7, 8], what);
  }
  assertEquals([
    ...(await stages.run(returning("return { out: new Uint8Array([9]) };"))).outputs.out!,
  ], [
    9,
  ]);
});

Deno.test("names of outputs may be any text", async () => {
  await using stages = new Stages();
  const names = ["__proto__", "constructor", "a/b", "", "\ud800", "ü"];
  const { outputs } = await stages.run(
    `export const run = ({ names }) =>
      Object.fromEntries(names.map((name, i) => [name, new Uint8Array([i])]));`,
    { parameters: { names } },
  );
  assertEquals(Object.entries(outputs).map(([name, bytes]) => [name, ...bytes]), [
    ...names.map((name, i) => [name, i]),
  ]);
});

Deno.test("what is no output any more is refused", async () => {
  await using stages = new Stages();
  const none = `Output "out" is not a Uint8Array; encode it.`;
  const gone = `The memory of output "out" was transferred or has shrunk; return a copy.`;
  const bodies: [string, string][] = [
    ["return { out: new Proxy(new Uint8Array(3), {}) };", `TypeError: ${none}`],
    ["return { out: new Uint8ClampedArray(3) };", `TypeError: ${none}`],
    ["return { out: null };", `TypeError: ${none}`],
    [
      "const out = new Uint8Array(3); structuredClone(0, { transfer: [out.buffer] }); return { out };",
      gone,
    ],
    [
      `const buffer = new ArrayBuffer(8, { maxByteLength: 8 });
       const out = new Uint8Array(buffer, 4, 4);
       buffer.resize(2);
       return { out };`,
      gone,
    ],
    [
      `const out = new Uint8Array(3);
       Promise.resolve().then(() => structuredClone(0, { transfer: [out.buffer] }));
       return { out };`,
      gone,
    ],
  ];
  for (const [body, message] of bodies) {
    const error = await assertRejects(() => stages.run(returning(body)), Error);
    assertEquals(error.message, message);
  }
});

Deno.test("what a stage fails with is cut, and moves no cursor", async () => {
  await using stages = new Stages();
  assertEquals(await stages.refusal(`throw new Error("x".repeat(1e7));`), `${"x".repeat(2000)} …`);
  assertEquals(
    await stages.refusal(`throw new Error("\\x1b[2J\\x07 red\\nnext");`),
    "\ufffd[2J\ufffd red\nnext",
  );
  assertEquals(
    (await assertRejects(() => stages.run("export const run = 3;"), Error)).message,
    "Its module exports no function `run`.",
  );
});

Deno.test("whatever a stage throws, there is a sentence", async () => {
  await using stages = new Stages();
  const wordless = "It threw an error without words; throw one that says what is wrong.";
  const say = "throw an Error that says what is wrong.";
  for (
    const [thrown, sentence] of [
      [`new Error("why")`, "why"],
      [`new RangeError("why")`, "RangeError: why"],
      [`new Error(" ")`, wordless],
      [`new TypeError()`, wordless],
      [`Object.assign(new Error("x"), { message: 5 })`, wordless],
      [`Object.assign(new Error("x"), { name: Symbol("x") })`, wordless],
      [`Object.defineProperty(new Error("x"), "message", { get() { throw 7; } })`, wordless],
      [`new Proxy(new Error("x"), { getPrototypeOf() { throw 7; } })`, wordless],
      [`Object.create(null)`, wordless],
      [`"why"`, "why"],
      [`null`, `It threw null; ${say}`],
      [`Symbol("x")`, `It threw Symbol(x); ${say}`],
      [`new Error("a\\u202eb")`, "a\ufffdb"],
    ] as const
  ) assertEquals(await stages.refusal(`throw ${thrown};`), sentence, thrown);
});
