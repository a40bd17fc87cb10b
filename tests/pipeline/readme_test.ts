import { assertEquals, assertStringIncludes } from "@std/assert";
import { ROOT } from "../tools/project_files.ts";
import { finish, ProjectCopy } from "./project_copy.ts";

/** The TypeScript blocks of the README, in order. */
async function blocks(): Promise<string[]> {
  const readme = await Deno.readTextFile(`${ROOT}README.md`);
  return [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!);
}

Deno.test("the README's lines for the library run from the project's folder", async () => {
  const code = (await blocks()).at(-1)!;
  await using copy = await ProjectCopy.of();
  await Deno.writeTextFile(`${copy.root}/notebook.ts`, code);
  const run = new Deno.Command(Deno.execPath(), {
    args: ["run", "--check", "--no-prompt", "notebook.ts"],
    cwd: copy.root,
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  });
  const { code: exit, stdout, stderr } = await finish(run.spawn());
  assertEquals(exit, 0, stderr);
  assertStringIncludes(stdout, "Float64Array(4)");
});
