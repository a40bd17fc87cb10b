/**
 * The launcher as a user of a cluster starts it, and what the store tells of who did what.
 *
 * @module
 */

import { dirname } from "node:path";
import { PLAIN, ProjectCopy, recordsOf } from "../pipeline/project_copy.ts";
import type { SlurmCluster } from "./slurm_cluster.ts";

/** A copy whose launcher, on a node, finds Deno on the PATH and its packages. */
export async function readyCopy(from?: ProjectCopy): Promise<ProjectCopy> {
  const copy = await ProjectCopy.of(from?.root);
  await copy.makeReady();
  return copy;
}

async function denoDir(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}

/** Starts the launcher, as a user of the cluster would. */
export async function launch(
  copy: ProjectCopy,
  cluster: Pick<SlurmCluster, "env">,
  ...args: string[]
): Promise<Deno.ChildProcess> {
  return new Deno.Command(`${copy.root}/bigrad`, {
    args,
    cwd: copy.root,
    env: {
      ...PLAIN,
      ...cluster.env,
      PATH: `${dirname(Deno.execPath())}:${cluster.env["PATH"] ?? Deno.env.get("PATH")}`,
      DENO_DIR: await denoDir(),
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** What `reproduce` is told to use both nodes. */
export const ON_SLURM = ["reproduce", "--executor", "slurm", "--slurm-workers", "2"];

/** The names of the records' stages by the host that made them. */
export async function madeBy(store: string): Promise<Record<string, string[]>> {
  const names: Record<string, string[]> = {};
  for await (const path of recordsOf(store)) {
    const { host, name } = JSON.parse(await Deno.readTextFile(path)) as Record<string, string>;
    (names[host!] ??= []).push(name!);
  }
  return names;
}

/** How many stages each worker that came to its end says it ran, from the logs in a store. */
export async function ranHere(store: string): Promise<number[]> {
  const counts: number[] = [];
  for await (const { name } of Deno.readDir(`${store}/runs`)) {
    if (!name.endsWith(".log")) continue;
    const text = await Deno.readTextFile(`${store}/runs/${name}`);
    for (const [, count] of text.matchAll(/(\d+) ran here/g)) counts.push(Number(count));
  }
  return counts;
}

/** Waits until something is so. */
export async function until(condition: () => Promise<boolean>, seconds: number): Promise<void> {
  const start = performance.now();
  while (!await condition()) {
    if (performance.now() - start > 1000 * seconds) throw new Error("It took too long.");
    await new Promise((done) => setTimeout(done, 100));
  }
}
