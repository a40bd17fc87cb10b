import { assertEquals, assertLess, assertMatch, assertStringIncludes } from "@std/assert";
import { finish, type Finished, PLAIN } from "./pipeline/project_copy.ts";
import { commandsIn, filesIn } from "./tools/documentation.ts";
import { ROOT } from "./tools/project_files.ts";

const NOTEBOOK = "notebook.ts";
const readme = await Deno.readTextFile(`${ROOT}README.md`);
const example = filesIn(readme).get(NOTEBOOK)!;
const { output } = commandsIn(readme).find(({ command }) => command.endsWith(NOTEBOOK))!;

async function run(command: string, args: string[], cwd = ROOT): Promise<Finished> {
  return await finish(
    new Deno.Command(command, {
      args,
      cwd,
      env: { ...PLAIN, DENO_NO_UPDATE_CHECK: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn(),
  );
}

/** An empty folder elsewhere, removed at the end of its scope. */
async function elsewhere(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.realPath(await Deno.makeTempDir({ prefix: "bigrad-user-" }));
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** The path of a program, if it is installed. */
async function installed(name: string): Promise<string | undefined> {
  const { code, stdout } = await run("sh", ["-c", `command -v ${name}`]);
  return code === 0 ? stdout.trim() : undefined;
}

// That it prints what is shown, tests/tools/documentation_test.ts looks at.
Deno.test("the README's library example has the right types, from another folder", async () => {
  await using folder = await elsewhere();
  await Deno.writeTextFile(`${folder.path}/${NOTEBOOK}`, example);
  const args = ["check", "--quiet", "--config", `${ROOT}deno.json`, NOTEBOOK];
  const { code, stderr } = await run(Deno.execPath(), args, folder.path);
  assertEquals(code, 0, stderr);
  // what "./bigrad run" does with it
  const launcher = await Deno.readTextFile(`${ROOT}bigrad`);
  assertMatch(launcher, /exec "\$deno" run --no-prompt --config "\$root\/deno\.json" "\$@"/);
});

Deno.test("the example runs in a project of its own that links to the library", async () => {
  await using folder = await elsewhere();
  await Deno.writeTextFile(`${folder.path}/${NOTEBOOK}`, example);
  const { version } = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`));
  const specifier = `jsr:@bigrad/bigrad@^${version}`;
  assertStringIncludes(readme, specifier);
  const project = { links: [ROOT], imports: { "@bigrad/bigrad": specifier } };
  await Deno.writeTextFile(`${folder.path}/deno.json`, JSON.stringify(project));
  const args = ["run", "--no-prompt", "--check", NOTEBOOK];
  const { code, stdout, stderr } = await run(Deno.execPath(), args, folder.path);
  assertEquals([code, stdout], [0, output], stderr);
});

Deno.test("its 95 % intervals cover its truth", async () => {
  const draws = 60;
  await using folder = await elsewhere();
  const at = example.lastIndexOf("import ");
  const line = example.indexOf("\n", at);
  const body = example.slice(line)
    .replace("sample(1000, ", "sample(500, ")
    .replaceAll(/Stream\.of\((".*?")\)/g, "Stream.of($1, draw)")
    .replaceAll(/^console\.log.*$/gm, "");
  const program = `${example.slice(0, line)}
    let covered = [0, 0];
    for (let draw = 0; draw < ${draws}; draw++) {
      ${body}
      const truth = hyperCleaning.gradient(w);
      covered = covered.map((count, k) =>
        count + (Math.abs(gradient[k] - truth[k]) <= 1.96 * standardError[k] ? 1 : 0));
    }
    console.log(JSON.stringify(covered));`;
  await Deno.writeTextFile(`${folder.path}/${NOTEBOOK}`, program);
  const args = ["run", "--no-prompt", "--no-check", "--config", `${ROOT}deno.json`, NOTEBOOK];
  const { code, stdout, stderr } = await run(Deno.execPath(), args, folder.path);
  assertEquals(code, 0, stderr);
  for (const count of JSON.parse(stdout)) {
    const z = (count / draws - 0.95) / Math.sqrt(0.95 * 0.05 / draws);
    assertLess(Math.abs(z), 4, `${count} of ${draws} intervals`);
  }
});

const node = await installed("node");

Deno.test({
  name: "the packed library runs in Node, and has its types",
  ignore: node === undefined,
  async fn() {
    await using folder = await elsewhere();
    const packed = await run(Deno.execPath(), [
      "pack",
      "--quiet",
      "--allow-dirty",
      "--output",
      `${folder.path}/bigrad.tgz`,
    ]);
    assertEquals(packed.code, 0, packed.stderr);
    const modules = `${folder.path}/node_modules`;
    await Deno.mkdir(`${modules}/@bigrad`, { recursive: true });
    const unpacked = await run("tar", ["-xzf", "bigrad.tgz"], folder.path);
    assertEquals(unpacked.code, 0, unpacked.stderr);
    await Deno.rename(`${folder.path}/package`, `${modules}/@bigrad/bigrad`);
    const { dependencies } = JSON.parse(
      await Deno.readTextFile(`${modules}/@bigrad/bigrad/package.json`),
    );
    for (const name of Object.keys(dependencies)) {
      await Deno.symlink(await Deno.realPath(`${ROOT}node_modules/${name}`), `${modules}/${name}`);
    }
    assertEquals(Object.keys(dependencies), ["ml-matrix"]);
    await Deno.writeTextFile(`${folder.path}/notebook.mjs`, example);
    const { code, stdout, stderr } = await run(node!, ["notebook.mjs"], folder.path);
    assertEquals([code, stdout], [0, output], stderr);
    // a wrong option is found by the types that are packed
    await Deno.writeTextFile(`${folder.path}/package.json`, '{ "type": "module" }');
    for (const [option, expected] of [["modes", 0], ["mode", 1]] as const) {
      await Deno.writeTextFile(`${folder.path}/${NOTEBOOK}`, example.replace("modes", option));
      const checked = await run(Deno.execPath(), ["check", "--quiet", NOTEBOOK], folder.path);
      assertEquals(checked.code, expected, checked.stderr);
    }
  },
});

Deno.test("the library could be published", async () => {
  const { code, stderr } = await run(Deno.execPath(), ["publish", "--dry-run", "--allow-dirty"]);
  assertEquals(code, 0, stderr);
  assertMatch(stderr, /mod\.ts \(/);
  assertEquals(
    /slow|pipeline\/|tests\//.test(stderr.replace(/^Checking for slow types.*$/m, "")),
    false,
    stderr,
  );
});

Deno.test("its version is the same wherever it stands", async () => {
  const read = (file: string) => Deno.readTextFile(ROOT + file);
  const { version, license } = JSON.parse(await read("deno.json"));
  const codemeta = JSON.parse(await read("codemeta.json"));
  assertEquals(codemeta.version, version);
  assertEquals(codemeta.license, `https://spdx.org/licenses/${license}`);
  assertEquals(codemeta.runtimePlatform, `Deno ${(await read(".dvmrc")).trim()}`);
  const authors = codemeta.author.map(({ name }: { name: string }) => name);
  for (const name of authors) {
    assertMatch(await read("CITATION.cff"), new RegExp(`name: ${name}$`, "m"));
  }
  assertMatch(await read("CITATION.cff"), new RegExp(`^version: ${version}$`, "m"));
  assertMatch(await read("CITATION.cff"), new RegExp(`^license: ${license}$`, "m"));
  assertMatch(await read("CHANGELOG.md"), new RegExp(`^## ${version}`, "m"));
  assertMatch(await read("LICENSE"), new RegExp(`^${license} License`));
});
