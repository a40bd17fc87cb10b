/**
 * What the engine takes over what stages take, with processor time, which a busy machine spoils less
 * than wall time: `deno task bench --filter engine`. Prints what is aimed at beside what is measured;
 * what Deno prints of it is of a second call that does nothing.
 *
 * @module
 */

import { buildDag } from "../../pipeline/engine/dag.ts";
import type { Stage } from "../../pipeline/engine/stage.ts";
import {
  from,
  JOIN,
  type Report,
  ScratchProject,
  stage,
} from "../pipeline/engine/scratch_project.ts";
import { operationsOfWaiting } from "../pipeline/engine/count_operations.ts";
import { ROOT } from "../tools/project_files.ts";

/** Wall and processor time, in seconds. */
interface Spent {
  readonly wall: number;
  readonly cpu: number;
}

/** Ten layers; each stage reads from two of the layer before. */
function layers(count: number): Stage[] {
  const width = count / 10;
  return Array.from({ length: count }, (_, i) => {
    const [layer, column] = [Math.floor(i / width), i % width];
    const parents = layer === 0 ? [] : [column, (column + 1) % width];
    return stage(`layer=${layer}/${column}`, "join.ts", {
      parameters: { label: `${i % 7}-${column}` },
      inputs: { x: parents.map((parent) => from(`layer=${layer - 1}/${parent}`)) },
    });
  });
}

/** A stage that does nothing but compute. */
const BUSY = `export function run({ seed }) {
  let x = seed;
  for (let i = 0; i < 1e8; i++) x = (x * 1103515245 + 12345) % 2147483648;
  return { out: new TextEncoder().encode(String(x)) };
}`;
const busy = (count: number): Stage[] =>
  Array.from({ length: count }, (_, seed) => stage(`${seed}`, "busy.ts", { parameters: { seed } }));

/** Processor time so far of this process and of those that it has started and that have ended. */
function processorSeconds(): number {
  const stat = Deno.readTextFileSync("/proc/self/stat");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) / 100, 0);
}

async function timed<Result>(act: () => Result | Promise<Result>): Promise<[Spent, Result]> {
  const [start, before] = [performance.now(), processorSeconds()];
  const result = await act();
  return [
    { wall: (performance.now() - start) / 1000, cpu: processorSeconds() - before },
    result,
  ];
}

/** What stages themselves took. */
function ownOf({ outcomes }: Report): Spent {
  let [wall, cpu] = [0, 0];
  for (const outcome of outcomes.values()) {
    if (!("record" in outcome)) continue;
    wall += outcome.record.cost.seconds;
    cpu += outcome.record.cost.cpuSeconds;
  }
  return { wall, cpu };
}

const digits = (value: number): string => value.toPrecision(3);
const print = (what: string, found: string, aim: string): void =>
  console.log(`${what.padEnd(44)} ${found.padEnd(36)} aim: ${aim}`);

/** Once, though Deno asks more often: these take long, and say themselves what they measure. */
function once(name: string, act: () => Promise<void>): void {
  let done: Promise<void> | undefined;
  Deno.bench(`engine: ${name}`, { n: 1, warmup: 0 }, async () => await (done ??= act()));
}

once("1,000 stages, cold", async () => {
  using project = new ScratchProject({ "join.ts": JOIN });
  const count = 1000;
  const slots = 2;
  const [spent, report] = await timed(() => project.run(layers(count), { slots }));
  const own = ownOf(report);
  print(
    "a cold stage, over its own",
    `${digits(1000 * (spent.wall - own.wall / slots) / count)} ms wall, ` +
      `${digits(1000 * (spent.cpu - own.cpu) / count)} ms CPU`,
    "5 ms wall, 10 ms CPU",
  );
  const [again] = await timed(() => project.run(layers(count)));
  print("1,000 stages with nothing to do, in a process", `${digits(again.wall)} s wall`, "0.15 s");
});

once("the command with nothing to do", async () => {
  const root = Deno.makeTempDirSync({ prefix: "bigrad-bench-" });
  const command = (...words: string[]) =>
    new Deno.Command(`${ROOT}bigrad`, {
      args: [...words, "--profile", "smoke", "--store", `${root}/store`, "--out", `${root}/out`],
      stdin: "null",
      stdout: "null",
    }).output();
  try {
    const [cold] = await timed(() => command("reproduce"));
    print("smoke, cold", `${digits(cold.wall)} s wall`, "20 s");
    await command("reproduce");
    const [known] = await timed(() => command("reproduce"));
    print("smoke with nothing to do, start-up included", `${digits(known.wall)} s wall`, "0.15 s");
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});

once("planning", async () => {
  for (const count of [1e3, 1e4, 1e5]) {
    using project = new ScratchProject({ "join.ts": JOIN });
    const stages = layers(count);
    const [graph] = await timed(() => buildDag(stages));
    const [plan] = await timed(() => project.plan(stages));
    print(
      `${count} stages, graph and plan`,
      `${digits(1e6 * graph.cpu / count)} and ${digits(1e6 * plan.cpu / count)} µs CPU a stage`,
      "as much whatever their number",
    );
  }
});

once("two workers", async () => {
  const wall: number[] = [];
  for (const slots of [1, 2]) {
    using project = new ScratchProject({ "busy.ts": BUSY });
    const [spent] = await timed(() => project.run(busy(20), { slots }));
    wall.push(spent.wall);
  }
  print("two workers as against one", `${digits(wall[0]! / wall[1]!)} times as fast`, "1.85 times");
});

once("waiting", async () => {
  const seconds = 10;
  const counts = await operationsOfWaiting(20, seconds);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  print(
    "20 stages that others compute, waited for",
    `${digits(total / seconds)} operations a second`,
    "at most 20",
  );
});
