import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { join, relative } from "node:path";
import { Bundler } from "../../../pipeline/engine/bundle.ts";
import { type CodeReference, UsageError } from "../../../pipeline/engine/stage.ts";
import { filesBelow, overwrite, ScratchProject } from "./scratch_project.ts";

/** Two stages over one library; the constant of the first is three imports away. */
const FILES = {
  "stages/scaled.ts": `
    import { scale } from "../lib/one.ts";
    export function run(): { out: Uint8Array } { return { out: new Uint8Array([scale(2)]) }; }`,
  "stages/plain.ts": `
    import { plain } from "../lib/three.ts";
    export function run(): { out: Uint8Array } { return { out: new Uint8Array([plain()]) }; }`,
  "lib/one.ts": `
    import { factor } from "./two.ts";
    export const scale = (value: number): number => factor() * value;`,
  "lib/two.ts": `
    import { FACTOR } from "./three.ts";
    export function factor(): number { return FACTOR; }`,
  "lib/three.ts": `
    export const FACTOR = 7;
    export function plain(): number { return 1; }`,
};
const SCALED: CodeReference = { entry: "stages/scaled.ts" };
const PLAIN: CodeReference = { entry: "stages/plain.ts" };

async function digests(project: ScratchProject): Promise<{ scaled: string; plain: string }> {
  return {
    scaled: (await project.bundle(SCALED)).digest,
    plain: (await project.bundle(PLAIN)).digest,
  };
}

Deno.test("a bundle holds what runs and nothing else", async () => {
  using project = new ScratchProject(FILES);
  // Literal, so that no change of options can change all keys unnoticed.
  assertEquals(
    (await project.bundle(SCALED)).text,
    "function factor(){return 7}var scale=value=>factor()*value;" +
      "function run(){return{out:new Uint8Array([scale(2)])}}export{run};\n",
  );
});

Deno.test("what does not change what runs does not change the digest", async () => {
  using project = new ScratchProject(FILES);
  const before = await digests(project);
  const edits: Record<string, () => void> = {
    "a comment": () =>
      project.edit("lib/two.ts", "return FACTOR;", "/* why */ return FACTOR; // so\n"),
    "a documentation comment": () =>
      project.edit("lib/one.ts", "export const", "/** Doc. */\nexport const"),
    "a type annotation": () => project.edit("lib/three.ts", "FACTOR = 7", "FACTOR: number = 7"),
    "a type": () =>
      project.edit("lib/three.ts", "export const", "export type T = 1;\nexport const"),
    "a type-only import": () => {
      project.write("lib/types.ts", "export interface Unused { readonly a: number }");
      project.edit("lib/one.ts", "import {", 'import type { Unused } from "./types.ts";\nimport {');
      project.edit("lib/one.ts", "value: number", "value: number & Unused['a']");
    },
    "white space": () => project.edit("lib/one.ts", "factor() * value", "(\n  factor()*value\n)"),
    "an unused helper": () =>
      project.edit(
        "lib/two.ts",
        "export function",
        "function helper() { return 9; }\nexport function",
      ),
    "an unused helper with the name of a used one": () =>
      project.edit("lib/three.ts", "export const", "export const scale = 3;\nexport const"),
    "an unused export": () =>
      project.edit("lib/three.ts", "export const", "export const OTHER = 8;\nexport const"),
    "a file with other line ends": () =>
      project.write(
        "lib/one.ts",
        Deno.readTextFileSync(join(project.root, "lib/one.ts")).replaceAll("\n", "\r\n"),
      ),
    "a renamed file": () => {
      Deno.renameSync(join(project.root, "lib/two.ts"), join(project.root, "lib/zwei.ts"));
      project.edit("lib/one.ts", "./two.ts", "./zwei.ts");
    },
    "a file that nobody imports": () => project.write("lib/four.ts", "export const FACTOR = 9;"),
  };
  for (const [what, edit] of Object.entries(edits)) {
    edit();
    assertEquals(await digests(project), before, what);
  }
});

Deno.test("a constant three imports away changes the stages that use it and no other", async () => {
  using project = new ScratchProject(FILES);
  const before = await digests(project);
  project.edit("lib/three.ts", "FACTOR = 7", "FACTOR = 8");
  const after = await digests(project);
  assertNotEquals(after.scaled, before.scaled);
  assertEquals(after.plain, before.plain);
  project.edit("lib/three.ts", "FACTOR = 8", "FACTOR = 7");
  assertEquals(await digests(project), before, "a revert");
});

Deno.test("the same files in another folder give the same bytes, packages included", async () => {
  const files = {
    ...FILES,
    // CommonJS: what a bundler wraps under a name.
    "node_modules/old/package.json": '{"name":"old","version":"1.0.0","main":"index.js"}',
    "node_modules/old/index.js": "exports.answer = require('./deep.js').deep;",
    "node_modules/old/deep.js": "exports.deep = () => 42;",
    "stages/old.ts": `
      import { answer } from "old";
      export const run = () => ({ out: new Uint8Array([answer()]) });`,
  };
  using one = new ScratchProject(files);
  using two = new ScratchProject(files);
  assertEquals(await digests(one), await digests(two));
  const { text, digest } = await one.bundle({ entry: "stages/old.ts" });
  assertEquals((await two.bundle({ entry: "stages/old.ts" })).digest, digest);
  assert(!text.includes(one.root) && !text.includes("bigrad-engine-"), text);
});

Deno.test("slots complete a module, and their order does not matter", async () => {
  const files = {
    ...FILES,
    "stages/generic.ts": `
      export function stage({ up, down }) { return () => ({ out: new Uint8Array([up(2), down()]) }); }`,
  };
  const bundle = async (slots: Record<string, string>) => {
    using project = new ScratchProject(files);
    return await project.bundle({ entry: "stages/generic.ts", slots });
  };
  const up = "lib/one.ts#scale";
  const down = "lib/three.ts#plain";
  const { digest, text } = await bundle({ up, down });
  assertEquals((await bundle({ down, up })).digest, digest);
  assertNotEquals((await bundle({ up: down, down: up })).digest, digest);
  const module = await import(`data:text/javascript,${encodeURIComponent(text)}`);
  assertEquals(module.run(), { out: new Uint8Array([14, 1]) });
});

Deno.test("a native package enters by version and integrity, and is not bundled", async () => {
  using project = new ScratchProject({
    "s.ts": 'import { f } from "duck"; export const run = () => f();',
    "deno.json": '{ "imports": { "duck": "npm:duck@1.0.0" } }',
    "deno.lock": '{ "npm": { "duck@1.0.0_peer@2.0.0": { "integrity": "sha512-one" } } }',
  });
  const code: CodeReference = { entry: "s.ts", native: ["duck"] };
  const before = await project.bundle(code);
  assertEquals(before.native, { duck: "duck@1.0.0 sha512-one" });
  assert(before.text.includes('from"npm:duck@1.0.0"'), before.text);
  // The second time from memory.
  assertEquals(await project.bundle(code), before);

  project.edit("deno.lock", "sha512-one", "sha512-two");
  const integrity = await project.bundle(code);
  assertEquals(integrity.digest, before.digest);
  assertEquals(integrity.native, { duck: "duck@1.0.0 sha512-two" });

  project.edit("deno.json", "duck@1.0.0", "duck@1.1.0");
  const { message } = await assertRejects(() => project.bundle(code), UsageError);
  assertEquals(
    message,
    'The package duck@1.1.0 is not in deno.lock; run "deno install" and commit the lock.',
  );
  project.edit("deno.lock", "duck@1.0.0", "duck@1.1.0");
  const version = await project.bundle(code);
  assertNotEquals(version.digest, before.digest);
  assertEquals(version.native, { duck: "duck@1.1.0 sha512-two" });

  assertEquals(
    (await assertRejects(() => project.bundle({ ...code, native: ["goose"] }), UsageError)).message,
    'The native package "goose" is not in the imports of deno.json; add it.',
  );
});

Deno.test("of the built-in modules only what is pure may be imported", async () => {
  using project = new ScratchProject({
    "hash.ts":
      'import { createHash } from "node:crypto"; export const run = () => createHash("md5");',
    "chance.ts":
      'import { randomBytes } from "node:crypto"; export const run = () => randomBytes(4);',
    "clock.ts": 'import { hrtime } from "node:process"; export const run = () => hrtime();',
  });
  assert((await project.bundle({ entry: "hash.ts" })).text.includes('from"node:crypto"'));
  for (const entry of ["chance.ts", "clock.ts"]) {
    const { message } = await assertRejects(() => project.bundle({ entry }), UsageError);
    assert(message.startsWith(`The code of ${entry} cannot be bundled: `), message);
    assert(message.includes(entry === "chance.ts" ? '"randomBytes"' : '"hrtime"'), message);
  }
});

Deno.test("no code knows under which name it was loaded", async () => {
  using project = new ScratchProject({
    "main.ts": "if (import.meta.main) console.log(1);\nexport const run = () => 2;",
    "plain.ts": "export const run = () => 2;",
    "place.ts": "export const run = () => import.meta.url;",
  });
  const { text } = await project.bundle({ entry: "main.ts" });
  assertEquals(text, (await project.bundle({ entry: "plain.ts" })).text);
  const { message } = await assertRejects(() => project.bundle({ entry: "place.ts" }), UsageError);
  assert(
    message.startsWith('The code of place.ts cannot be bundled: "import.meta" is not'),
    message,
  );
  assert(message.endsWith("(place.ts:1)."), message);
});

Deno.test("code that cannot be bundled is said in one sentence with its place", async () => {
  using project = new ScratchProject({
    ...FILES,
    "syntax.ts": "export const run = () => {\n  return ;;) };",
    "nothing.ts": "export const walk = 1;",
    "lost.ts": 'import { x } from "./nowhere.ts";\nexport const run = () => x;',
  });
  const cases: [CodeReference, RegExp][] = [
    [{ entry: "syntax.ts" }, /^The code of syntax.ts cannot be bundled: .* \(syntax.ts:2\)\.$/],
    [{ entry: "nothing.ts" }, /^The code of nothing.ts cannot be bundled: .*"run".*\.$/],
    [
      { entry: "lost.ts" },
      /^The code of lost.ts cannot be bundled: .*nowhere.ts.* \(lost.ts:1\)\.$/,
    ],
    [{ entry: "absent.ts" }, /^The code of absent.ts cannot be bundled: .*absent.ts.*\.$/],
    [
      { entry: "syntax.ts", slots: { x: "lib/one.ts" } },
      /^The slot "x" names "lib\/one.ts"; write it as "path\/to\/file.ts#export".$/,
    ],
  ];
  for (const [code, message] of cases) {
    const error = await assertRejects(() => project.bundle(code), UsageError);
    assert(message.test(error.message), error.message);
  }
});

Deno.test("a run sees each file as it first was, and another run sees it as it is", async () => {
  using project = new ScratchProject(FILES);
  const store = project.store();
  const bundler = new Bundler(project.root, store);
  try {
    await bundler.digest(PLAIN);
    // The first file was read, the second was not.
    project.edit("lib/three.ts", "FACTOR = 7", "FACTOR = 20");
    project.edit("lib/two.ts", "FACTOR;", "FACTOR + 1;");
    const early = store.text((await bundler.digest(SCALED)).digest);
    assert(early.includes("return 8"), early);
  } finally {
    await store.flush();
    await bundler.close();
  }
  const { text } = await project.bundle(SCALED);
  assert(text.includes("return 21"), text);
});

Deno.test("data imported as JSON is code too", async () => {
  using project = new ScratchProject({
    "data.json": '{ "value": 1 }',
    "s.ts":
      'import data from "./data.json" with { type: "json" };\nexport const run = () => data.value;',
  });
  const before = await project.bundle({ entry: "s.ts" });
  project.write("data.json", '{ "value": 2 }');
  assertNotEquals((await project.bundle({ entry: "s.ts" })).digest, before.digest);
});

Deno.test("what is remembered of a bundle is trusted only when it is sound", async () => {
  using project = new ScratchProject(FILES);
  const before = await project.bundle(SCALED);
  const code = join(project.storeRoot, "code");
  const memos = filesBelow(code);
  assertEquals(memos.length, 2);
  const spoiled = ["", "{", "{}", "null", "[]", '{"files":[],"digest":"0"}', '{"files":{}}'];
  for (const text of spoiled) {
    for (const memo of memos) Deno.writeTextFileSync(memo, text);
    assertEquals((await project.bundle(SCALED)).digest, before.digest, text);
  }
  const blob = project.store().blobPath(before.digest);
  for (const bytes of [new Uint8Array(), new TextEncoder().encode(before.text.replace("7", "8"))]) {
    overwrite(blob, bytes);
    assertEquals((await project.bundle(SCALED)).text, before.text);
  }
  Deno.removeSync(blob);
  assertEquals((await project.bundle(SCALED)).text, before.text);
});

Deno.test("the files of a bundle are told with their digests, or not at all", async () => {
  using project = new ScratchProject(FILES);
  const { digest } = await project.bundle(SCALED);
  const bundler = new Bundler(project.root, project.store());
  assertEquals([...bundler.filesOf(digest).keys()], [
    "lib/one.ts",
    "lib/three.ts",
    "lib/two.ts",
    "stages/scaled.ts",
  ]);
  assertEquals([...bundler.filesOf("0".repeat(64))], []);
  Deno.writeTextFileSync(join(project.storeRoot, "code", `${digest}.files.json`), "{");
  assertEquals([...bundler.filesOf(digest)], []);
});

Deno.test("a stage may import the project by its own name, from outside it too", async () => {
  using project = new ScratchProject(FILES);
  const configuration = JSON.parse(Deno.readTextFileSync(join(project.root, "deno.json")));
  project.write(
    "deno.json",
    JSON.stringify({
      ...configuration,
      name: "@own/name",
      exports: { ".": "./lib/one.ts", "./three": "./lib/three.ts" },
    }),
  );
  const code = (value: string): string =>
    `import { scale } from "@own/name";\nimport { plain } from "@own/name/three";
     export const run = () => ({ out: new Uint8Array([scale(${value}) + plain()]) });`;
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, "user.ts"), code("2"));
    const entry = relative(project.root, join(folder, "user.ts"));
    const first = await project.bundle({ entry });
    assertEquals(first.text.includes("factor()*value"), true, first.text);
    await Deno.writeTextFile(join(folder, "user.ts"), `// a comment\n${code("2")}`);
    assertEquals((await project.bundle({ entry })).digest, first.digest);
    await Deno.writeTextFile(join(folder, "user.ts"), code("3"));
    assertNotEquals((await project.bundle({ entry })).digest, first.digest);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
