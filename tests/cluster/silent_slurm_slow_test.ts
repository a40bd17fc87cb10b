import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { finish } from "../pipeline/project_copy.ts";
import { launch, ON_SLURM, readyCopy } from "./launch.ts";

/** What stands for Slurm: it takes a job, is silent once, and then has forgotten it. */
const PROGRAMS = {
  sbatch: 'echo "$@" >"$SEEN/submitted"; echo 999',
  squeue:
    'if mkdir "$SEEN/asked"; then echo "Unable to contact slurm controller"; else echo "Invalid job id"; fi >&2; exit 1',
  scancel: "exit",
};

Deno.test("a Slurm that does not answer is told of, and workers without a log", async () => {
  await using copy = await readyCopy();
  const seen = `${copy.root}/slurm`;
  await Deno.mkdir(seen);
  for (const [name, line] of Object.entries(PROGRAMS)) {
    await Deno.writeTextFile(`${seen}/${name}`, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  }
  // As where modules of a cluster are loaded.
  const env = { SEEN: seen, LD_LIBRARY_PATH: "/usr/lib", PATH: `${seen}:${Deno.env.get("PATH")}` };
  const asked = ["meta_passes", "--profile", "smoke", "--store", `${copy.root}/100%A of it`];
  const { code, stdout, stderr } = await finish(await launch(copy, { env }, ...ON_SLURM, ...asked));
  assertEquals(code, 1, stderr);
  assertMatch(stdout, /^Slurm job 999: squeue does not answer and is asked again; .*\.$/m);
  assertMatch(stderr, /it left no log: see "scontrol show job 999", and that all nodes .*\.\n$/);
  assertStringIncludes(
    await Deno.readTextFile(`${seen}/submitted`),
    `/100%%A of it/runs/slurm-%A_%a.log`,
  );
});
