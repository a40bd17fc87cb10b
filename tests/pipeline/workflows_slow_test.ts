import { assertEquals, assertGreater } from "@std/assert";
import { dirname } from "node:path";
import { STUDIES } from "../../pipeline/studies/catalogue.ts";
import { ROOT } from "../tools/project_files.ts";
import { finish, oneObject, PLAIN, ProjectCopy, type ReproduceResult } from "./project_copy.ts";

const workflow = (name: string): Promise<string> =>
  Deno.readTextFile(`${ROOT}docs/workflows/${name}.yml`);

/** The commands of a job, or of all, at the smoke profile. */
function commandsOf(text: string): string[] {
  return [...text.matchAll(/^ *- run: (.*)$/gm)]
    .map(([, line]) => line!.replace("--profile default", "--profile smoke"));
}

/** Runs a line of a workflow where its job would, in a shell; its standard output. */
async function shell(copy: ProjectCopy, line: string): Promise<string> {
  const { stdout: denoInfo } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] })
    .output();
  const said = await finish(
    new Deno.Command("sh", {
      args: ["-ec", line],
      cwd: copy.root,
      env: {
        ...PLAIN,
        PATH: `${dirname(Deno.execPath())}:${Deno.env.get("PATH")}`,
        DENO_DIR: JSON.parse(new TextDecoder().decode(denoInfo)).denoDir,
      },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn(),
  );
  assertEquals([said.code, said.stderr], [0, ""], line);
  return said.stdout;
}

async function readyCopy(from?: ProjectCopy): Promise<ProjectCopy> {
  const copy = await ProjectCopy.of(from?.root);
  await copy.makeReady();
  return copy;
}

/** Copies all files below a folder into another, as an action that downloads artifacts does: no links, no modes. */
async function carry(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await carry(`${from}/${name}`, `${to}/${name}`);
    else await Deno.writeFile(`${to}/${name}`, await Deno.readFile(`${from}/${name}`));
  }
}

Deno.test("the commands of the workflows do what these say, in clones that share nothing", async (t) => {
  const matrix = await workflow("matrix");
  const [studyJob, reportJob] = matrix.split(/^ {2}report:$/m);
  const studies = [...studyJob!.matchAll(/^ {10}- (\S+)$/gm)].map(([, study]) => study!);
  assertEquals(studies.sort(), Object.keys(STUDIES).sort());
  await using last = await readyCopy();
  const index = "out/report/index.html";

  await t.step("a job for each study, and one that puts the report together", async () => {
    for (const study of studies) {
      await using copy = await readyCopy(last);
      for (const line of commandsOf(studyJob!)) {
        await shell(copy, line.replace("${{ matrix.study }}", study));
      }
      await carry(`${copy.root}/pushed`, `${last.root}/pushed`);
    }
    const [pull, reproduce, ...others] = commandsOf(reportJob!);
    assertEquals(others, []);
    await shell(last, pull!);
    const { value } = oneObject<ReproduceResult>({
      ...{ code: 0, stderr: "" },
      stdout: await shell(last, `${reproduce} --json`),
    });
    assertEquals(value.ran.filter((name) => !name.startsWith("report/")), []);
    assertGreater(value.stages.cached, 1000);
  });

  await t.step("a job that keeps its store computes nothing when nothing was changed", async () => {
    const before = await last.read(index);
    const [reproduce, gc, ...others] = commandsOf(await workflow("reproduce"));
    assertEquals(others, []);
    await shell(last, reproduce!);
    await shell(last, gc!);
    await using next = await readyCopy(last);
    await carry(`${last.root}/.bigrad`, `${next.root}/.bigrad`);
    const { value } = oneObject<ReproduceResult>({
      ...{ code: 0, stderr: "" },
      stdout: await shell(next, `${reproduce} --json`),
    });
    assertEquals([value.ok, value.ran], [true, []]);
    assertEquals(await next.read(index), before);
  });
});
