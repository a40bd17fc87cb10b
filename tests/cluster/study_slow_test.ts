import { assertEquals, assertGreater } from "@std/assert";
import { finish, type ProjectCopy, recordsIn } from "../pipeline/project_copy.ts";
import { launch, madeBy, ON_SLURM, ranHere, readyCopy, until } from "./launch.ts";
import { noCluster, SlurmCluster } from "./slurm_cluster.ts";

// The study, and what is set for the profile and for a store that has it already: without that the
// local run computes it, too.
const study = Deno.env.get("BIGRAD_CLUSTER_STUDY");
const profile = Deno.env.get("BIGRAD_CLUSTER_PROFILE") || "default";
const kept = Deno.env.get("BIGRAD_CLUSTER_KEPT");
const reason = study
  ? await noCluster()
  : "BIGRAD_CLUSTER_STUDY names no study to run whole over two nodes; it takes minutes.";
if (reason !== undefined) console.log(`Skipped: ${reason}`);

const asked = ["--profile", profile, "--study", study ?? ""];

/** All files of a report by path, but the story of the run. */
async function reportOf(copy: ProjectCopy): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  const below = async (folder: string): Promise<void> => {
    for await (const { name, isDirectory } of Deno.readDir(`${copy.root}/${folder}`)) {
      const path = `${folder}/${name}`;
      if (isDirectory) await below(path);
      else if (name !== "run.html") files[path] = await Deno.readFile(`${copy.root}/${path}`);
    }
  };
  await below("out/report");
  return files;
}

/** The stages whose locks a node that is gone has left, by their keys. */
function orphaned(store: string, node: string): string[] {
  return [...Deno.readDirSync(`${store}/locks`)].map(({ name }) => name)
    .filter((name) => /^[0-9a-f]{64}$/.test(name))
    .filter((name) => {
      const { place } = JSON.parse(Deno.readTextFileSync(`${store}/locks/${name}`));
      return (place as string).startsWith(`${node} `);
    });
}

Deno.test({
  name: "a study over two nodes, one of which is lost in the middle, is what it is locally",
  ignore: reason !== undefined,
  fn: async () => {
    await using local = await readyCopy();
    if (kept) assertEquals((await local.run("store", "pull", kept, ...asked)).code, 0);
    const here = await local.run("reproduce", ...asked, "--json");
    assertEquals([here.code, here.stderr], [0, ""]);
    const { total, skipped } = JSON.parse(here.stdout).stages;
    const stages: number = total - skipped;

    await using cluster = await SlurmCluster.of(2);
    await using copy = await readyCopy(local);
    const store = `${copy.root}/.bigrad`;
    const start = performance.now();
    const run = await launch(copy, cluster, ...ON_SLURM, ...asked, "--silence", "60");
    await recordsIn(store, Math.floor(stages / 2), run);
    await until(() => Promise.resolve(orphaned(store, "n2").length > 0), 60);
    await cluster.cutPower("n2");
    const cut = (performance.now() - start) / 1000;
    const [before, left] = [await madeBy(store), orphaned(store, "n2")];
    const said = await finish(run);
    const seconds = (performance.now() - start) / 1000;
    assertEquals([said.code, said.stderr], [0, ""]);

    const report = await reportOf(copy);
    const pages = Object.keys(report).filter((path) => path.endsWith(".html"));
    assertEquals(report, await reportOf(local));
    assertEquals(await copy.artifacts(), await local.artifacts());

    // Whatever a node finished nobody made again, so only what the lost one held was begun twice.
    const { n1 = [], n2 = [], ...others } = await madeBy(store);
    assertEquals(others, {});
    assertEquals(n2.sort(), before.n2!.sort());
    await until(async () => (await ranHere(store)).length > 0, 60);
    assertEquals((await ranHere(store)).reduce((sum, count) => sum + count, 0), n1.length);
    assertGreater(n2.length, 0);
    assertEquals(n1.length + n2.length, stages);
    console.log(
      `${stages} stages of ${study} (${profile}): ${n1.length} by n1, ${n2.length} by n2, which ` +
        `was lost after ${cut.toFixed(0)} s of ${
          seconds.toFixed(0)
        }; ${left.length} begun twice; ` +
        `${Object.keys(report).length} files of the report (${pages.length} pages) are equal.`,
    );
  },
});
