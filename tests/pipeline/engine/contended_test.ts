import { assert, assertEquals, assertGreater, assertLess, assertLessOrEqual } from "@std/assert";
import { ContendedStages } from "../../../pipeline/engine/contended.ts";
import { operationsOfWaiting } from "./count_operations.ts";
import { JOIN, ScratchProject, stage } from "./scratch_project.ts";

/** Looks in vain at so many stages for some seconds; the times of the looks at each. */
function looks(stages: number, seconds: number): number[][] {
  let now = 0;
  const contended = new ContendedStages(() => now, () => 0.5);
  const times: number[][] = [];
  for (let i = 0; i < stages; i++) {
    contended.add(stage(`${i}`, "x.ts"), `${i}`);
    times.push([]);
  }
  while (now < 1000 * seconds) {
    now += Math.max(1, contended.rest());
    const one = contended.take();
    if (one === undefined) continue;
    times[Number(one.key)]!.push(now);
    contended.add(one.stage, one.key, one);
  }
  return times;
}

Deno.test("one stage is looked at soon, then ever less often", () => {
  const [times] = looks(1, 60);
  assertLess(times![0]!, 50);
  assertGreater(times!.filter((time) => time < 1000).length, 3);
  assertLessOrEqual(times!.filter((time) => time > 30_000).length, 9);
  const [later] = looks(1, 600);
  const waits = later!.slice(1).map((time, i) => time - later![i]!);
  assertLessOrEqual(Math.max(...waits), 5000, "never very seldom");
});

Deno.test("many stages are looked at in turn, and all together not often", () => {
  const times = looks(20, 60);
  const all = times.flat().length;
  assertLessOrEqual(all, 60 * 9);
  assertGreater(Math.min(...times.map(({ length }) => length)), all / 40);
});

Deno.test("what is taken out by its key does not wait any more", () => {
  const contended = new ContendedStages();
  for (const key of ["a", "b", "c"]) contended.add(stage(key, "x.ts"), key);
  assertEquals(contended.takeAll(new Set(["b", "d"])).map(({ key }) => key), ["b"]);
  assertEquals(contended.takeAll().map(({ key }) => key), ["a", "c"]);
  assertEquals([contended.size, contended.rest()], [0, Infinity]);
});

Deno.test("a run that waits for twenty stages asks at most twenty things a second of its store", async () => {
  const seconds = 3;
  const counts = await operationsOfWaiting(20, seconds);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  assertLessOrEqual(total, 20 * seconds, JSON.stringify([...counts]));
  assertGreater(total, 5 * seconds, "it does look");
});

Deno.test("what failed in one run is not tried again by one that waited for it", async () => {
  using project = new ScratchProject({
    "join.ts": JOIN,
    "fail.ts": `export async function run() {
      await new Promise((done) => setTimeout(done, 700));
      throw new Error("It is broken.");
    }`,
  });
  const stages = [
    stage("bad", "fail.ts", { code: { entry: "fail.ts", native: [] } }),
    // Keeps the run alive that failed.
    stage("long", "slow.ts", { code: { entry: "slow.ts", native: [] } }),
  ];
  project.write(
    "slow.ts",
    `export async function run() {
      await new Promise((done) => setTimeout(done, 3000));
      return { out: new Uint8Array(1) };
    }`,
  );
  const started: string[] = [];
  const observer = { started: ({ name }: { name: string }) => started.push(name) };
  const [one, other] = await Promise.all(
    [1, 2].map(() => project.run(stages, { slots: 2, keepGoing: true, observer })),
  );
  assertEquals(started.sort(), ["bad", "long"]);
  assertEquals([one!.failed, other!.failed], [{ bad: "It is broken." }, { bad: "It is broken." }]);
  const third = await project.run(stages, { keepGoing: true, observer });
  assert(started.length === 3 && third.failed.bad !== undefined, "a later run does try it");
});
