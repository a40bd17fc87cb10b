import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { finish, oneObject, ProjectCopy, type ReproduceResult } from "./project_copy.ts";
import { warm } from "./warm_store.ts";

const STUDY = ["--profile", "smoke", "--study", "unbiased-first-order"];

Deno.test("targets: only what is asked for is computed, and the view shows what is there", async (t) => {
  await using copy = await ProjectCopy.of();
  const reproduce = async (...targets: string[]): Promise<ReproduceResult> => {
    const { value } = oneObject(
      await finish(copy.start(["reproduce", ...targets, ...STUDY, "--json"])),
    );
    return value as unknown as ReproduceResult;
  };
  const figures = (): string[] =>
    [...Deno.readDirSync(`${copy.root}/out/report/figures`)].map(({ name }) => name).sort();
  const report = (): string[] =>
    [...Deno.readDirSync(`${copy.root}/out/report`)].map(({ name }) => name)
      .filter((name) => name.endsWith(".html") && name !== "run.html").sort();
  const page = (root = copy.root): string =>
    report().map((name) => Deno.readTextFileSync(`${root}/out/report/${name}`)).join("\n");

  await t.step("what would run is said in few lines, though all of it would", async () => {
    const { stdout } = await finish(copy.start(["status", ...STUDY]));
    const counts = [...stdout.matchAll(/^would run +(\d+) × \S+$/gm)].map(([, count]) => count);
    const [, total] = /^0 of (\d+) stages are up to date /m.exec(stdout)!;
    assertEquals(counts.reduce((sum, count) => sum + Number(count), 0), Number(total));
    assert(counts.length <= 40, stdout);
  });
  await t.step("a figure", async () => {
    const { ok, ran, stages } = await reproduce("meta_passes");
    assert(ok);
    assert(ran.includes("unbiased-first-order/figure/meta_passes/drawing"), ran.join());
    assert(!ran.some((name) => name.includes("few-shot")), ran.join());
    assertEquals(stages.ran + stages.skipped, stages.total);
    assertEquals(figures(), [
      "meta_passes.linear.svg",
      "meta_passes.narrow.svg",
      "meta_passes.svg",
      "meta_passes.vl.json",
    ]);
    assertStringIncludes(page(), "Not up to date:");
    assert(!page().includes("stage that failed") && !page().includes("failed.)"));
    assertStringIncludes(page(), "./bigrad reproduce meta_passes --profile smoke");
    // A failure of the power cuts the story of the run, too, which no stage makes.
    const story = `${copy.root}/out/report/run.html`;
    Deno.truncateSync(story, 999);
    assertEquals((await reproduce("meta_passes")).ran, []);
    assert(Deno.readTextFileSync(story).endsWith("</html>\n"));
  });
  await t.step("another one, beside it", async () => {
    const { ran } = await reproduce("figure/meta_mom*");
    assert(ran.includes("unbiased-first-order/figure/meta_moments/drawing"), ran.join());
    assertEquals(figures().filter((name) => /^\w+\.svg$/.test(name)), [
      "meta_moments.svg",
      "meta_passes.svg",
    ]);
  });
  await t.step("status, graph and verify look at the target alone", async () => {
    const run = (command: string) =>
      finish(copy.start([command, "meta_passes", ...STUDY, "--json"])).then(oneObject);
    const { value: status } = await run("status");
    const { total, due } = (status as unknown as { stages: { total: number; due: number } }).stages;
    assertEquals(due, 0);
    const whole = oneObject(
      await finish(copy.start(["status", "report/index", ...STUDY, "--json"])),
    ).value as unknown as { stages: { total: number; due: number } };
    assert(whole.stages.total > total && whole.stages.due > 1, "the report itself needs all");
    const { value: graph } = await run("graph");
    const { text } = graph as { text: string };
    assertStringIncludes(text, "figure/meta_passes/drawing");
    assert(!text.includes("meta_moments") && !text.includes("report/index"), text);
    const { value: verify } = await run("verify");
    assertEquals((verify as unknown as { stages: { rerun: number } }).stages.rerun, total);
  });
  await t.step("all of it, and the page is the one that all at once gives", async () => {
    const { ok, stages } = await reproduce();
    assert(ok);
    assertEquals(stages.skipped, 0);
    const whole = page();
    assert(!whole.toLowerCase().includes("not up to date"));
    await using other = await ProjectCopy.of(copy.root);
    await warm(other, ...STUDY.slice(2));
    await finish(other.start(["reproduce", ...STUDY]));
    assertEquals(page(other.root), whole);
  });
  await t.step("a figure's file is said also where nothing of it is left to compute", async () => {
    const { stdout } = await finish(copy.start(["reproduce", "meta_moments", ...STUDY]));
    assertStringIncludes(stdout, " 0 ran, ");
    assertStringIncludes(stdout, "\nFigure: out/report/figures/meta_moments.svg\n");
  });
  await t.step("verify finds out a stage whose module remembers what it ran before", async () => {
    const module = "pipeline/stages/query.ts";
    const text = await copy.read(module);
    await copy.edit(
      module,
      `JSON.stringify(rows) + "\\n"`,
      `JSON.stringify(rows) + "\\n".repeat(++made)`,
    );
    await Deno.writeTextFile(`${copy.root}/${module}`, "\nlet made = 0;\n", { append: true });
    const run = (command: string) =>
      finish(copy.start([command, "meta_passes", ...STUDY, "--jobs", "1", "--json"]));
    assertEquals((await run("reproduce")).code, 0);
    const { code, stderr } = await run("verify");
    assertEquals(code, 1);
    assertStringIncludes(stderr, "meta_passes/rows gave other bytes than are stored.\n");
    await Deno.writeTextFile(`${copy.root}/${module}`, text);
  });
  await t.step("what is not there is refused", async () => {
    const { code, stderr } = await finish(copy.start(["reproduce", "meta_pases", ...STUDY]));
    assertEquals(code, 2);
    assertStringIncludes(stderr, "did you mean unbiased-first-order/figure/meta_passes/");
  });
});
