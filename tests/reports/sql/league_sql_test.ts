import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { ORACLE_TYPES } from "../../../pipeline/measures/columns.ts";
import { ask, askClaim, bytesOf, file, type Rows } from "../ask.ts";

const table = (rows: object) => ({ format: "json", bytes: bytesOf(JSON.stringify(rows)) });

interface Run {
  readonly estimator: string;
  readonly step: number;
  /** Lower-level gradients of an iteration, and the observations of each. */
  readonly gradients: number;
  readonly batch: number;
  /** Objectives by iteration, above 10 times the number of the draw. */
  readonly objectives: readonly (readonly [number, number | null])[];
}

/** All start at 3, and the least is 1. */
const RUNS: readonly Run[] = [
  { estimator: "reference", step: 7.5, gradients: 9, batch: 100, objectives: [[0, 3], [20, 1]] },
  { estimator: "exact", step: 0.5, gradients: 0, batch: 0, objectives: [[0, 3], [2, 1]] },
  { estimator: "soba-full", step: 0.5, gradients: 1, batch: 100, objectives: [[0, 3], [2, 2]] },
  { estimator: "soba", step: 0.5, gradients: 1, batch: 10, objectives: [[0, 3], [20, 1.4]] },
  { estimator: "soba", step: 2.5, gradients: 1, batch: 10, objectives: [[0, 3], [20, 1.2]] },
  { estimator: "itd", step: 0.5, gradients: 2, batch: 100, objectives: [[0, 3], [1, 1.6]] },
  { estimator: "itd", step: 2.5, gradients: 2, batch: 100, objectives: [[0, 3], [1, null]] },
];
/** Draws that steps are chosen on, and those that methods are compared on. */
const TUNING = [0, 1];
const COMPARED = [2, 3, 4, 5, 6, 7, 8, 9];

/** Other objectives at the end, by estimator, step and draw. */
type Change = (run: Run, draw: number, value: number | null) => number | null;

function traces(change: Change, runs: readonly Run[], draws: readonly number[]) {
  const zeros = Object.fromEntries(Object.keys(ORACLE_TYPES).map((name) => [name, 0]));
  return table(
    runs.flatMap((run) =>
      draws.flatMap((replication) =>
        run.objectives.map(([iteration, value]) => {
          const end = iteration === 0 ? value : change(run, replication, value);
          const calls = run.gradients * iteration;
          return {
            study: "s",
            experiment: "x",
            problem: "p",
            estimator: run.estimator,
            setting: `outer-step=${run.step}`,
            level: run.step,
            outer_step: run.step,
            replication,
            iteration,
            objective: end === null ? null : end + 10 * replication,
            ...zeros,
            lower_gradients: calls,
            lower_gradient_samples: calls * run.batch,
            relative_residual: run.estimator === "itd" || iteration === 0
              ? null
              : replication / 100,
            systems_converged: run.estimator === "itd" || iteration === 0 ? null : replication < 2,
          };
        })
      )
    ),
  );
}

const same: Change = (_, __, value) => value;

/** What the stages of a league make of its traces. */
async function league(change: Change = same) {
  const query = async (name: string, tables: Parameters<typeof ask>[1]): Promise<Rows> =>
    await ask(await file(name), tables);
  const endsOf = async (given: ReturnType<typeof table>) => {
    const points = await query("league_points", { traces: given });
    return { points, ends: await query("tuned_ends", { points: table(points) }) };
  };
  const { ends: tuning } = await endsOf(traces(change, RUNS, TUNING));
  const steps = await query("tuned_steps", { ends: table(tuning) });
  const chosen = RUNS.filter(({ estimator, step }) =>
    estimator === "reference" ||
    steps.some((of) => of.estimator === estimator && of.step === step)
  );
  const given = traces(change, chosen, COMPARED);
  const effort = await query("league_effort", { traces: given });
  const { points, ends } = await endsOf(given);
  const tables = { ends: table(ends), effort: table(effort) };
  return {
    points,
    effort,
    rows: await query("figures/head_to_head_league", tables),
    claim: async () =>
      (await askClaim("minibatches_ahead", {
        tuning: table(tuning),
        effort: tables.effort,
        ends: tables.ends,
      }))[0]!,
  };
}

Deno.test("league: what is left is the share of the gap that all draws start with", async () => {
  const { points, rows } = await league();
  const started = points.filter(({ x }) => x === 0);
  assertEquals(new Set(started.map(({ value }) => value)), new Set([1]));
  assertEquals(points.some(({ estimator }) => estimator === "reference"), false);
  const left = Object.fromEntries(rows.map(({ estimator, value }) => [estimator, value]));
  // From 3 to 1.2 above a least of 1; the exact one is at the least, or at what counts as such.
  assertAlmostEquals(left["soba"] as number, 0.1, 1e-9);
  assertAlmostEquals(left["itd"] as number, 0.3, 1e-9);
  assertAlmostEquals(left["exact"] as number, 1e-4, 1e-12);
  const systems = rows.map(({ estimator, residual, unsolved }) => [
    estimator,
    residual,
    unsolved === null ? null : Number(unsolved),
  ]);
  assertEquals(systems.find(([estimator]) => estimator === "soba"), ["soba", 0.09, 8]);
  assertEquals(systems.find(([estimator]) => estimator === "itd"), ["itd", null, null]);
});

Deno.test("league: iterations along exact gradients are charged those of soba-full", async () => {
  const { points } = await league();
  const last = points.filter(({ estimator, x }) => estimator === "exact" && (x as number) > 0);
  assertEquals(new Set(last.map(({ x }) => x)), new Set([200]));
});

Deno.test("league: steps are chosen on draws of their own", async () => {
  // On the draws that choose, the step 0.5 is the better one, on the others far worse.
  const lured: Change = ({ estimator, step }, draw, value) =>
    estimator === "soba" && step === 0.5 ? (draw < 2 ? 1.1 : 2.8) : value;
  const { rows } = await league(lured);
  const soba = rows.find(({ estimator }) => estimator === "soba")!;
  assertEquals(soba.step, 0.5);
  assertAlmostEquals(soba.value as number, 0.9, 1e-9);
});

Deno.test("league: a step that diverges where steps are chosen is not taken", async () => {
  const { rows } = await league();
  assertEquals(rows.find(({ estimator }) => estimator === "itd")!.step, 0.5);
  const late: Change = ({ estimator }, draw, value) =>
    estimator === "soba" && draw === 6 ? null : value;
  const soba = (await league(late)).rows.find(({ estimator }) => estimator === "soba")!;
  assertEquals(soba.diverged, 1);
  assertAlmostEquals(soba.value as number, 0.1, 1e-9);
});

Deno.test("league: what gradients go through is told from the counts", async () => {
  const { effort, rows } = await league();
  const kinds = Object.fromEntries(rows.map(({ estimator, kind }) => [estimator, kind]));
  assertEquals(kinds, {
    "exact": "exact gradients, not counted",
    "itd": "whole gradients",
    "soba": "minibatches",
    "soba-full": "whole gradients",
  });
  const itd = effort.find(({ estimator, step }) => estimator === "itd" && step === 0.5)!;
  assertEquals([itd.iterations, itd.calls], [1, 2]);
});

Deno.test("league: the claim compares the best of either kind, as chosen on other draws", async () => {
  // On the draws that judge soba-full would be the best whole-gradient method.
  const noise = (draw: number): number => 0.02 * (draw % 3);
  const judged: Change = ({ estimator }, draw, value) => {
    if (estimator === "soba-full" && draw >= 2) return 1.05;
    return value === null || estimator === "reference" ? value : value + noise(draw);
  };
  const claim = await (await league(judged)).claim();
  assertEquals(claim.which, "soba over itd on p");
  assertEquals(claim.verdict, "holds");
  const worse: Change = ({ estimator }, draw, value) =>
    estimator === "soba" ? 2 + noise(draw) : value;
  assertEquals((await (await league(worse)).claim()).verdict, "fails");
});

Deno.test("league: a run that diverged has left more than any other, however many of them", async () => {
  const of = async (lost: readonly number[]) => {
    const change: Change = ({ estimator }, draw, value) => {
      if (estimator === "soba" && lost.includes(draw)) return null;
      return value === null || estimator === "reference" ? value : value + 0.01 * draw;
    };
    return await (await league(change)).claim();
  };
  const [none, one, most, all] = [
    await of([]),
    await of([4]),
    await of([3, 4, 5, 6, 7]),
    await of(COMPARED),
  ];
  assert(none.high !== null && (none.high as number) < 1);
  // The median moves by one place, and the greatest of eight ratios is the upper end.
  assert((one.value as number) >= (none.value as number) && (one.value as number) < 1);
  assertEquals([one.high, one.verdict], [null, "inconclusive"]);
  assertEquals([most.value, most.verdict], [null, "inconclusive"]);
  assertEquals([all.value, all.verdict], [null, "inconclusive"]);
});

Deno.test("league: of several problems the claim takes one that fails, then a lost one, then the worst", async () => {
  const judged = async (intervals: readonly (readonly [number, number] | null)[]) => {
    const names = intervals.map((_, i) => `p${i}`);
    const both = (row: (estimator: string) => object) =>
      table(
        names.flatMap((problem) =>
          ["soba", "itd"].map((estimator) => ({ problem, estimator, ...row(estimator) }))
        ),
      );
    const [claim] = await askClaim("minibatches_ahead", {
      tuning: both(() => ({ step: 1, tuned: true, tuned_by: true, value: 0.5 })),
      effort: both((estimator) => ({
        step: 1,
        kind: estimator === "soba" ? "minibatches" : "whole gradients",
      })),
      ends: table(intervals.flatMap((interval, i) =>
        COMPARED.flatMap((replication, r) => {
          const end = {
            problem: names[i],
            replication,
            quantity: "left",
            tuned: true,
            tuned_by: true,
          };
          const value = interval === null
            ? null
            : interval[0] + r / (COMPARED.length - 1) * (interval[1] - interval[0]);
          return [
            { ...end, estimator: "soba", value },
            { ...end, estimator: "itd", value: 1 },
          ];
        })
      )),
    });
    return [String(claim!.which).slice(-2), claim!.verdict];
  };
  assertEquals(await judged([[0.1, 0.2], [0.3, 0.4]]), ["p1", "holds"]);
  assertEquals(await judged([[0.1, 0.2], null, [0.3, 0.4]]), ["p1", "inconclusive"]);
  assertEquals(await judged([[0.1, 0.2], null, [1.1, 1.2]]), ["p2", "fails"]);
  assertEquals(await judged([[1.1, 1.2], [0.3, 4]]), ["p0", "fails"]);
});

Deno.test("league: the claim on first-order gradients is judged by its interval", async () => {
  const verdict = async (low: number, high: number) => {
    const ratios = table([{
      problem: "adaptation",
      quantity: "left",
      estimator: "ufo",
      against: "first-order",
      ratio: (low + high) / 2,
      low,
      high,
    }]);
    return (await askClaim("unbiased_ahead", { ratios }))[0]!.verdict;
  };
  assertEquals(await verdict(0.2, 0.9), "holds");
  assertEquals(await verdict(1.1, 2), "fails");
  assertEquals(await verdict(0.5, 2), "inconclusive");
});
