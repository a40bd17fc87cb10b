import { assertEquals, assertStringIncludes } from "@std/assert";
import { ROOT } from "../tools/project_files.ts";
import { finish, ProjectCopy } from "./project_copy.ts";

/** The TypeScript blocks of the README, in order. */
async function blocks(): Promise<string[]> {
  const readme = await Deno.readTextFile(`${ROOT}README.md`);
  return [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!);
}

Deno.test("to add an estimator is to add the README's file and its line", async () => {
  await using copy = await ProjectCopy.of();
  await copy.reproduce("--study", "semiparametric");
  const [file, line] = await blocks();
  const path = file!.match(/^\/\/ (\S+)/)![1]!;
  await Deno.writeTextFile(`${copy.root}/${path}`, file!);
  await copy.edit(
    "pipeline/studies/semiparametric.ts",
    "const ESTIMATORS = {\n",
    `const ESTIMATORS = {\n${line}`,
  );
  const { ran } = await copy.reproduce();
  const estimates = ran.filter((name) => name.includes("/estimate/"));
  assertEquals(estimates.length > 0, true);
  assertEquals(estimates.filter((name) => !name.endsWith("/estimate/halfway")), []);
  assertEquals(ran.filter((name) => /\/(samples|means|errors)$/.test(name)), []);
});

Deno.test("the README's lines for the library run from the project's folder", async () => {
  const code = (await blocks()).at(-1)!;
  const script = `${ROOT}.readme_${crypto.randomUUID()}.ts`;
  await Deno.writeTextFile(script, code);
  try {
    const run = new Deno.Command(Deno.execPath(), {
      args: ["run", "--check", "--no-prompt", script],
      env: { NO_COLOR: "1" },
      stdout: "piped",
      stderr: "piped",
    });
    const { code: exit, stdout, stderr } = await finish(run.spawn());
    assertEquals(exit, 0, stderr);
    assertStringIncludes(stdout, "Float64Array(4)");
  } finally {
    await Deno.remove(script);
  }
});
