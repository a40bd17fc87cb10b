import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { Stage } from "../../pipeline/engine/stage.ts";
import { type Expectations, Forecast, type Left } from "../../pipeline/forecast.ts";

function stage(name: string, kind: string): Stage {
  return { name, kind, code: { entry: "s.ts" }, parameters: {}, inputs: {}, outputs: ["out"] };
}

const blocks = (of: string, kind: string, count: number): Stage[] =>
  Array.from({ length: count }, (_, i) => stage(`${of}/block=${i}`, kind));

interface Given {
  readonly due?: readonly Stage[];
  readonly seconds?: Readonly<Record<string, number>>;
  readonly parents?: Readonly<Record<string, readonly string[]>>;
}

function forecast(stages: readonly Stage[], slots: number, given: Given = {}): Forecast {
  const expectations: Expectations = {
    due: new Set((given.due ?? stages).map(({ name }) => name)),
    seconds: new Map(Object.entries(given.seconds ?? {})),
    parents: new Map(Object.entries(given.parents ?? {})),
  };
  return new Forecast(stages, slots, expectations, 0);
}

/** Lets stages run one after the other, each as long as it costs; returns when the last one ended. */
function run(follow: Forecast, stages: readonly Stage[], cost: number, from = 0): number {
  let now = from;
  for (const one of stages) {
    follow.started(one, now);
    now += cost;
    follow.settled(one, now, cost);
  }
  return now;
}

function assertLeft(left: Left | undefined, seconds: number, more = false): void {
  assertEquals(left?.more, more);
  assertAlmostEquals(left!.seconds, seconds, 1e-9);
}

Deno.test("what is due is weighed by what its kind cost, not counted", () => {
  const slow = blocks("slow", "slow", 10);
  const fast = blocks("fast", "fast", 1000);
  const follow = forecast([...fast, ...slow], 1);
  let now = run(follow, fast.slice(0, 10), 0.01);
  now = run(follow, slow.slice(0, 2), 6, now);
  assertLeft(follow.left(now), 990 * 0.01 + 8 * 6);
});

Deno.test("what a stage takes beyond its cost is expected of each that is left", () => {
  const [dear, cheap] = [blocks("dear", "dear", 2), blocks("cheap", "cheap", 1000)];
  const seconds = Object.fromEntries([
    ...dear.map(({ name }) => [name, 10]),
    ...cheap.map(({ name }) => [name, 0.001]),
  ]);
  const follow = forecast([...dear, ...cheap], 1, { seconds });
  let now = 0;
  for (const one of dear) {
    follow.started(one, now);
    now += 10.5;
    follow.settled(one, now, 10);
  }
  assertLeft(follow.left(now), 1000 * 0.501);
});

Deno.test("stages of one group say more of each other than those of one kind do", () => {
  const [cheap, dear] = [blocks("a/cheap", "estimate", 3), blocks("a/dear", "estimate", 3)];
  const other = stage("a/other", "estimate");
  const follow = forecast([...cheap, ...dear, other], 1);
  let now = run(follow, cheap.slice(0, 1), 1);
  now = run(follow, dear.slice(0, 1), 9, now);
  assertLeft(follow.left(now), 2 * 1 + 2 * 9 + 5);
});

Deno.test("a group that costs far more than most of its kind says little of those that never ran", () => {
  const usual = ["a", "b", "c", "d"].map((name) => stage(`usual/${name}`, "estimate"));
  const dear = blocks("dear", "estimate", 20);
  const others = ["e", "f"].map((name) => stage(`usual/${name}`, "estimate"));
  const follow = forecast([...usual, ...dear, ...others], 1);
  const now = run(follow, dear, 9, run(follow, usual, 1));
  assertLeft(follow.left(now), 2 * 1);
});

Deno.test("what a stage cost when it last ran counts first", () => {
  const stages = blocks("a", "estimate", 3);
  const follow = forecast(stages, 1, { seconds: { "a/block=0": 1, "a/block=1": 7 } });
  assertLeft(follow.left(0), 1 + 7 + (1 + 7) / 2);
});

Deno.test("without any cost nothing is said; a kind that never ran makes it a lower bound", () => {
  const [known, unknown] = [blocks("a", "known", 4), blocks("b", "unknown", 4)];
  const follow = forecast([...known, ...unknown], 1);
  assertEquals(follow.left(0), undefined);
  let now = run(follow, known.slice(0, 2), 3);
  assertLeft(follow.left(now), 2 * 3, true);
  now = run(follow, unknown.slice(0, 1), 5, now);
  assertLeft(follow.left(now), 2 * 3 + 3 * 5, false);
});

Deno.test("a few stages of a kind that never ran make no lower bound of it", () => {
  const [known, unknown] = [blocks("a", "known", 41), blocks("b", "unknown", 3)];
  const follow = forecast([...known, ...unknown.slice(0, 2)], 1);
  assertLeft(follow.left(run(follow, known.slice(0, 1), 1)), 40, false);
  const another = forecast([...known, ...unknown], 1);
  assertLeft(another.left(run(another, known.slice(0, 1), 1)), 40, true);
});

Deno.test("what is up to date costs nothing, whatever it once cost", () => {
  const stages = blocks("a", "estimate", 100);
  const seconds = Object.fromEntries(stages.map(({ name }) => [name, 2]));
  const follow = forecast(stages, 1, { due: stages.slice(0, 3), seconds });
  for (const one of stages.slice(3)) follow.settled(one, 0);
  assertLeft(follow.left(0), 6);
});

Deno.test("a slower machine is seen after a while, and so is what is lost between stages", () => {
  const stages = blocks("a", "estimate", 200);
  const seconds = Object.fromEntries(stages.map(({ name }) => [name, 1]));
  const follow = forecast(stages, 1, { seconds });
  const now = run(follow, stages.slice(0, 100), 3);
  // (300 s + 2) for (100 s + 2) of expected work
  assertLeft(follow.left(now), 100 * 302 / 102);
});

Deno.test("what runs is counted by what is left of it, and never below nothing", () => {
  const [one] = blocks("a", "estimate", 1);
  const follow = forecast([one!], 1, { seconds: { "a/block=0": 10 } });
  follow.started(one!, 0);
  assertLeft(follow.left(4), 6);
  assertLeft(follow.left(10), 0);
  assertLeft(follow.left(30), 0);
});

Deno.test("more workers do not shorten a chain of stages that wait for each other", () => {
  const chain = blocks("a", "estimate", 4);
  const parents = Object.fromEntries(chain.map(({ name }, i) => [
    name,
    i === 0 ? [] : [chain[i - 1]!.name],
  ]));
  const seconds = Object.fromEntries(chain.map(({ name }) => [name, 5]));
  assertLeft(forecast(chain, 4, { seconds, parents }).left(0), 20);
  assertLeft(forecast(chain, 4, { seconds }).left(0), 5);
});

Deno.test("a stage that is run again has been counted", () => {
  const stages = blocks("a", "estimate", 2);
  const follow = forecast(stages, 1);
  const now = run(follow, [stages[0]!, stages[0]!], 1);
  assertLeft(follow.left(now), 1);
});
