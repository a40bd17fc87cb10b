/**
 * The behaviour matrix: what runs after what was done to a chain a → b → c, in the cases where
 * pipeline engines are known to do too much, too little or the wrong thing.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { sha256 } from "../../../pipeline/engine/canonical.ts";
import { from, overwrite, type Report, ScratchProject, stage } from "./scratch_project.ts";

const FILES = {
  "data.txt": "3 1 2",
  "stages/a.ts": `
    export function run(_, { source }) {
      const numbers = new TextDecoder().decode(source[0]).trim().split(/ +/).map(Number);
      return { out: new TextEncoder().encode(JSON.stringify(numbers)) };
    }`,
  "stages/b.ts": `
    import { size } from "../lib/size.ts";
    export function run(_, { numbers }) {
      return { out: new TextEncoder().encode(String(size(JSON.parse(new TextDecoder().decode(numbers[0]))))) };
    }`,
  "lib/size.ts": `
    export function size(numbers: number[]): number { return numbers.length; }`,
  "stages/c.ts": `
    export function run(_, { size }) {
      return { out: new TextEncoder().encode("size " + new TextDecoder().decode(size[0])) };
    }`,
};
const STAGES = [
  stage("a", "stages/a.ts", { inputs: { source: { file: "data.txt" } } }),
  stage("b", "stages/b.ts", { inputs: { numbers: from("a") } }),
  stage("c", "stages/c.ts", { inputs: { size: from("b") } }),
];

/** Runs the chain, does something to it, and runs it again. */
async function after(
  change: (project: ScratchProject, first: Report) => void,
): Promise<Report & { result: string }> {
  using project = new ScratchProject(FILES);
  const first = await project.run(STAGES);
  assertEquals(first.ran, ["a", "b", "c"]);
  assertEquals(project.text(first, "c"), "size 3");
  project.age();
  change(project, first);
  const second = await project.run(STAGES);
  const result = project.text(second, "c");
  assertEquals((await project.run(STAGES)).ran, [], "once is enough");
  return { ...second, result };
}

Deno.test("a stage cannot see in which order its parameters are declared, which its key does not tell", async () => {
  const text = "export const run = (p) => ({ out: new TextEncoder().encode(JSON.stringify(p)) });";
  const texts = [];
  for (const parameters of [{ b: { d: 1, c: [2] }, a: 3 }, { a: 3, b: { c: [2], d: 1 } }]) {
    using project = new ScratchProject({ "said.ts": text });
    const report = await project.run([stage("said", "said.ts", { parameters })]);
    texts.push(project.text(report, "said"));
  }
  assertEquals(texts, Array(2).fill('{"a":3,"b":{"c":[2],"d":1}}'));
});

/** What the store says of a blob it had to set aside. */
function quarantined(text: string): string {
  return `Blob ${
    sha256(text).slice(0, 12)
  } did not match its name; it was quarantined and is made again.`;
}

Deno.test("nothing done: nothing runs", async () => {
  const { ran, cached, result, warnings } = await after(() => {});
  assertEquals(ran, []);
  assertEquals(cached, ["a", "b", "c"]);
  assertEquals(result, "size 3");
  assertEquals(warnings, []);
});

Deno.test("source and code touched, same bytes: nothing runs", async () => {
  const { ran } = await after((project) => {
    for (const [path, text] of Object.entries(FILES)) {
      project.write(path, text);
      Deno.utimeSync(join(project.root, path), new Date(), new Date());
    }
  });
  assertEquals(ran, []);
});

Deno.test("a comment added in b's file: nothing runs", async () => {
  const { ran } = await after((project) =>
    project.edit("stages/b.ts", "export", "// How many there are.\nexport")
  );
  assertEquals(ran, []);
});

Deno.test("a helper of b changed that nobody declared: b and c run", async () => {
  const { ran, cached, result } = await after((project) =>
    project.edit("lib/size.ts", "numbers.length", "numbers.length + 1")
  );
  assertEquals(ran, ["b", "c"]);
  assertEquals(cached, ["a"]);
  assertEquals(result, "size 4");
});

Deno.test("the source changed so that b's output stays: a and b run, c does not", async () => {
  const { ran, cached } = await after((project) => project.write("data.txt", "7 8 9"));
  assertEquals(ran, ["a", "b"]);
  assertEquals(cached, ["c"]);
});

Deno.test("the source changed so that a's output stays: a runs", async () => {
  const { ran } = await after((project) => project.write("data.txt", "3  1  2\n"));
  assertEquals(ran, ["a"]);
});

Deno.test("b's stored output tampered with: b runs, and the run says why", async () => {
  const { ran, result, warnings } = await after((project, first) =>
    overwrite(project.blob(first, "b"), new TextEncoder().encode("4000"))
  );
  assertEquals(ran, ["b"]);
  assertEquals(result, "size 3");
  assertEquals(warnings, [quarantined("3")]);
});

Deno.test("tampered with at the same size and time: b runs, and the run says why", async () => {
  const { ran, result, warnings } = await after((project, first) => {
    const path = project.blob(first, "b");
    const { atime, mtime, mode } = Deno.statSync(path);
    overwrite(path, new TextEncoder().encode("4"));
    Deno.chmodSync(path, mode! & 0o777);
    Deno.utimeSync(path, atime!, mtime!);
  });
  assertEquals(ran, ["b"]);
  assertEquals(result, "size 3");
  assertEquals(warnings, [quarantined("3")]);
});

Deno.test("b's output deleted: b runs", async () => {
  const { ran, result, warnings } = await after((project, first) =>
    Deno.removeSync(project.blob(first, "b"))
  );
  assertEquals(ran, ["b"]);
  assertEquals(result, "size 3");
  assertEquals(warnings, []);
});

Deno.test("changed, run, reverted: nothing runs", async () => {
  using project = new ScratchProject(FILES);
  const first = await project.run(STAGES);
  project.write("data.txt", "1 2 3 4");
  project.edit("lib/size.ts", "numbers.length", "10 * numbers.length");
  const second = await project.run(STAGES);
  assertEquals(second.ran, ["a", "b", "c"]);
  assertEquals(project.text(second, "c"), "size 40");
  project.write("data.txt", FILES["data.txt"]);
  project.write("lib/size.ts", FILES["lib/size.ts"]);
  const third = await project.run(STAGES);
  assertEquals(third.ran, []);
  assertEquals(project.text(third, "c"), "size 3");
  assertEquals([...third.outcomes.keys()], [...first.outcomes.keys()]);
});

Deno.test("declared in another order, or under other names: nothing runs", async () => {
  using project = new ScratchProject(FILES);
  await project.run(STAGES);
  assertEquals((await project.run([...STAGES].reverse())).ran, []);
  const renamed = [
    { ...STAGES[0]!, name: "study/a", kind: "other" },
    { ...STAGES[1]!, name: "study/b", inputs: { numbers: from("study/a") } },
    { ...STAGES[2]!, name: "study/c", inputs: { size: from("study/b") } },
  ];
  assertEquals((await project.run(renamed)).ran, []);
});

Deno.test("inputs that change roles: the stage runs", async () => {
  using project = new ScratchProject({
    "make.ts": "export const run = ({ value }) => ({ out: new Uint8Array([value]) });",
    "minus.ts": `export const run = (_, { left, right }) =>
      ({ out: new TextEncoder().encode(String(left[0][0] - right[0][0])) });`,
  });
  const make = (name: string, value: number) => stage(name, "make.ts", { parameters: { value } });
  const minus = (left: string, right: string) =>
    stage("minus", "minus.ts", { inputs: { left: from(left), right: from(right) } });
  const parents = [make("five", 5), make("three", 3)];
  assertEquals(project.text(await project.run([...parents, minus("five", "three")]), "minus"), "2");
  const swapped = await project.run([...parents, minus("three", "five")]);
  assertEquals(swapped.ran, ["minus"]);
  assertEquals(project.text(swapped, "minus"), "-2");
});

Deno.test("an edit in the middle of a run waits for the next run", async () => {
  using project = new ScratchProject(FILES);
  const first = await project.run(STAGES, {
    observer: {
      started: ({ name }) => {
        if (name !== "a") return;
        project.edit("lib/size.ts", "numbers.length", "-1");
        project.edit("stages/c.ts", `"size "`, `"length "`);
        project.write("data.txt", "1");
      },
    },
  });
  assertEquals(project.text(first, "c"), "size 3");
  const second = await project.run(STAGES);
  assertEquals(second.ran, ["a", "b", "c"]);
  assertEquals(project.text(second, "c"), "length -1");
});

Deno.test("code that cannot be bundled fails its stage, and spares the others", async () => {
  using project = new ScratchProject(FILES);
  await project.run(STAGES);
  project.write("stages/b.ts", "export function run() { return {;");
  const { failed, blocked, cached } = await project.run(STAGES, { keepGoing: true });
  assertEquals(Object.keys(failed), ["b"]);
  assert(/^The code of stages\/b.ts cannot be bundled: .*stages\/b.ts:1\)\.$/.test(failed.b!));
  assertEquals(blocked, { c: "b" });
  assertEquals(cached, ["a"]);
});

Deno.test("a project file that is missing fails its stage with its name", async () => {
  using project = new ScratchProject(FILES);
  Deno.removeSync(join(project.root, "data.txt"));
  assertEquals((await project.run(STAGES)).failed, {
    a: 'Stage "a" needs the file data.txt, which is not there; restore it.',
  });
});

Deno.test("a project file that the system refuses fails its stage with what to do", async () => {
  using project = new ScratchProject(FILES);
  const { readFileSync } = Deno;
  const file = join(project.root, "data.txt");
  const failing = async (message: string): Promise<string> => {
    Deno.readFileSync = (path) => {
      if (path === file) throw new Error(message);
      return readFileSync(path);
    };
    return (await project.run(STAGES).finally(() => Deno.readFileSync = readFileSync)).failed.a!;
  };
  const start = 'Stage "a" needs the file data.txt, which cannot be read';
  assertEquals(
    [await failing("Too many open files (os error 24)"), await failing("Permission denied")],
    [
      `${start} (Too many open files (os error 24)); allow more (ulimit -n), or run fewer stages ` +
      "at once with --jobs.",
      `${start} (Permission denied); permit it, or restore it.`,
    ],
  );
});

Deno.test("an output declared later is not taken for granted", async () => {
  using project = new ScratchProject(FILES);
  await project.run(STAGES);
  const more = { ...STAGES[0]!, outputs: ["out", "more"] };
  const { failed } = await project.run([more, STAGES[1]!, STAGES[2]!], { keepGoing: true });
  assertEquals(failed, { a: "It returned the outputs out but declares more, out." });
});
