import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Loadable } from "../../../pipeline/engine/bundle.ts";
import { sha256 } from "../../../pipeline/engine/canonical.ts";
import { filesBelow } from "./scratch_project.ts";
import { Stages } from "./sandboxed.ts";

Deno.test("a stage gets its parameters, inputs by role and the name of its stream", async () => {
  await using stages = new Stages();
  const text = await stages.text(
    `return JSON.stringify([parameters, Object.entries(inputs).map(([role, list]) =>
      [role, list.map((bytes) => [bytes.constructor.name, bytes.byteOffset % 8, ...bytes])]),
      random, native === undefined]);`,
    {
      parameters: { n: 3, nested: { a: [null] } },
      inputs: { x: [Uint8Array.of(1, 2, 3), Uint8Array.of()], y: [Uint8Array.of(4)], none: [] },
      random: ["study", 7],
    },
  );
  assertEquals(JSON.parse(text), [
    { n: 3, nested: { a: [null] } },
    [["x", [["Uint8Array", 0, 1, 2, 3], ["Uint8Array", 0]]], ["y", [["Uint8Array", 0, 4]]], [
      "none",
      [],
    ]],
    ["study", 7],
    true,
  ]);
});

Deno.test("a stage that writes to its inputs spoils only its own copy", async () => {
  await using stages = new Stages();
  const input = Uint8Array.of(1, 2, 3);
  const module = `export const run = (_, { x }) => {
    const out = x[0].slice();
    x[0].fill(9);
    return { out, same: x[0] };
  };`;
  for (let time = 0; time < 2; time++) {
    const { outputs } = await stages.run(module, { inputs: { x: [input] } });
    assertEquals([...outputs.out!], [1, 2, 3]);
    assertEquals([...outputs.same!], [9, 9, 9]);
  }
  assertEquals([...input], [1, 2, 3]);
});

Deno.test("nothing of one stage's inputs can be seen through another's", async () => {
  await using stages = new Stages();
  const whole = "return JSON.stringify([...new Uint8Array(inputs.x[0].buffer)]);";
  assertEquals(
    await stages.text(whole, { inputs: { x: [Uint8Array.of(...Array(40).fill(7))] } }),
    JSON.stringify(Array(40).fill(7)),
  );
  assertEquals(
    await stages.text(whole, { inputs: { x: [Uint8Array.of(1, 2)] } }),
    "[1,2,0,0,0,0,0,0]",
  );
  // The same size in all, but other gaps.
  const two = (first: number[], second: number[]) =>
    stages.text(whole, { inputs: { x: [Uint8Array.of(...first), Uint8Array.of(...second)] } });
  await two([1], [2, 2, 2, 2, 2, 2, 2, 2]);
  assertEquals(await two([3, 3, 3, 3, 3, 3, 3, 3], [4]), "[3,3,3,3,3,3,3,3,4,0,0,0,0,0,0,0]");
  assertEquals(await two([5], [6]), "[5,0,0,0,0,0,0,0,6,0,0,0,0,0,0,0]");
});

Deno.test("inputs arrive whole, long ones and short ones in any order", async () => {
  await using stages = new Stages();
  const module = `export const run = (_, { x }) =>
    Object.fromEntries(x.map((bytes, i) => ["part" + i, bytes.slice()]));`;
  for (const sizes of [[70_000, 3, 1_000_000, 65_536], [0, 65_537, 65_535, 1], [400_000]]) {
    const x = sizes.map((size, i) => new Uint8Array(size).map((_, at) => at * (i + 7) % 251));
    const { outputs } = await stages.run(module, { inputs: { x } });
    x.forEach((bytes, i) => assertEquals(sha256(outputs[`part${i}`]!), sha256(bytes), `${i}`));
  }
});

Deno.test("outputs are copied whole, whatever they are views of", async () => {
  await using stages = new Stages();
  // A constant of the module must still be there the second time, and so must a memory's buffer.
  const module = `
    const header = new Uint8Array([1, 2, 3, 4]);
    const memory = new WebAssembly.Memory({ initial: 1 });
    export const run = (_, { x }) => ({
      header, part: header.subarray(1, 3), memory: new Uint8Array(memory.buffer, 0, 2), input: x[0],
      empty: new Uint8Array(),
    });`;
  for (let time = 0; time < 3; time++) {
    const { outputs } = await stages.run(module, { inputs: { x: [Uint8Array.of(8)] } });
    const values = Object.entries(outputs).map(([name, bytes]) => [name, ...bytes]);
    assertEquals(values, [["header", 1, 2, 3, 4], ["part", 2, 3], ["memory", 0, 0], ["input", 8], [
      "empty",
    ]]);
  }
});

Deno.test("what a stage does wrong is said as it is", async () => {
  await using stages = new Stages();
  const cases: [string, string][] = [
    [`throw new Error("No convergence after 100 steps.")`, "No convergence after 100 steps."],
    [`throw new RangeError("n is 0")`, "RangeError: n is 0"],
    [`throw "a text"`, "a text"],
    [`null.x`, "TypeError: Cannot read properties of null (reading 'x')"],
    [
      `const deep = () => deep() + 1; deep()`,
      "RangeError: Maximum call stack size exceeded",
    ],
  ];
  for (const [body, message] of cases) assertEquals(await stages.refusal(body), message);
  const returns: [string, string][] = [
    ["undefined", "TypeError: It returned undefined; return an object with the outputs by name."],
    ["({ out: [1, 2] })", `TypeError: Output "out" is not a Uint8Array; encode it.`],
    ["({ out: 'text' })", `TypeError: Output "out" is not a Uint8Array; encode it.`],
    [
      "({ out: new Float64Array(2) })",
      `TypeError: Output "out" is not a Uint8Array; encode it.`,
    ],
  ];
  for (const [value, message] of returns) {
    const error = await assertRejects(
      () => stages.run(`export const run = () => ${value};`),
      Error,
    );
    assertEquals(error.message, message);
  }
  const broken = await assertRejects(
    () => stages.run(`throw new Error("at the top"); export const run = 1;`),
    Error,
  );
  assertEquals(broken.message, "at the top");
});

Deno.test("a worker that dies fails its stage, and the next stage gets another", async () => {
  await using stages = new Stages();
  const refusal = await stages.refusal(
    `await new Promise(() => { Promise.reject(new Error("nobody looks")) })`,
  );
  assert(refusal.includes("nobody looks"), refusal);
  assertEquals(await stages.text("return 1;"), "1");
  // A stage with native packages has timers, and a way out.
  for (
    const [body, message] of [
      [`await new Promise(() => setTimeout(() => { throw new Error("late") }, 1))`, "late"],
      ["Deno.exit(3)", "A stage may not end its worker"],
      ["self.close()", "A stage may not end its worker"],
    ] as const
  ) {
    const error = await assertRejects(() => stages.text(body, { native: {} }), Error);
    assert(error.message.includes(message), error.message);
    assertEquals(await stages.text("return 1;", { native: {} }), "1");
  }
});

Deno.test("a worker that dies after its stage has ended is not used again", async () => {
  await using stages = new Stages();
  const native = { native: {} };
  const body = `if (!globalThis.again) setTimeout(() => { throw new Error("left behind") }, 1);
    globalThis.again = true;
    return "done";`;
  assertEquals(await stages.text(body, native), "done");
  // Another stage, which gives the first one's worker the time to die.
  await stages.text("await new Promise((done) => setTimeout(done, 50));", native).catch(() => {});
  assertEquals(await stages.text(body, native), "done");
});

Deno.test("what a stage leaves behind fails no other", async () => {
  await using stages = new Stages();
  const native = { native: {} };
  const leaves = `setTimeout(() => { throw new Error("left behind"); }, 60); return "done";`;
  const waits = `await new Promise((done) => setTimeout(done, 300)); return "waited";`;
  assertEquals(await stages.text(leaves, native), "done");
  assertEquals(await stages.text(waits, native), "waited");
  assertEquals(
    await stages.text(`setTimeout(() => { throw new Error("its own"); }, 1); ${waits}`, native)
      .catch(({ message }) => message),
    "its own",
  );
});

Deno.test("whoever keeps a view of the inputs finds it empty when the next stage has its own", async () => {
  await using stages = new Stages();
  const keeps = `let kept;
    export const run = (_, { x }) => {
      const out = new Uint8Array([kept?.length ?? 99]);
      kept = x[0];
      return { out };
    };`;
  const other = "return inputs.x[0].join();";
  const { outputs } = await stages.run(keeps, { inputs: { x: [Uint8Array.of(1, 2)] } });
  assertEquals([...outputs.out!], [99]);
  assertEquals(await stages.text(other, { inputs: { x: [Uint8Array.of(5, 6)] } }), "5,6");
  const again = await stages.run(keeps, { inputs: { x: [Uint8Array.of(1, 2)] } });
  assertEquals([...again.outputs.out!], [0]);
});

Deno.test("a slot keeps what it has loaded, but not after a failure", async () => {
  await using stages = new Stages();
  const module = `let count = 0;
    export const run = ({ fail }) => {
      if (fail) throw new Error("failed");
      return { out: new Uint8Array([++count]) };
    };`;
  const count = async (): Promise<number> => (await stages.run(module)).outputs.out![0]!;
  assertEquals(await count(), 1);
  assertEquals(await count(), 2);
  await assertRejects(() => stages.run(module, { parameters: { fail: true } }), Error, "failed");
  assertEquals(await count(), 1);
});

Deno.test("slots are loaded with the code of the job, which is asked for once", async () => {
  await using stages = new Stages(2);
  let asked = 0;
  const module = "export const run = () => ({ out: new Uint8Array([1]) });";
  const loadable = (): Promise<Loadable> => {
    asked++;
    return Promise.resolve({ text: module, codes: [sha256(module)] });
  };
  for (let time = 0; time < 5; time++) await stages.run(module, { loadable });
  assertEquals(asked, 1);
  await Promise.all([stages.run(module, { loadable }), stages.run(module, { loadable })]);
  assertEquals(asked, 2);
  await assertRejects(
    () => Promise.all([1, 2, 3].map(() => stages.run(module))),
    Error,
    "More jobs than slots",
  );
});

Deno.test("many codes share one worker, and more than it keeps are run all the same", async () => {
  await using stages = new Stages();
  const codes = [...Array(33).keys(), 0, 32];
  for (const code of codes) assertEquals(await stages.text(`return ${code};`), String(code));
});

Deno.test("a native stage gets its files in a folder that holds nothing of another's", async () => {
  await using stages = new Stages();
  const blobs = ["1", "2"].map((name) => `${stages.scratch}/${name}`);
  for (const blob of blobs) Deno.writeTextFileSync(blob, `blob ${blob.at(-1)}`);
  const body = `
    const before = [...Deno.readDirSync(native.scratch)].length;
    Deno.writeTextFileSync(native.scratch + "/x", "scratch");
    return before + ": " + Object.values(native.paths).flat().map(Deno.readTextFileSync).join();`;
  const left = () => filesBelow(stages.scratch).filter((path) => !blobs.includes(path));
  const native = { x: blobs, y: [blobs[1]!] };
  assertEquals(await stages.text(body, { native }), "2: blob 1,blob 2,blob 2");
  assertEquals(left(), []);
  assertEquals(await stages.text(body, { native: { x: [blobs[1]!] } }), "1: blob 2");
  const lost = { native: { x: [...blobs, `${stages.scratch}/3`] } };
  await assertRejects(() => stages.text(body, lost), Deno.errors.NotFound);
  assertEquals(await stages.text(body, { native: {} }), "0: ");
  assertEquals(blobs.map((path) => Deno.readTextFileSync(path)), ["blob 1", "blob 2"]);
  for (
    const [asked, what] of [
      ["read", `Deno.readTextFileSync("/etc/hostname")`],
      [
        "env",
        `Deno.env.get("HOME")`,
      ],
      ["net", `await fetch("http://example.invalid/")`],
      ["run", `new Deno.Command("true").outputSync()`],
    ]
  ) {
    const error = await assertRejects(() => stages.text(what!, { native: {} }), Error);
    assert(error.message.includes(`${asked} access`), error.message);
  }
  assertEquals(left(), [], "after failures");
  await stages.executor.close();
  assertEquals([...Deno.readDirSync(stages.scratch)].filter((entry) => entry.isDirectory), []);
});

Deno.test("costs are measured in the worker", async () => {
  await using stages = new Stages();
  const module = `export const run = ({ garbage }) => {
      let kept = [];
      for (let i = 0; i < 2e6; i++) if (garbage) kept.push({ i }); else kept = i;
      return {};
    };`;
  const costOf = async (garbage: boolean) =>
    (await stages.run(module, { parameters: { garbage } })).cost;
  const [clean, dirty] = [await costOf(false), await costOf(true)];
  for (const cost of [clean, dirty]) {
    const { seconds, cpuSeconds, peakBytes, loadSeconds = NaN, gcSeconds = NaN } = cost;
    assert(seconds > 0 && cpuSeconds >= 0 && peakBytes > 0, JSON.stringify(cost));
    assert(loadSeconds > 0 && gcSeconds >= 0 && gcSeconds < seconds, JSON.stringify(cost));
  }
  assert(dirty.gcSeconds! > clean.gcSeconds!, JSON.stringify([clean, dirty]));
});
