import { assert, assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { writeLabels } from "../../examples/labels.ts";
import { commandsIn, documents, filesIn, printed, printedAnew } from "./documentation.ts";
import { projectFiles, ROOT } from "./project_files.ts";

Deno.test("what the documentation shows is what is printed", async (t) => {
  let shown = 0;
  for (const document of await documents()) {
    const text = await Deno.readTextFile(ROOT + document);
    for (const { command, output } of commandsIn(text)) {
      shown++;
      await t.step(`${document}: ${command}`, async () => {
        assertEquals(await printed(command, filesIn(text)), output);
      });
    }
  }
  assertNotEquals(shown, 0);
});

Deno.test("the files that the documentation shows are those of the examples", async () => {
  const readme = filesIn(await Deno.readTextFile(`${ROOT}README.md`));
  const ours = [...readme].filter(([name]) => name.startsWith("examples/"));
  assertEquals(ours.map(([name]) => name), ["examples/cleaning.ts", "examples/ridge.ts"]);
  for (const [name, code] of ours) {
    assertEquals(await Deno.readTextFile(ROOT + name), code);
  }
});

Deno.test("the table of the example is what its generator writes", async () => {
  const file = await Deno.makeTempFile({ suffix: ".parquet" });
  try {
    await writeLabels(file);
    const [made, shipped] = [file, `${ROOT}examples/labels.parquet`].map((path) =>
      Deno.readFileSync(path)
    );
    assert(made!.length === shipped!.length && made!.every((byte, at) => byte === shipped![at]));
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("links of the documentation lead to files", async () => {
  const broken: string[] = [];
  for (const document of ["CONTRIBUTING.md", ...await documents()]) {
    const text = await Deno.readTextFile(ROOT + document);
    for (const [, target] of text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)) {
      // its study takes hours, and may not have been made for this version yet
      if (target!.endsWith("estimate_coverage.md")) continue;
      const at = new URL(target!, `file://${ROOT}${document}`);
      if (!await Deno.stat(at).then(() => true, () => false)) broken.push(`${document}: ${target}`);
    }
  }
  assertEquals(broken, []);
});

Deno.test("files that the documentation names are there", async () => {
  const files = (await projectFiles(ROOT)).map((file) => `/${file}`);
  const gone: string[] = [];
  for (const document of ["CONTRIBUTING.md", ...await documents()]) {
    // What was there once is told of there.
    if (document.endsWith("verdict_history.md")) continue;
    const text = await Deno.readTextFile(ROOT + document);
    for (const [, name] of text.matchAll(/`(?:source\/)?([\w/]+\.(?:ts|sql))`/g)) {
      if (!files.some((file) => file.endsWith(`/${name}`))) gone.push(`${document}: ${name}`);
    }
  }
  assertEquals(gone, []);
});

Deno.test("a command that prints something else is found, and put right", async () => {
  const wrong =
    "```ts\n// a.ts\nconsole.log(1 + 1);\n```\n\n```console\n$ ./bigrad run a.ts\n3\n```\n";
  assertEquals(commandsIn(wrong), [{ command: "./bigrad run a.ts", output: "3\n" }]);
  assertStringIncludes(await printedAnew(wrong), "$ ./bigrad run a.ts\n2\n```");
});
