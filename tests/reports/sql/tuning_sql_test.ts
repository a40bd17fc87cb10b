import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { studentQuantile } from "../../../numerics/student.ts";
import { ORACLE_TYPES } from "../../../pipeline/measures/columns.ts";
import { askClaim, askNumbers as ask, bytesOf, file, type Rows } from "../ask.ts";

const table = (rows: object) => ({ format: "json", bytes: bytesOf(JSON.stringify(rows)) });

/** Student's 97.5 % points of 1, 2, 3, 4 and 9 degrees of freedom, from tables. */
Deno.test("macros.sql: Student's quantile", async () => {
  const [row] = await ask(
    "SELECT student_quantile(1) AS one, student_quantile(2) AS two, student_quantile(3) AS three, " +
      "student_quantile(4) AS four, student_quantile(9) AS nine, " +
      "student_quantile(0) AS none",
    {},
  );
  assertAlmostEquals(row!.one as number, Math.tan(0.475 * Math.PI), 1e-12);
  assertAlmostEquals(row!.two as number, 0.95 / Math.sqrt(2 * 0.975 * 0.025), 1e-12);
  assertAlmostEquals(row!.three as number, studentQuantile(0.975, 3), 1e-12);
  assertAlmostEquals(row!.four as number, 2.7764, 1e-3);
  assertAlmostEquals(row!.nine as number, 2.2622, 1e-4);
  assertEquals(row!.none, null);
});

interface Run {
  readonly estimator: string;
  readonly step: number;
  readonly replication: number;
  /** Oracle calls of an iteration, all of them lower-level gradients. */
  readonly cost: number;
  readonly objectives: readonly (readonly [number, number | null])[];
}

function traces(runs: readonly Run[]) {
  const zeros = Object.fromEntries(Object.keys(ORACLE_TYPES).map((name) => [name, 0]));
  return table(
    runs.flatMap(({ estimator, step, replication, cost, objectives }) =>
      objectives.map(([iteration, objective]) => ({
        study: "s",
        experiment: "x",
        problem: "p",
        estimator,
        setting: `outer-step=${step}`,
        level: step,
        outer_step: step,
        replication,
        iteration,
        objective,
        gradient_norm: objective === null ? null : 2 * objective,
        diverged: objective === null,
        ...zeros,
        lower_gradients: cost * iteration,
      }))
    ),
  );
}

const RUNS: readonly Run[] = [0, 1].flatMap((replication) => {
  const shift = 0.5 * replication;
  return [
    { estimator: "reference", step: 7, replication, cost: 1, objectives: [[50, 1 + shift]] },
    {
      estimator: "cheap",
      step: 1,
      replication,
      cost: 1,
      objectives: [[4, 1.8 + shift], [10, 1.4 + shift]],
    },
    {
      estimator: "cheap",
      step: 2,
      replication,
      cost: 1,
      // Better than step 1, but diverges in one of the two replications.
      objectives: [[4, 1.1 + shift], [10, replication === 0 ? 1.1 : null]],
    },
    {
      estimator: "dear",
      step: 1,
      replication,
      cost: 5,
      objectives: [[1, 2 + shift], [4, 1.2 + shift], [10, 1.1 + shift]],
    },
  ] as Run[];
});

const points = async () => table(await ask(await file("tuning_points"), { traces: traces(RUNS) }));
const ends = async (): Promise<Rows> => ask(await file("tuned_ends"), { points: await points() });

Deno.test("gaps are to the least objective of all runs on the same data, and lost ones stay missing", async () => {
  const rows = await ask(await file("tuning_points"), { traces: traces(RUNS) });
  const gaps = rows.filter(({ quantity, axis }) => quantity === "gap" && axis === "iterations");
  assertEquals(gaps.some(({ estimator }) => estimator === "reference"), false);
  assertEquals(gaps.filter(({ value }) => value === null).length, 1);
  const gap = gaps.find((row) => row.estimator === "dear" && row.x === 4 && row.replication === 1);
  assertAlmostEquals(gap!.value as number, 0.2, 1e-12);
  const products = rows.find((row) =>
    row.estimator === "dear" && row.axis === "products" && row.quantity === "gap" && row.x === 40
  );
  assertAlmostEquals(products!.value as number, 0.2, 1e-12);
});

Deno.test("budgets are equal, values interpolated, and a step that diverges comes last", async () => {
  const rows = await ends();
  const at = (estimator: string, axis: string) =>
    rows.filter((row) =>
      row.estimator === estimator && row.axis === axis && row.quantity === "gap" && row.tuned
    );
  const cheap = at("cheap", "calls");
  assertEquals(cheap.map(({ step, budget }) => [step, budget]), [[1, 10], [1, 10]]);
  for (const { value } of cheap) assertAlmostEquals(value as number, 0.4, 1e-12);
  // Ten calls are two iterations of the dear one: a third of the way from 1 to 4.
  for (const { value } of at("dear", "calls")) {
    assertAlmostEquals(value as number, 1 - 0.8 / 3, 1e-12);
  }
  for (const { value } of at("dear", "iterations")) assertAlmostEquals(value as number, 0.1, 1e-12);
});

Deno.test("ratios are geometric means of pairs, with Student's intervals, and claims read them", async () => {
  const rows = await ends();
  const ratios = async (some: Rows): Promise<Rows> =>
    await ask(await file("tuned_ratios"), { ends: table(some) });
  const changed = rows.map((row) =>
    row.quantity === "gap" && row.axis === "calls" && row.estimator === "dear" &&
      row.replication === 1
      ? { ...row, value: (row.value as number) * 4 }
      : row
  );
  const [ratio] = (await ratios(changed)).filter((row) =>
    row.axis === "calls" && row.quantity === "gap" && row.estimator === "dear"
  );
  assertAlmostEquals(ratio!.ratio as number, 2 * (1 - 0.8 / 3) / 0.4, 1e-9);
  const half = Math.log(ratio!.high as number) - Math.log(ratio!.ratio as number);
  // The two logarithms differ by log 4: their mean has the standard error log 4 / 2.
  assertAlmostEquals(half / (Math.log(4) / 2), 12.706, 1e-3);
  const lost = await ratios(
    rows.map((row) => row.replication === 0 ? row : { ...row, value: null }),
  );
  assertEquals(lost.some(({ ratio }) => ratio !== null), false);
  const claim = async (low: number, high: number) => {
    const given = [{
      axis: "calls",
      problem: "p",
      quantity: "gap",
      estimator: "nbo-gd-1",
      against: "amigo-10",
      ratio: (low + high) / 2,
      low,
      high,
    }];
    const answer = await askClaim("nbo_one_per_call", { ratios: table(given) });
    assertEquals(answer.length, 1);
    return answer[0]!.verdict;
  };
  assertEquals(await claim(0.5, 0.9), "holds");
  assertEquals(await claim(1.3, 1.8), "fails");
  assertEquals(await claim(0.9, 1.1), "inconclusive");
});

Deno.test("a median ratio counts runs that diverged as the worst, and lies between order statistics", async () => {
  const ends = (left: readonly (number | null)[]): Rows =>
    left.flatMap((value, replication) =>
      [["nbo-gd-1", value], ["amigo-10", 2]].map(([estimator, value]) => ({
        ...{ experiment: "x", problem: "p", axis: "iterations", quantity: "gap", tuned: true },
        ...{ estimator, value, replication },
      }))
    ) as unknown as Rows;
  const ask = async (left: readonly (number | null)[]) =>
    (await askClaim("nbo_one_is_amigo_ten", { ends: table(ends(left)) }))[0]!;
  // 1/40 to 1: the 14th and the 27th of forty
  const forty = Array.from({ length: 40 }, (_, i) => (i + 1) / 20);
  const all = await ask(forty);
  assertEquals([all.value, all.low, all.high].map((x) => Math.round(80 * (x as number))), [
    41,
    28,
    54,
  ]);
  // Those that diverged instead of the least three: all others move down by three.
  const lost = await ask(forty.map((value, i) => i < 3 ? null : value));
  assertEquals([lost.value, lost.low, lost.high].map((x) => Math.round(80 * (x as number))), [
    47,
    34,
    60,
  ]);
  assertEquals((await ask([2, 2])).verdict, "inconclusive");
});

Deno.test("curves are of the tuned step, and break off where a run has diverged", async () => {
  const curves = await ask(await file("tuned_curves"), {
    points: await points(),
    ends: table(await ends()),
  });
  const cheap = curves.filter((row) =>
    row.estimator === "cheap" && row.axis === "iterations" && row.quantity === "gap"
  );
  assertEquals(cheap.map(({ x, step }) => [x, step]), [[4, 1], [10, 1]]);
  assertAlmostEquals(cheap[1]!.value as number, 0.4, 1e-9);
  const all = (await ends()).map((row) =>
    row.estimator === "cheap" ? { ...row, tuned: row.step === 2 } : row
  );
  const lost = (await ask(await file("tuned_curves"), {
    points: await points(),
    ends: table(all),
  })).filter((row) =>
    row.estimator === "cheap" && row.axis === "iterations" && row.quantity === "gap"
  );
  assert(lost[0]!.value !== null);
  assertEquals(lost[1]!.value, null);
});

Deno.test("cleaning is tuned by the validation loss, and compared with training on all labels", async () => {
  const key = { study: "s", experiment: "x", problem: "mnist", iteration: 10, setting: "" };
  /** Of steps: the one that has the least validation loss is not the one with the least test error. */
  const runs: Record<
    string,
    readonly (readonly [step: number | null, error: number, loss: number])[]
  > = {
    "nsbo-sgd-1": [[1, 0.2, 1], [2, 0.1, 2]],
    "amigo": [[1, 0.21, 1]],
    "soba": [[1, 0.25, 1]],
    "stocbio": [[1, 0.16, 1]],
    "all-labels": [[null, 0.4, 3]],
    "level-all": [[null, 0.7, 3]],
  };
  const all = Object.entries(runs).flatMap(([estimator, steps]) =>
    steps.flatMap(([outer_step, error, loss]) =>
      [0, 1].map((replication) => ({
        ...{ ...key, estimator, setting: `${outer_step}`, replication, outer_step },
        values: { test_error: error, validation_loss: loss, separation: 0.95 + 0.01 * replication },
      }))
    )
  );
  const zeros = Object.fromEntries(Object.keys(ORACLE_TYPES).map((name) => [name, 0]));
  const costs = all.map(({ values: _, ...run }) => ({ ...zeros, ...run, cross_samples: 64 }));
  const metrics = all.flatMap(({ values, outer_step: _, ...run }) =>
    Object.entries(values).map(([metric, value]) => ({ ...run, metric, value }))
  );
  const points = await ask(await file("cleaning_points"), {
    traces: table(costs),
    metrics: table(metrics),
  });
  assertEquals(points.every(({ x, axis }) => x === 64 && axis === "samples"), true);
  assertEquals(points.some(({ estimator }) => estimator === "level-all"), false);
  const ends = await ask(await file("tuned_ends"), { points: table(points) });
  const chosen = ends.filter(({ tuned, estimator }) => tuned && estimator === "nsbo-sgd-1");
  assertEquals(chosen.every(({ step }) => step === 1), true);
  const ratios = table(await ask(await file("tuned_ratios"), { ends: table(ends) }));
  const claimed = async (id: string) => (await askClaim(id, { ratios }))[0]!;
  const helps = await claimed("cleaning_helps");
  assertAlmostEquals(helps.value as number, 0.5, 1e-9);
  assertEquals(helps.verdict, "holds");
  assertEquals((await claimed("cleaning_nsbo_beats_soba")).verdict, "holds");
  const first = await claimed("cleaning_nsbo_first");
  assertAlmostEquals(first.value as number, 1.25, 1e-9);
  assertEquals([first.which, first.verdict], ["stocbio", "fails"]);
  const [separates] = await askClaim("cleaning_separates", { ends: table(ends) });
  assertAlmostEquals(separates!.value as number, 0.955, 1e-9);
});
