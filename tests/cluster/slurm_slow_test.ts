import {
  assert,
  assertEquals,
  assertGreater,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import {
  countRecords,
  finish,
  type Finished,
  oneObject,
  recordsIn,
  type ReproduceResult,
} from "../pipeline/project_copy.ts";
import { launch, madeBy, ON_SLURM, ranHere, readyCopy, until } from "./launch.ts";
import { noCluster, SlurmCluster } from "./slurm_cluster.ts";

const reason = await noCluster();
if (reason !== undefined) console.log(`Skipped: ${reason}`);

const SMOKE = ["--profile", "smoke"];
const SMALL = [...SMOKE, "--study", "unbiased-first-order"];
const PAGE = "out/report/index.html";

/** The hosts that made the records of a store, with how many each made. */
async function makers(store: string): Promise<Record<string, number>> {
  const made = Object.entries(await madeBy(store));
  return Object.fromEntries(made.map(([host, names]) => [host, names.length]));
}

Deno.test({
  name: "on a cluster of two nodes",
  ignore: reason !== undefined,
  fn: async (t) => {
    await using cluster = await SlurmCluster.of(2);
    await using local = await readyCopy();
    await local.reproduce();
    const page = await local.read(PAGE);
    const artifacts = Object.values(await local.artifacts()).sort();
    assertEquals((await local.run("reproduce", ...SMALL, "--out", "small")).code, 0);
    const smallPage = await local.read("small/report/index.html");

    await t.step(
      "both share the stages, none is computed twice, the bytes are the same",
      async () => {
        await using copy = await readyCopy(local);
        const said = await finish(await launch(copy, cluster, ...ON_SLURM, ...SMALL));
        assertEquals([said.code, said.stderr], [0, ""]);
        assertMatch(said.stdout, /Slurm job \d+: 2 workers submitted\.\n/);
        assertStringIncludes(said.stdout, " stages: ");
        assertEquals(await copy.read(PAGE), smallPage);
        const { n1, n2, ...others } = await makers(`${copy.root}/.bigrad`);
        assert(n1! > 0 && n2! > 0, "both nodes took part");
        assertEquals(others, {});
        await until(async () => await cluster.ask("squeue", "-h") === "", 300);
        const ran = await ranHere(`${copy.root}/.bigrad`);
        assertEquals(ran.reduce((sum, count) => sum + count, 0), n1! + n2!);
      },
    );

    await t.step(
      "a node whose daemons are killed leaves an orphan, which does no harm",
      async () => {
        await using copy = await readyCopy(local);
        const run = await launch(copy, cluster, ...ON_SLURM, ...SMOKE);
        await recordsIn(`${copy.root}/.bigrad`, 300, run);
        await cluster.loseDaemons("n2");
        const said = await finish(run);
        assertEquals([said.code, said.stderr], [0, ""]);
        assertEquals(await copy.read(PAGE), page);
        assertEquals(Object.values(await copy.artifacts()).sort(), artifacts);
        assertGreater((await makers(`${copy.root}/.bigrad`)).n1!, 0);
        await cluster.restart("n2");
      },
    );

    await t.step("a node that is cut off leaves its stages to the other", async () => {
      await using copy = await readyCopy(local);
      const run = await launch(copy, cluster, ...ON_SLURM, ...SMALL, "--silence", "6");
      await recordsIn(`${copy.root}/.bigrad`, 10, run);
      await until(async () => (await makers(`${copy.root}/.bigrad`)).n2! > 0, 120);
      await cluster.cutPower("n2");
      const said = await finish(run);
      assertEquals([said.code, said.stderr], [0, ""]);
      assertEquals(await copy.read(PAGE), smallPage);
      await cluster.restart("n2");
    });

    await using interrupted = await readyCopy(local);
    await t.step("an interrupt takes back what was submitted", async () => {
      const run = await launch(interrupted, cluster, ...ON_SLURM, ...SMALL, "--json");
      await recordsIn(`${interrupted.root}/.bigrad`, 10, run);
      run.kill("SIGINT");
      const { code, value } = oneObject<ReproduceResult>(await finish(run));
      assertEquals([code, value.ok, value.failed], [130, false, []]);
      await until(async () => await cluster.ask("squeue", "-h") === "", 300);
      const locks = [...Deno.readDirSync(`${interrupted.root}/.bigrad/locks`)];
      assertEquals(locks.map(({ name }) => name), [], "what workers held is given back");
    });

    await t.step(
      "a partition that is full is waited for, and workers that end early are followed",
      async () => {
        const store = `${interrupted.root}/.bigrad`;
        const hog = await cluster.ask(
          "sbatch",
          "--parsable",
          "-N2",
          "--exclusive",
          "-o/dev/null",
          "--wrap=sleep 60",
        );
        const again = await launch(interrupted, cluster, ...ON_SLURM, ...SMALL);
        let text = "";
        const reading = (async () => {
          for await (const part of again.stdout.pipeThrough(new TextDecoderStream())) {
            text += part;
          }
        })();
        await until(() => Promise.resolve(/2 pending \((Resources|Priority)\)/.test(text)), 120);
        const before = await countRecords(store);
        await cluster.ask("scancel", hog);
        // The workers are taken away in the middle of their work.
        await recordsIn(store, before + 1, again);
        const [, job] = /Slurm job (\d+):/.exec(text)!;
        await cluster.ask("scancel", job!);
        await reading;
        assertEquals((await again.status).code, 0, text);
        await again.stderr.cancel();
        assertMatch(
          text,
          new RegExp(`job ${job} ended with \\d+ stages left; others are asked for`),
        );
        assertEquals(await interrupted.read(PAGE), smallPage);
      },
    );

    await t.step("a stage that fails is computed once, and told as locally", async () => {
      await using copy = await readyCopy(local);
      await copy.edit(
        "pipeline/stages/meta_moments.ts",
        "export function stage({ problem, estimator }: Slots): StageRun<MomentParameters> {",
        "export function stage({ problem, estimator }: Slots): StageRun<MomentParameters> {\n" +
          "  if (problem !== undefined) throw new Error('It is broken.');",
      );
      const said: Finished = await finish(
        await launch(copy, cluster, ...ON_SLURM, ...SMALL, "--keep-going", "--json"),
      );
      const { code, value } = oneObject<ReproduceResult>(said);
      assertEquals([code, value.ok, value.stages.pending], [1, false, 0]);
      assertGreater(value.failed.length, 0);
      assertGreater(value.stages.ran, 50);
      for (const { message } of value.failed) assertStringIncludes(message, "It is broken.");
    });

    await t.step("workers that do nothing are told with their last words", async () => {
      await using copy = await readyCopy(local);
      const run = await launch(
        copy,
        cluster,
        ...ON_SLURM,
        ...SMALL,
        "--slurm-extra",
        "--export=PATH=/nowhere",
      );
      const { code, stderr } = await finish(run);
      assertEquals(code, 1);
      assertMatch(
        stderr,
        /Slurm job \d+ ended without having done any of \d+ stages; its log ends: /,
      );
    });
  },
});
