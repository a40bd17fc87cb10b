import { assertEquals, assertRejects } from "@std/assert";
import { basename, join, relative } from "node:path";
import { Bundler } from "../../../pipeline/engine/bundle.ts";
import { UsageError } from "../../../pipeline/engine/stage.ts";
import { ScratchProject } from "./scratch_project.ts";

Deno.test("what a module imports is what stands at its path, whatever else is beside it", async () => {
  const uses = (path: string): string =>
    `import { x } from "${path}";\nexport const run = () => x;`;
  const links = { "s.ts": uses("./lib/a.ts"), "one.ts": "export const x = 1;" };
  using project = new ScratchProject({ ...links, "two.ts": "export const x = 2;", "lib/b.ts": "" });
  const link = join(project.root, "lib/a.ts");
  const text = async (): Promise<string> => (await project.bundle({ entry: "s.ts" })).text;
  Deno.symlinkSync("../one.ts", link);
  assertEquals(await text(), "var run=()=>1;export{run};\n");
  Deno.removeSync(link);
  Deno.symlinkSync("../two.ts", link);
  assertEquals(await text(), "var run=()=>2;export{run};\n", "a link that leads elsewhere");
  Deno.removeSync(link);
  project.write("lib/a.ts", "export const x = 3;");
  assertEquals(await text(), "var run=()=>3;export{run};\n", "a file instead of a link");

  project.write("s.ts", uses("./my_node_modules/a.ts"));
  for (const x of ["4", "5"]) {
    project.write("my_node_modules/a.ts", `export const x = ${x};`);
    assertEquals(await text(), `var run=()=>${x};export{run};\n`);
  }
  project.write("s.ts", 'import "./lib/effect.ts";\nexport const run = () => 6;');
  project.write("lib/effect.ts", "globalThis.seen = 1;");
  project.write("package.json", '{ "sideEffects": false, "imports": { "#one": "./one.ts" } }');
  assertEquals(await text(), "globalThis.seen=1;var run=()=>6;export{run};\n");

  project.write("lib/index.ts", "export const x = 7;");
  Deno.writeTextFileSync(join(project.root, "lib/a.bin"), "8");
  const refused: Record<string, string> = {
    [uses("./lib/a")]: 'Could not resolve "./lib/a" (s.ts:1).',
    [uses("./lib/a.js")]: 'Could not resolve "./lib/a.js" (s.ts:1).',
    [uses("./lib")]: 'Could not resolve "./lib" (s.ts:1).',
    [uses("#one")]: 'Could not resolve "#one" (s.ts:1).',
    [uses("./lib/a.bin")]: "lib/a.bin is not imported as TypeScript, JavaScript or JSON (s.ts:1).",
    'export { default as run } from "./deno.json" with { type: "text" };':
      "deno.json is not imported as TypeScript, JavaScript or JSON (s.ts:1).",
  };
  for (const [module, why] of Object.entries(refused)) {
    project.write("s.ts", module);
    const { message } = await assertRejects(text, UsageError);
    assertEquals(message, `The code of s.ts cannot be bundled: ${why}`);
  }
  for (const word of ["import", "require"]) {
    project.write("s.ts", `export const run = ({ k }) => ${word}(\`./lib/\${k}.ts\`);`);
    assertEquals(
      (await assertRejects(text, UsageError)).message,
      "s.ts imports what is only known while it runs (./lib/**/*.ts); import each file by its name.",
    );
  }
});

Deno.test("a bundle that was lost and that other packages would make otherwise is forgotten", async () => {
  using project = new ScratchProject({
    "s.ts": 'import { x } from "pack"; export const run = () => x;',
    "node_modules/pack/package.json": '{ "name": "pack", "main": "main.js" }',
    "node_modules/pack/main.js": "export const x = 1;",
  });
  const { digest } = await project.bundle({ entry: "s.ts" });
  project.write("node_modules/pack/main.js", "export const x = 2;");
  assertEquals((await project.bundle({ entry: "s.ts" })).digest, digest, "the lock is as it was");
  Deno.removeSync(project.store().blobPath(digest));
  assertEquals(
    (await assertRejects(() => project.bundle({ entry: "s.ts" }), Error)).message,
    "The bundle of s.ts was lost, and the packages below node_modules make another of it now; run " +
      "the command again.",
  );
  assertEquals((await project.bundle({ entry: "s.ts" })).text, "var run=()=>2;export{run};\n");
});

Deno.test("an edit of deno.json while a run goes on is of the next run", async () => {
  using project = new ScratchProject({
    "s.ts": 'import { x } from "@own/name";\nexport const run = () => x;',
    "one.ts": "export const x = 1;",
    "two.ts": "export const x = 2;",
    "deno.json": '{ "name": "@own/name", "exports": "./one.ts", "imports": {} }',
  });
  const store = project.store();
  const bundler = new Bundler(project.root, store);
  project.edit("deno.json", "one.ts", "two.ts");
  try {
    await bundler.digest({ entry: "s.ts" });
  } finally {
    await store.flush();
    await bundler.close();
  }
  assertEquals((await project.bundle({ entry: "s.ts" })).text, "var run=()=>2;export{run};\n");
  project.edit("deno.json", "two.ts", "one.ts");
  assertEquals((await project.bundle({ entry: "s.ts" })).text, "var run=()=>1;export{run};\n");
});

Deno.test("packages that are not the project's own are known by their files", async () => {
  using project = new ScratchProject({ "node_modules/pack/main.js": "export const own = 1;" });
  const folder = Deno.makeTempDirSync({ prefix: "bigrad-user-" });
  const write = (file: string, text: string) => Deno.writeTextFileSync(join(folder, file), text);
  try {
    Deno.mkdirSync(join(folder, "node_modules/other"), { recursive: true });
    write("node_modules/other/package.json", '{ "name": "other", "main": "main.js" }');
    write(
      "user.ts",
      `import { a } from "other";
       import { b } from "./node_modules/other/main.js";
       import { own } from "${project.root}/node_modules/pack/main.js";
       export const run = () => [a, b, own];`,
    );
    const entry = relative(project.root, join(folder, "user.ts"));
    for (const [a, b] of [[1, 2], [3, 4]]) {
      write("node_modules/other/main.js", `export const a = ${a};\nexport const b = ${b};`);
      assertEquals(
        (await project.bundle({ entry })).text,
        `var run=()=>[${a},${b},1];export{run};\n`,
      );
    }
    const { digest } = await project.bundle({ entry });
    const files = new Bundler(project.root, project.store()).filesOf(digest);
    assertEquals([...files.keys()].map((file) => basename(file)).sort(), [
      "main.js",
      "package.json",
      "user.ts",
    ]);
    write("node_modules/other/next.js", "export const a = 5;");
    write("node_modules/other/package.json", '{ "name": "other", "main": "next.js" }');
    assertEquals(
      (await project.bundle({ entry })).text,
      "var run=()=>[5,4,1];export{run};\n",
      "the package means another of its files",
    );
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
