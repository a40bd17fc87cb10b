import { assert, assertEquals, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Bundler, type Loadable } from "../../../pipeline/engine/bundle.ts";
import { LocalExecutor } from "../../../pipeline/engine/executor_local.ts";
import type { CodeReference } from "../../../pipeline/engine/stage.ts";
import { ScratchProject, stage } from "./scratch_project.ts";

const COUNTER = `
  let calls = 0;
  export const seen: string[] = [];
  export const spare = { total: 0 };
  export const next = (): number => calls++;`;

/** A stage that says what it finds in a module that it shares with others, and changes it. */
const counting = (name: string): string => `
  import { next, seen, spare } from "../lib/counter.ts";
  export function run(): { out: Uint8Array } {
    seen.push("${name}");
    spare.total += 1;
    const text = [next(), seen.join("+"), spare.total].join();
    return { out: new TextEncoder().encode(text) };
  }`;

const STAGES = {
  "lib/counter.ts": COUNTER,
  "lib/round.ts": `
    import { even } from "./trip.ts";
    export const odd = (n: number): boolean => n !== 0 && even(n - 1);`,
  "lib/trip.ts": `
    import { odd } from "./round.ts";
    export const even = (n: number): boolean => n === 0 || odd(n - 1);`,
  "stages/one.ts": counting("one"),
  "stages/two.ts": counting("two"),
  "stages/hash.ts": `
    import { createHash } from "node:crypto";
    const scale = 2;
    class Scaled { static unit = 3; constructor(readonly by = scale) {} }
    export function run(): { out: Uint8Array } {
      const text = [new Scaled().by * Scaled.unit, createHash("sha256").update("a").digest("hex")].join();
      return { out: new TextEncoder().encode(text) };
    }`,
  "stages/solve.ts": `
    import { Matrix, solve } from "ml-matrix";
    import { even } from "../lib/trip.ts";
    const scale = 5;
    export function run(): { out: Uint8Array } {
      const { data } = solve(new Matrix([[scale, 1], [1, 3]]), Matrix.columnVector([1, 2])) as never;
      return { out: new TextEncoder().encode(JSON.stringify([data, even(10)])) };
    }`,
  "stages/made.ts": `
    export const stage = ({ method }: { method: (x: number) => number }) => () =>
      ({ out: new TextEncoder().encode(String(method(4))) });`,
  "lib/methods.ts": `
    export const double = (x: number): number => 2 * x;
    export const root = (x: number): number => Math.sqrt(x);`,
};
const CODES: readonly CodeReference[] = [
  ...["one", "two", "hash", "solve"].map((name) => ({ entry: `stages/${name}.ts` })),
  ...["double", "root"].map((name) => ({
    entry: "stages/made.ts",
    slots: { method: `lib/methods.ts#${name}` },
  })),
];

const PACKAGES = fileURLToPath(new URL("../../../node_modules", import.meta.url));

/** A project with these files, and the packages of this one. */
function projectOf(files: Readonly<Record<string, string>>): ScratchProject {
  const project = new ScratchProject(files);
  Deno.mkdirSync(join(project.root, "tmp"));
  Deno.symlinkSync(Deno.realPathSync(PACKAGES), join(project.root, "node_modules"));
  return project;
}

/** What a worker would load, for codes that are bundled at once. */
async function loadables(project: ScratchProject, codes = CODES): Promise<Loadable[]> {
  const store = project.store();
  const bundler = new Bundler(project.root, store);
  try {
    await Promise.all(codes.map((code) => bundler.digest(code)));
    return await Promise.all(codes.map((code) => bundler.loadable(code, false)));
  } finally {
    await store.flush();
    await bundler.close();
  }
}

async function texts(
  project: ScratchProject,
  jobs: readonly (readonly [code: string, loadable: Loadable])[],
): Promise<string[]> {
  const executor = new LocalExecutor(1, join(project.root, "tmp"));
  try {
    const found: string[] = [];
    for (const [code, loadable] of jobs) {
      const job = { name: "a/stage", code, loadable: () => Promise.resolve(loadable) };
      const { outputs } = await executor.run({ ...job, parameters: {}, random: [], inputs: {} });
      found.push(new TextDecoder().decode(outputs.out));
    }
    return found;
  } finally {
    await executor.close();
  }
}

Deno.test("codes that are bundled at once share a text, and give what their bundles give", async () => {
  using project = projectOf(STAGES);
  const joint = await loadables(project);
  const digests: string[] = [];
  for (const code of CODES) digests.push((await project.bundle(code)).digest);
  for (const { text, codes } of joint) {
    assertStrictEquals(text, joint[0]!.text);
    assertEquals([...codes].sort(), [...digests].sort());
  }
  // What is remembered is loaded by itself.
  const alone = await loadables(project);
  assertEquals(alone.map(({ codes }) => codes), digests.map((digest) => [digest]));
  const expected = await texts(project, digests.map((digest, i) => [digest, alone[i]!]));
  assertEquals(expected.slice(0, 2), ["0,one,1", "0,two,1"]);
  assertEquals(await texts(project, digests.map((digest) => [digest, joint[0]!])), expected);
});

Deno.test("the bundler's helper is not told to end while it makes a joint text", async () => {
  using project = projectOf(STAGES);
  const store = project.store();
  const bundler = new Bundler(project.root, store);
  await Promise.all(CODES.map((code) => bundler.digest(code)));
  await bundler.close();
  assertEquals((await bundler.loadable(CODES[0]!, false)).codes.length, CODES.length);
  await store.flush();
});

Deno.test("no code of a joint text sees what another did to a module that both use", async () => {
  using project = projectOf(STAGES);
  const stages = ["one", "two"].map((name) => stage(name, `stages/${name}.ts`));
  const report = await project.run(stages, { slots: 1 });
  assertEquals(stages.map(({ name }) => project.text(report, name)), ["0,one,1", "0,two,1"]);
});

Deno.test("a code that fails when it is begun fails alone", async () => {
  using project = projectOf({
    ...STAGES,
    "stages/broken.ts": `
      import { next } from "../lib/counter.ts";
      if (next() === 0) throw new Error("Broken from the start.");
      export function run(): never { throw new Error("Never."); }`,
    "stages/void.ts": `export const run = 3;`,
  });
  const names = ["broken", "void", "one", "two", "hash"];
  const stages = names.map((name) => stage(name, `stages/${name}.ts`));
  const { ran, failed } = await project.run(stages, { slots: 1, keepGoing: true });
  assertEquals(ran, ["one", "two", "hash"]);
  assertEquals(failed.broken, "Broken from the start.");
  assertStringIncludes(failed.void!, "exports no function");
});

Deno.test("codes that do not go together are loaded each by itself", async () => {
  using project = projectOf({
    ...STAGES,
    "stages/late.ts": `
      const late = await Promise.resolve(7);
      export function run(): { out: Uint8Array } { return { out: new TextEncoder().encode(String(late)) }; }`,
  });
  const late = { entry: "stages/late.ts" };
  for (const { codes } of await loadables(project, [late, ...CODES])) assertEquals(codes.length, 1);
  const stages = ["late", "one", "two"].map((name) => stage(name, `stages/${name}.ts`));
  const report = await project.run(stages, { slots: 1 });
  assertEquals(stages.map(({ name }) => project.text(report, name)), ["7", "0,one,1", "0,two,1"]);
});

/** Runs modules together, in their order. @returns What each says, or why it failed. */
async function said(modules: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const OUT = "const out = (text) => ({ out: new TextEncoder().encode(String(text)) });\n";
  using project = projectOf({
    "lib/timers.ts": `export const later = setTimeout; export const half = (x: number) => x / 2;`,
    ...Object.fromEntries(
      Object.entries(modules).map(([name, text]) => [`stages/${name}.ts`, OUT + text]),
    ),
  });
  const stages = Object.keys(modules).map((name) => stage(name, `stages/${name}.ts`));
  const report = await project.run(stages, { slots: 1, keepGoing: true });
  return Object.fromEntries(
    stages.map(({ name }) => [name, report.failed[name] ?? project.text(report, name)]),
  );
}

Deno.test("oddly written modules say together what they say alone", async () => {
  const found = await said({
    names:
      `export const run = () => out([typeof joint, typeof open, typeof runs, typeof builtIns]);`,
    disposes: `
      const seen: string[] = [];
      using held = { [Symbol.dispose]() { seen.push("disposed"); } };
      seen.push(typeof held);
      export const run = () => out(seen);`,
    late: `
      export let run = () => out("early");
      Promise.resolve().then(() => { run = () => out("late"); });`,
    // The one may not use timers, the other does not.
    timers: `import { later } from "../lib/timers.ts"; export const run = () => out(typeof later);`,
    half: `import { half } from "../lib/timers.ts"; export const run = () => out(half(4));`,
  });
  assertStringIncludes(found.timers!, "may not use setTimeout");
  assertEquals({ ...found, timers: "" }, {
    names: "undefined,undefined,undefined,undefined",
    disposes: "object,disposed",
    late: "late",
    timers: "",
    half: "2",
  });
});

Deno.test("a stage fails together in the words in which it fails alone", async () => {
  const fails = `const table = {}; export const run = () => table.go();`;
  const throws = `class Odd extends Error { override name = this.constructor.name; }
    export const run = () => { throw new Odd("It is odd."); };`;
  assertEquals(await said({ one: fails, two: fails, three: throws, four: throws }), {
    one: "TypeError: table.go is not a function",
    two: "TypeError: table.go is not a function",
    three: "Odd: It is odd.",
    four: "Odd: It is odd.",
  });
});

Deno.test("a module that cannot be one of many leaves the others as they are", async () => {
  const two = { plain: `export const run = () => out("plain");` };
  assertEquals(
    await said({
      ...two,
      outer: `const seen = typeof arguments; export const run = () => out(seen);`,
    }),
    { plain: "plain", outer: "undefined" },
  );
  assertEquals(
    await said({ ...two, system: `import "node:fs"; export const run = () => out("system");` }),
    { plain: "plain", system: "system" },
  );
  const { plain, pattern } = await said({
    pattern: `const pattern = /(/; export const run = () => out(pattern.source);`,
    ...two,
  });
  assertEquals(plain, "plain");
  // Without the name under which it was loaded this time.
  assertEquals(pattern, "SyntaxError: Invalid regular expression: /(/: Unterminated group");
});

Deno.test("no stage can import another by the name it has while it is bundled", async () => {
  const { plain, other } = await said({
    plain: `export const run = () => out("plain");`,
    other: `export { run } from "entry:0";`,
  });
  assertEquals(plain, "plain");
  assertStringIncludes(other!, 'cannot be bundled: Could not resolve "entry:0"');
});

Deno.test("workers that are expected once more are those that there are", async () => {
  using project = projectOf(STAGES);
  const { digest, text } = await project.bundle({ entry: "stages/one.ts" });
  const executor = new LocalExecutor(1, join(project.root, "tmp"));
  const found: string[] = [];
  try {
    for (let time = 0; time < 2; time++) {
      executor.expect();
      const job = { name: "a/stage", code: digest, parameters: {}, random: [], inputs: {} };
      const loadable = () => Promise.resolve({ text, codes: [digest] });
      const { outputs } = await executor.run({ ...job, loadable });
      found.push(new TextDecoder().decode(outputs.out));
    }
  } finally {
    await executor.close();
  }
  assertEquals(found, ["0,one,1", "1,one+one,2"]);
});

Deno.test("a worker that has opened much of joint texts is replaced by another", async () => {
  using project = projectOf(STAGES);
  const codes = Array.from({ length: 300 }, (_, i) => `code${i}`);
  // What is outside of the function tells how often this worker has opened it.
  const text = `let opened = 0; export default () => {
    const text = new TextEncoder().encode(String(++opened));
    const begun = () => ({ run: () => ({ out: text }) });
    return { ${codes.map((code) => `${code}: begun`).join(", ")} };
  };`.padEnd(1e6);
  const found = await texts(project, codes.map((code) => [code, { text, codes }]));
  assertEquals(found, codes.map((_, i) => String(i % 250 + 1)));
});

Deno.test("a code with much that others do not use is loaded by itself", async () => {
  const table = JSON.stringify(Array.from({ length: 60_000 }, (_, i) => i * 7));
  using project = projectOf({
    ...STAGES,
    "stages/large.ts": `
      const TABLE = ${table};
      export function run(): { out: Uint8Array } { return { out: new Uint8Array([TABLE[9]!]) }; }`,
  });
  const [large, ...others] = await loadables(project, [{ entry: "stages/large.ts" }, ...CODES]);
  assertEquals(large!.codes.length, 1);
  assert(others.every(({ codes }) => codes.length === CODES.length));
});

Deno.test("a code that runs for long gets its own bundle, once", async () => {
  using project = projectOf({
    ...STAGES,
    "stages/slow.ts": `
      export function run(): { out: Uint8Array } {
        let sum = 0;
        for (let i = 0; i < 5e7; i++) sum = (sum + i * i) % 1000003;
        return { out: new TextEncoder().encode(String(sum)) };
      }`,
  });
  const [joint] = await loadables(project, [{ entry: "stages/slow.ts" }, ...CODES]);
  const { digest, text } = await project.bundle({ entry: "stages/slow.ts" });
  const executor = new LocalExecutor(1, join(project.root, "tmp"));
  const asked: boolean[] = [];
  const loadable = (own: boolean): Promise<Loadable> => {
    asked.push(own);
    return Promise.resolve(own ? { text, codes: [digest] } : joint!);
  };
  const found = new Set<string>();
  try {
    for (let time = 0; time < 100 && (asked.length < 2 || time % 5 > 0); time++) {
      const job = { name: "a/stage", code: digest, loadable };
      const { outputs } = await executor.run({ ...job, parameters: {}, random: [], inputs: {} });
      found.add(new TextDecoder().decode(outputs.out));
    }
  } finally {
    await executor.close();
  }
  assertEquals(asked, [false, true]);
  assertEquals(found.size, 1);
});
