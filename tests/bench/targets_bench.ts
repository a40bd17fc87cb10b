/**
 * What three figures cost from nothing, bundling and drawing included, beside NumPy scripts of the same
 * designs: `deno bench -A tests/bench/targets_bench.ts`. The scripts in `numpy/` are ours, with sizes,
 * replications and learners as published; they print what the figures show.
 *
 * NumPy runs as it comes, and on one thread, since idle threads of its OpenBLAS wait by computing.
 *
 * @module
 */

import { join } from "node:path";

const ROOT = join(import.meta.dirname!, "../..");
const SCRIPTS = join(import.meta.dirname!, "numpy");
/** A script, and what makes the same figure here. */
const FIGURES: readonly (readonly [script: string, ...reproduce: string[]])[] = [
  ["iv_1", "iv_1_rmse"],
  ["iv_3", "iv_3_kbo"],
  // 600 replications where 200 are published, and as many as published.
  ["bellman_1", "bellman_1_rmse"],
  ["bellman_1", "bellman_1_rmse", "--replications", "200"],
];

interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

/** What a command takes, or nothing if it fails. */
function measure(command: readonly string[], env: Record<string, string> = {}): Cost | undefined {
  const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: __, ...own } = Deno.env.toObject();
  const { success, stdout, stderr } = new Deno.Command("python3", {
    args: [join(SCRIPTS, "measure.py"), ...command],
    clearEnv: true,
    env: { ...own, ...env },
  }).outputSync();
  if (success) return JSON.parse(new TextDecoder().decode(stdout)) as Cost;
  console.log(`${command.join(" ")} failed: ${new TextDecoder().decode(stderr).trim()}`);
}

function reproduce(...what: string[]): Cost | undefined {
  const folder = Deno.makeTempDirSync();
  try {
    const places = ["--store", join(folder, "store"), "--out", join(folder, "out")];
    return measure([join(ROOT, "bigrad"), "reproduce", ...what, ...places]);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function hasNumPy(): boolean {
  try {
    return new Deno.Command("python3", { args: ["-c", "import numpy"] }).outputSync().success;
  } catch {
    return false;
  }
}

const seconds = (cost: Cost | undefined): string =>
  cost === undefined ? "-" : `${cost.wall.toFixed(1)} s, ${cost.cpu.toFixed(1)} s CPU`;

const times = (of: Cost | undefined, less: Cost | undefined): string =>
  of === undefined || less === undefined
    ? ""
    : ` (${(of.wall / less.wall).toFixed(2)} and ${(of.cpu / less.cpu).toFixed(2)} times bigrad's)`;

if (hasNumPy()) {
  for (const [script, ...what] of FIGURES) {
    const own = reproduce(...what);
    const python = ["python3", join(SCRIPTS, `${script}.py`)];
    console.log(`${what.join(" ")}: ${seconds(own)}`);
    const routes = { "NumPy": {}, "NumPy on one thread": { OPENBLAS_NUM_THREADS: "1" } };
    for (const [name, env] of Object.entries(routes)) {
      const other = measure(python, env);
      console.log(`  ${name}: ${seconds(other)}${times(other, own)}`);
    }
  }
} else {
  console.log("Figures are not compared with NumPy: there is no python3 with numpy here.");
}
