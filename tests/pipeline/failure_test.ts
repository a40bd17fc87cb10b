import {
  assert,
  assertArrayIncludes,
  assertEquals,
  assertFalse,
  assertGreater,
  assertStringIncludes,
} from "@std/assert";
import { ProjectCopy, type ReproduceResult } from "./project_copy.ts";
import { forget, warm } from "./warm_store.ts";

const LEARNER = "estimators/nuisance/sum_fourier.ts";
const CHECK = "requireRegressionData(data);";
const SENTENCE = "The sieve was left in the rain.";
const BROKEN = `${CHECK}\n  if (data.n > 0) throw new Error("${SENTENCE}");`;
/** What this is about: the learner's stages, an experiment that needs them, and one that does not. */
const DUE =
  /\/sum-fourier[^/]*\/|\/(iv-2|kbo-n)\/|\/figure\/(iv_2_coverage|kbo_fixed_lambda)\/|\/published$|^report\//;
const USES_IT = /\/sum-fourier[^/]*\/means$/;

Deno.test("a stage that fails is shown as a failure and costs only what needs it", async (t) => {
  await using copy = await ProjectCopy.of();
  await warm(copy);
  const due = await forget(copy, DUE);
  await copy.edit(LEARNER, CHECK, BROKEN);
  let done: readonly string[] = [];
  let broken = { failed: 0, blocked: 0 };

  await t.step("a run stops at the first failure, says so, and exits with 1", async () => {
    const { code, stdout, stderr } = await copy.run("reproduce", "--profile", "smoke");
    assertEquals([code, stderr], [1, ""]);
    assertStringIncludes(stdout, `: ${SENTENCE}\n`);
    assertStringIncludes(stdout, "--keep-going runs what does not depend on it.");
    assertFalse(stdout.includes("Report:"));
    assertFalse(await copy.has("out/report/index.html"));
    assertStringIncludes(await copy.read("out/report/run.html"), SENTENCE);
  });

  await t.step("with --keep-going everything else runs, and the exit code is still 1", async () => {
    const { code, value } = await copy.json<ReproduceResult>("reproduce", "--keep-going");
    const { stages, failed, ran } = value;
    assertEquals([code, value.ok, stages.pending], [1, false, 0]);
    assertEquals(stages.ran + stages.cached + stages.failed + stages.blocked, stages.total);
    assertEquals(failed.length, stages.failed);
    assertGreater(stages.failed, 0);
    for (const { name, message } of failed) {
      assert(USES_IT.test(name), name);
      assertEquals(message, SENTENCE);
    }
    assertGreater(stages.blocked, 0);
    assertArrayIncludes(ran, ["semiparametric/kbo-n/collect", "report/index"]);
    const needs = /\/iv-[123]\/|^semiparametric\/published$/;
    assertEquals(ran.filter((name) => needs.test(name)), []);
    broken = stages;
    done = ran.filter((name) => name !== "report/index");
  });

  await t.step("the report shows the failure as a failure, never as a gap", async () => {
    const page = await copy.read("out/report/index.html");
    assertStringIncludes(page, "Lost to a stage that failed");
    assertStringIncludes(page, "/means");
    assertFalse(await copy.has("out/report/figures/iv_2_coverage.svg"));
    assert(await copy.has("out/report/figures/kbo_fixed_lambda.svg"));
    const story = await copy.read("out/report/run.html");
    assertStringIncludes(story, SENTENCE);
    assertStringIncludes(story, "blocked");
  });

  await t.step("the next run tries the failed stages again, and only them", async () => {
    const { code, value } = await copy.json<ReproduceResult>("reproduce", "--keep-going");
    assertEquals([code, value.ran], [1, []]);
    assertGreater(value.failed.length, 0);
  });

  await t.step("what cannot be read at all fails in a sentence that names the place", async () => {
    const text = await copy.read(LEARNER);
    await Deno.writeTextFile(`${copy.root}/${LEARNER}`, `${text}\nexport const = 1;\n`);
    const place = `(${LEARNER}:${text.split("\n").length + 1})`;
    const { value: status } = await copy.json<ReproduceResult>("status");
    const { code: planned, value: plan } = await copy.json<ReproduceResult>(
      "reproduce",
      "--dry-run",
    );
    const { code, value } = await copy.json<ReproduceResult>("reproduce", "--keep-going");
    assertEquals([planned, code], [1, 1]);
    assertEquals(value.ran.filter((name) => name !== "report/index"), []);
    for (const { ok, failed, stages: { blocked } } of [status, plan, value]) {
      assertEquals([ok, failed.length, blocked], [false, broken.failed, broken.blocked]);
      for (const { message } of failed) assertStringIncludes(message, place);
    }
    await Deno.writeTextFile(`${copy.root}/${LEARNER}`, text);
  });

  await t.step("after the repair only what failed or was blocked runs", async () => {
    await copy.edit(LEARNER, BROKEN, CHECK);
    const { ran } = await copy.reproduce();
    assertEquals([...ran].sort(), due.filter((name) => !done.includes(name)).sort());
    assertArrayIncludes(ran, ["semiparametric/iv-2/collect", "report/index"]);
    const blocks = ran.filter((name) => name.includes("/block="));
    assertEquals(blocks.filter((name) => !name.includes("/sum-fourier")), []);
    assertFalse((await copy.read("out/report/index.html")).includes("stage failed"));
    assertFalse((await copy.read("out/report/run.html")).includes(SENTENCE));
  });
});
