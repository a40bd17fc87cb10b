/**
 * Stages that are broken or hostile, each in a graph with stages that are neither: each has a clear
 * outcome, and all other stages end with the bytes that they have without it.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { LIMITS } from "../../../pipeline/engine/limits.ts";
import type { Stage } from "../../../pipeline/engine/stage.ts";
import { from, recordOf, ScratchProject, stage } from "./scratch_project.ts";

const LIMITED = {
  ...LIMITS,
  pureSeconds: 3,
  nativeSeconds: 3,
  outputBytes: 1e7,
  consoleCharacters: 500,
  memoryBytes: 1e9,
};

/** What is innocent: it uses much of what others may have spoiled. */
const HONEST = `
  export function run({ label }, inputs) {
    const numbers = Float64Array.from({ length: 1000 }, (_, i) => Math.exp(-i / label.length));
    const seen = new Map([[label, [...numbers].map((x) => x.toFixed(12)).sort().join()]]);
    for (const bytes of Object.values(inputs).flat()) seen.set(seen.size, [...bytes].join());
    return { out: new TextEncoder().encode(JSON.stringify([...seen])) };
  }`;

/** Bodies of \`run\`, and how they are refused; undefined if they may go on. */
const BODIES: Readonly<Record<string, readonly [string, RegExp | undefined]>> = {
  "writes to its inputs": [
    "for (const bytes of Object.values(inputs).flat()) new Uint8Array(bytes.buffer).fill(7);",
    undefined,
  ],
  "keeps its inputs and writes to them later": [
    `globalThis.later = inputs;`,
    /changed later/,
  ],
  "transfers its inputs": [
    `structuredClone(inputs.x[0].buffer, { transfer: [inputs.x[0].buffer] });
     return { out: new Uint8Array(3) };`,
    undefined,
  ],
  "never returns": ["for (;;);", /did not end within its limit of 3 s/],
  "waits for ever": ["await new Promise(() => {});", /did not end within its limit of 3 s/],
  "has a regular expression that explodes": [
    `/^(a+)+$/.test("a".repeat(60) + "b");`,
    /did not end within its limit of 3 s/,
  ],
  "recurses for ever": ["const f = () => f() + 1; f();", /RangeError: Maximum call stack/],
  "fills the memory": [
    "const a = []; for (;;) a.push(new Float64Array(1e9));",
    /more than the limit of 1 GB/,
  ],
  "asks for everything": ["new ArrayBuffer(2 ** 52);", /RangeError/],
  "returns a flood": ["return { out: new Uint8Array(2e7) };", /hold 20000000 bytes with "out"/],
  "floods the console": [`for (let i = 0; i < 1e5; i++) console.log("flood");`, undefined],
  "returns nothing": ["return;", /It returned undefined/],
  "returns other outputs": [
    "return { other: new Uint8Array() };",
    /returned the outputs other but declares out/,
  ],
  "returns no bytes": ["return { out: [1, 2] };", /Output "out" is not a Uint8Array/],
  "returns what throws when it is looked at": [
    `return { get out() { throw new Error("gotcha"); } };`,
    /gotcha/,
  ],
  "returns a shared buffer": [
    "return { out: new Uint8Array(new SharedArrayBuffer(8)) };",
    undefined,
  ],
  "returns a buffer that is gone": [
    `const out = new Uint8Array(8); structuredClone(out, { transfer: [out.buffer] });
     return { out };`,
    /memory of output "out" was transferred/,
  ],
  "throws something odd": [`throw { toString() { throw 1; } };`, /threw an error without words/],
  "throws null": ["throw null;", /^It threw null; throw an Error that says what is wrong\.$/],
  "rejects where nobody looks": [
    `Promise.reject(new Error("nobody looks")); await new Promise(() => {});`,
    /nobody looks/,
  ],
  "changes the language": ["Array.prototype.map = () => [];", /changed Array.prototype.map/],
  "breaks iteration": [
    "Object.getPrototypeOf([][Symbol.iterator]()).next = () => ({ done: true });",
    /changed .*array iterator.next/,
  ],
  "breaks what its worker speaks with": [
    `JSON.stringify = () => "{}"; TextEncoder.prototype.encode = () => new Uint8Array();
     Uint8Array.prototype.set = Uint8Array.prototype.subarray = () => {};
     for (;;) { break; }`,
    /must leave the globals as they were/,
  ],
  "changes the language once it has returned": [
    `(async () => { for (let i = 0; i < 1000; i++) await null; Array.prototype.map = () => []; })()`,
    /changed Array.prototype.map/,
  ],
  "never rests, though it returns": [
    `(async () => { for (;;) await null; })()`,
    /did not end within its limit of 3 s/,
  ],
  "returns bytes that lie about their length": [
    `class Bytes extends Uint8Array { get length() { return 50; } get byteOffset() { return 0; } }
     return { out: new Bytes(10) };`,
    undefined,
  ],
  "returns what only looks like bytes": [
    `return { out: Object.setPrototypeOf(
       { length: 3, byteLength: 3, byteOffset: 0, buffer: new ArrayBuffer(2) }, Uint8Array.prototype) };`,
    /Output "out" is not a Uint8Array/,
  ],
  "asks the clock": ["Date.now();", /may not use the clock/],
  "draws by chance": ["Math.random();", /may not use Math.random/],
  "reads a file": [`Deno.readTextFileSync("/etc/passwd");`, /may not use Deno/],
  "kills the run": ["process.kill(process.ppid);", /may not use process/],
  "starts a worker": [`new Worker("data:text/javascript,");`, /may not use Worker/],
  "makes code of text": [`new Function("return 1")();`, /may not make code of text/],
  "imports by data": [
    `await import("data:text/javascript," + inputs.x.length);`,
    /may not import "data:text\/javascript,1" while it runs/,
  ],
  "imports what is built in, by a name it makes": [
    `await import("node:" + inputs.x.length + "vm");`,
    /may not import "node:1vm" while it runs/,
  ],
  "compiles WebAssembly that never returns": [
    `new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0,97,115,109,1,0,0,0,1,4,1,96,
       0,0,3,2,1,0,7,5,1,1,102,0,0,10,9,1,7,0,3,64,12,0,11,11]))).exports.f();`,
    /did not end within its limit of 3 s/,
  ],
};

/** A graph around a stage: what goes before it, beside it and after it. */
function graphWith(hostile: string): Stage[] {
  const honest = (name: string, ...parents: string[]) =>
    stage(name, "honest.ts", {
      parameters: { label: name },
      inputs: { x: parents.map((parent) => from(parent)) },
    });
  return [
    honest("first"),
    stage("hostile", hostile, { inputs: { x: from("first") } }),
    ...["a", "b", "c"].map((name) => honest(name, "first")),
    honest("last", "first", "a", "b", "c"),
    honest("behind", "hostile"),
  ];
}

Deno.test("a hostile stage fails alone or does no harm", async (t) => {
  using project = new ScratchProject({
    "honest.ts": HONEST,
    "harmless.ts": "export const run = () => ({ out: new Uint8Array() });",
  });
  const undisturbed = await project.run(graphWith("harmless.ts"), { limits: LIMITED });
  for (const [what, [body, refusal]] of Object.entries(BODIES)) {
    await t.step(what, async () => {
      const file = `${what.replaceAll(/\W/g, "_")}.ts`;
      project.write(
        file,
        `export async function run(parameters, inputs) { ${body}; return { out: inputs.x[0].slice(0, 9) }; }`,
      );
      Deno.removeSync(project.storeRoot, { recursive: true });
      const report = await project.run(graphWith(file), { keepGoing: true, limits: LIMITED });
      if (refusal !== undefined) {
        assertEquals(Object.keys(report.failed), ["hostile"]);
        assertMatch(report.failed.hostile!, refusal);
        assert(!/\n/.test(report.failed.hostile!), report.failed.hostile);
      } else assertEquals(report.failed, {});
      for (const name of ["first", "a", "b", "c", "last"]) {
        const { outputs } = recordOf(report, name);
        assertEquals(outputs, recordOf(undisturbed, name).outputs, name);
      }
      assertEquals("behind" in report.blocked, refusal !== undefined);
      assertEquals(report.warnings, []);
    });
  }
});
