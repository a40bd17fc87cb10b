/**
 * Processes that are killed, and processes that share a store.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256 } from "../../../pipeline/engine/canonical.ts";
import type { Stage } from "../../../pipeline/engine/stage.ts";
import { isWorker, startedBy } from "../processes.ts";
import {
  filesBelow,
  from,
  JOIN,
  recordOf,
  ScratchProject,
  stage,
  waiting,
} from "./scratch_project.ts";

const FILES = {
  "join.ts": JOIN,
  "slow.ts": `
    export async function run({ label, milliseconds, size }, inputs) {
      await new Promise((done) => setTimeout(done, milliseconds));
      const texts = Object.values(inputs).flat().map((bytes) => new TextDecoder().decode(bytes.subarray(0, 50)));
      return { out: new TextEncoder().encode(label + "(" + texts.join() + ")" + "x".repeat(size)) };
    }`,
};

function slow(name: string, parents: string[], milliseconds: number, size = 0): Stage {
  return waiting(name, "slow.ts", {
    parameters: { label: name, milliseconds, size },
    inputs: { x: parents.map((parent) => from(parent)) },
  });
}

/** Runs stages in a process of its own. */
function start(project: ScratchProject, stages: readonly Stage[]): Deno.ChildProcess {
  project.write("stages.json", JSON.stringify(stages));
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      fileURLToPath(new URL("./run_dag.ts", import.meta.url)),
      project.root,
      join(project.root, "stages.json"),
    ],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
}

async function ended(child: Deno.ChildProcess): Promise<{ ran: string[]; cached: string[] }> {
  const { code, stdout } = await child.output();
  assertEquals(code, 0);
  return JSON.parse(new TextDecoder().decode(stdout).trim().split("\n").at(-1)!);
}

/** Waits until a process has started some stages, or has ended. */
async function starts(child: Deno.ChildProcess, count: number): Promise<void> {
  let text = "";
  for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += part;
    if ((text.match(/^started /gm) ?? []).length >= count) return;
  }
}

/** Kills a process; false if it had already ended. */
async function killed(child: Deno.ChildProcess): Promise<boolean> {
  try {
    child.kill("SIGKILL");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  if (!child.stdout.locked) await child.stdout.cancel();
  return (await child.status).signal === "SIGKILL";
}

/** Whatever was killed when: what is in the store is whole. */
function assertWhole(project: ScratchProject): void {
  const store = project.store();
  for (const path of filesBelow(join(project.storeRoot, "cas"))) {
    assertEquals(sha256(Deno.readFileSync(path)), path.split("/").at(-1));
  }
  for (const path of filesBelow(join(project.storeRoot, "actions"))) {
    const record = store.record(path.split("/").at(-1)!.replace(".json", ""));
    assert(record !== undefined && store.holds(record), path);
  }
}

Deno.test("killed in the middle of b: b and c run, with the right result", async () => {
  using project = new ScratchProject(FILES);
  const records = () => filesBelow(join(project.storeRoot, "actions")).length;
  let stages: readonly Stage[] = [];
  // On a busy machine b may be over before the kill comes: then once more with a slower one.
  for (let milliseconds = 1000, inTime = false; !inTime; milliseconds *= 4) {
    stages = [slow("a", [], 0), slow("b", ["a"], milliseconds), slow("c", ["b"], 0)];
    const child = start(project, stages);
    await starts(child, 2);
    // Results are saved while the run goes on.
    while (records() === 0) await pause(5);
    inTime = await killed(child) && records() === 1;
    if (!inTime) Deno.removeSync(project.storeRoot, { recursive: true });
  }
  assertWhole(project);
  assert(filesBelow(join(project.storeRoot, "locks")).length > 0, "it died with its lock");
  // What keeps heirs apart may have been damaged, too.
  Deno.mkdirSync(join(project.storeRoot, "locks/takeover.guard/x"), { recursive: true });
  const report = await project.run(stages);
  assertEquals(report.ran, ["b", "c"]);
  assertEquals(project.text(report, "c"), "c(b(a()))");
  assertEquals(filesBelow(join(project.storeRoot, "locks")).map(basename), ["takeover.guard"]);
});

Deno.test({
  name: "a worker that is busy ends with the run that was killed",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    using project = new ScratchProject({ "busy.ts": "export const run = () => { for (;;); };" });
    const child = start(project, [stage("busy", "busy.ts")]);
    await starts(child, 1);
    let workers: number[] = [];
    while (workers.length === 0) {
      await pause(20);
      workers = startedBy(child.pid).filter(isWorker);
    }
    // Long enough to be in the midst of it.
    await pause(1000);
    assert(await killed(child));
    for (let times = 0; times < 200 && workers.some(isWorker); times++) await pause(50);
    assertEquals(workers.filter(isWorker), []);
  },
});

Deno.test("killed at random moments, a run of 40 stages ends with the bytes of an undisturbed one", async () => {
  const stages = Array.from({ length: 40 }, (_, i) =>
    slow(
      `s${i}`,
      [i - 1, i - 4, i - 9].filter((parent) => parent >= 0 && i % 7 !== 0).map((parent) =>
        `s${parent}`
      ),
      i % 3 === 0 ? 4 : 0,
      20_000 * (i % 4),
    ));
  using undisturbed = new ScratchProject(FILES);
  const expected = await undisturbed.run(stages);
  // Moments by a generator of which nothing but spread is asked.
  let seed = 12345;
  const random = (): number => (seed = (1103515245 * seed + 12345) % 2147483648) / 2147483648;
  using project = new ScratchProject(FILES);
  for (let kills = 0; kills < 15;) {
    const child = start(project, stages);
    // Some while it loads and bundles, most after some stages more, in the middle of whatever it is.
    if (kills % 5 === 4) await pause(200 * random());
    else await starts(child, 1 + Math.floor(6 * random()));
    await pause(10 * random());
    if (await killed(child)) kills++;
    // It was quicker: the rest of the kills are for a new store.
    else Deno.removeSync(project.storeRoot, { recursive: true });
    assertWhole(project);
  }
  const report = await project.run(stages);
  for (const { name } of stages) {
    assertEquals(recordOf(report, name).outputs, recordOf(expected, name).outputs, name);
  }
  assertEquals((await project.run(stages)).ran, []);
});

Deno.test("two runs at once compute each stage once, and both end with all", async () => {
  using project = new ScratchProject(FILES);
  const stages = [
    ...Array.from({ length: 12 }, (_, i) => slow(`s${i}`, i < 4 ? [] : [`s${i - 4}`], 15)),
    slow("end", ["s8", "s9", "s10", "s11"], 15),
  ];
  const runs = await Promise.all([start(project, stages), start(project, stages)].map(ended));
  const names = stages.map(({ name }) => name).sort();
  assertEquals(runs.flatMap(({ ran }) => ran).sort(), names, "each was computed by one of them");
  for (const { ran, cached } of runs) assertEquals([...ran, ...cached].sort(), names);
  assertWhole(project);
  assertEquals(filesBelow(join(project.storeRoot, "locks")).length, 0);
});

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

function basename(path: string): string {
  return path.split("/").at(-1)!;
}
