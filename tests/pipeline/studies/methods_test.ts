import { assertEquals, assertStringIncludes } from "@std/assert";
import { ROOT } from "../../tools/project_files.ts";
import { finish, ProjectCopy } from "../project_copy.ts";

Deno.test("the parametric method of docs/adding.md is a file and a typed line: it is in the league", async () => {
  const recipes = await Deno.readTextFile(`${ROOT}docs/adding.md`);
  const section = /## To add a parametric method\n(.*?)\n## /s.exec(recipes)![1];
  const [file, line] = [...section.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);
  const path = /^\/\/ (\S+)\n/.exec(file)![1];
  await using copy = await ProjectCopy.of();
  await Deno.writeTextFile(`${copy.root}/${path}`, file);
  const methods = "pipeline/studies/methods.ts";
  const list = "export const WHOLE: readonly Method[] = [\n";
  await copy.edit(methods, list, `${list}${line}`);
  const check = async () =>
    await finish(
      new Deno.Command(Deno.execPath(), {
        args: ["check", "--quiet", methods],
        cwd: copy.root,
        stdout: "piped",
        stderr: "piped",
      }).spawn(),
    );
  const { code, stderr } = await check();
  assertEquals(code, 0, stderr);
  const { stdout } = await finish(copy.start(["graph", "--profile", "smoke"]));
  const place = "league-grid/penalties";
  assertStringIncludes(stdout, `${place}/outer-step=`);
  assertEquals(new RegExp(`${place}/outer-step=[^/]*/lazy-aid`).test(stdout), true);
  await copy.edit(methods, '.open("lazyAid", {})', '.open("lazyAid", { lowerStepz: 3 })');
  const wrong = await check();
  assertEquals(wrong.code, 1);
  assertStringIncludes(wrong.stderr, "lowerStepz");
});
