import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { ask, askClaim, bytesOf, file, type Rows } from "../ask.ts";

const table = (rows: object) => ({ format: "json", bytes: bytesOf(JSON.stringify(rows)) });

/** Ends of trainings whose derivative is least at a given q, for each start. */
const ends = (bestAt: readonly number[]) =>
  bestAt.flatMap((best, replication) =>
    [0.1, 0.5, 1].map((q) => ({
      problem: "p",
      setting: "alpha=0.05",
      level: 0.05,
      q,
      estimator: q === 1 ? "exact" : `unbiased-${q}`,
      replication,
      iteration: 7,
      gradient_norm: 1 + Math.abs(q - best),
    }))
  );
const EXACT = ["best_q_half", "best_q_two", "best_q_local", "exact_moment"].map((quantity, i) => ({
  problem: "p",
  quantity,
  setting: "alpha=0.05",
  level: 0.05,
  coordinate: 0,
  value: (i + 1) / 10,
}));

const best = async (bestAt: readonly number[]): Promise<Rows> =>
  await ask(await file("meta_best"), { traces: table(ends(bestAt)), exact: table(EXACT) });

Deno.test("meta_best: the q with the least mean square, and what theory recommends", async () => {
  const rows = await best([0.5, 0.5, 0.5]);
  assertEquals(rows.map(({ alpha, source, q }) => [alpha, source, q]), [
    [0.05, "empirical", 0.5],
    [0.05, "theory, p = 1, at θ*", 0.3],
    [0.05, "theory, p = 2", 0.2],
    [0.05, "theory, p = ½", 0.1],
  ]);
  // All starts agree: no draw of them chooses another.
  const { low, high, starts } = rows[0]!;
  assertEquals([low, high, starts], [0.5, 0.5, 3]);
});

Deno.test("meta_best: starts that do not agree make the interval wide", async () => {
  const [{ low, high }] = await best([0.1, 1, 0.1, 1, 0.1, 1]) as [Rows[number]];
  assert((low as number) <= 0.1 && (high as number) === 1);
});

Deno.test("the verdicts on the two tasks are on the last iterations", async () => {
  const traces = table(
    ["first-order", "unbiased-0.1"].flatMap((estimator) =>
      [0, 1].flatMap((replication) =>
        [[0, 5], [10, estimator === "first-order" ? 0.35 : 0.02]].map(([iteration, value]) => ({
          problem: "two-tasks",
          estimator,
          setting: "",
          replication,
          iteration,
          gradient_norm: value! + 0.001 * replication,
        }))
      )
    ),
  );
  for (
    const [id, value] of [["first_order_misled", 0.3505], ["unbiased_converges", 0.0205]] as const
  ) {
    const [row] = await askClaim(id, { traces });
    assertAlmostEquals(row!.value as number, value, 1e-12);
    assertEquals(row!.verdict, "holds");
  }
});

Deno.test("the best q over the recommended one: geometric means over step sizes", async () => {
  const row = (source: string, alpha: number, q: number) => ({ source, alpha, q });
  const best = table([
    row("empirical", 0.1, 0.2),
    row("empirical", 0.2, 0.9),
    row("theory, p = 2", 0.1, 0.1),
    row("theory, p = 2", 0.2, 0.1),
    row("theory, p = ½", 0.1, 0.4),
    row("theory, p = ½", 0.2, 0.9),
  ]);
  const rows = await ask(await file("meta_best_ratios"), { best });
  assertEquals(rows.map(({ source }) => source), ["theory, p = 2", "theory, p = ½"]);
  assertAlmostEquals(rows[0]!.ratio as number, Math.sqrt(2 * 9), 1e-12);
  assertAlmostEquals(rows[1]!.ratio as number, Math.sqrt(0.5), 1e-12);
  const { ratio, low, high } = rows[0]!;
  assertAlmostEquals((low as number) * (high as number), (ratio as number) ** 2, 1e-9);
  const claims = { best_q_two: 0, best_q_half: 1 };
  for (const [id, at] of Object.entries(claims)) {
    const [claim] = await askClaim(id, { ratios: table(rows) });
    assertEquals(claim!.value, rows[at]!.ratio);
  }
});

Deno.test("the claim on other curvatures takes the pair that ends farthest from theory", async () => {
  const end = (problem: string, estimator: string, replication: number, norms: readonly number[]) =>
    norms.map((gradient_norm, iteration) => ({
      ...{ problem, estimator, setting: "", replication, iteration, gradient_norm },
    }));
  const judged = async (least: number) =>
    await verdict("first_order_family", {
      traces: table([
        ...end("two-tasks", "first-order", 0, [0, 0.345]),
        ...end("two-tasks", "first-order", 1, [0, 0.345]),
        ...end("two-tasks-1-2", "first-order", 0, [9, least]),
        ...end("two-tasks-1-2", "first-order", 1, [9, least + 0.02]),
        ...end("equal-curvatures", "first-order", 0, [9, 0]),
        ...end("two-tasks", "exact", 0, [9, 0]),
      ]),
    });
  const fine = await judged(0.34);
  assertAlmostEquals(fine.value, 0.35, 1e-12);
  assertAlmostEquals(fine.high - fine.low, 2 * 1.96 * 0.01, 1e-5);
  assertEquals(fine.verdict, "holds");
  for (const off of [0.1, 0.6]) assertEquals((await judged(off)).verdict, "fails");
});

/** Quantities of two problems at two θ; the debiased estimate is right unless said. */
const moments = (quantity: string, biased: readonly number[], debiased: readonly number[]) =>
  table(
    ["two-tasks", "sinusoid"].flatMap((problem, i) =>
      [0, 1].flatMap((replication) =>
        [
          { estimator: "first-order", q: 0, values: biased },
          { estimator: "unbiased-0.1", q: 0.1, values: debiased },
        ].map(({ values, ...labels }) => ({
          ...labels,
          problem,
          replication,
          quantity,
          value: values[2 * i + replication],
          mc_error: 0.02,
        }))
      )
    ),
  );

async function verdict(id: string, tables: Parameters<typeof ask>[1]) {
  const [{ value, low, high, verdict }] = await askClaim(id, tables) as [
    Rows[number],
  ];
  return { value: value as number, low: low as number, high: high as number, verdict };
}

Deno.test("the claims on mean and second moment take the worst, or the mean with its error", async () => {
  const judged = (id: string, ...of: Parameters<typeof moments>) =>
    verdict(id, { moments: moments(...of) });
  const none = [0, 0, 0, 0];
  for (
    const [id, quantity] of [["debiased_exactly", "mean_error"], [
      "second_moment_exactly",
      "moment_error",
    ]] as const
  ) {
    const fine = await judged(id, quantity, quantity === "mean_error" ? [1, 1, 1, 1] : none, [
      1e-16,
      3e-16,
      0,
      0,
    ]);
    assertEquals([fine.value, fine.verdict], [3e-16, "holds"]);
    assertEquals((await judged(id, quantity, none, [0, 0, 2e-10, 0])).verdict, "fails");
  }
  // The problem with the lesser mean is judged
  const biased = await judged("first_order_biased", "score", [5, 7, 100, 0], [1, -1, 0, 0]);
  assertEquals([biased.value, biased.verdict], [6, "holds"]);
  // Two independent scores of unit variance
  assertAlmostEquals(biased.high - biased.low, 2 * 1.96 / Math.SQRT2, 1e-4);
  const unsure = await judged("first_order_biased", "score", [4, 5, 9, 9], none);
  assertEquals(unsure.verdict, "inconclusive");
  assertEquals(
    (await judged("first_order_biased", "score", [90, 90, 1, 2], none)).verdict,
    "fails",
  );
  const mean = await judged("debiased_mean", "score", [90, 90, 90, 90], [1, -0.6, 0.2, 0.2]);
  assertAlmostEquals(mean.value, 0.2, 1e-12);
  // Four independent standard normal scores
  assertAlmostEquals(mean.high - mean.low, 2 * 1.96 / 2, 1e-4);
  assertEquals((await judged("debiased_mean", "score", none, [9, 9, 9, 9])).verdict, "fails");
  const second = await judged("second_moment", "moment_ratio", none, [1, 1.02, 0.98, 1.04]);
  assertAlmostEquals(second.value, 1.01, 1e-12);
  assertAlmostEquals(second.high - second.low, 2 * 1.96 * 0.01, 1e-5);
  assertEquals(second.verdict, "holds");
  assertEquals(
    (await judged("second_moment", "moment_ratio", none, [2, 2, 2, 2])).verdict,
    "fails",
  );
});

/** What estimates with r steps cost, whose recomputation takes so many further gradients. */
const passes = (again: (r: number) => number, bytes: (r: number) => number) =>
  table([10, 100].flatMap((r) => [
    pass("first-order", r, r, 0, 24),
    pass("recomputed", r, r + again(r), r, bytes(r)),
    pass("stored", r, r, r, 8 * r),
  ]));
const pass = (
  estimator: string,
  steps: number,
  gradients: number,
  products: number,
  bytes: number,
) => ({
  ...{ study: "s", experiment: "x", problem: "p", estimator, steps, peak_bytes: bytes },
  ...{ inner_gradients: gradients, hessian_vectors: products, outer_gradients: 1 },
});
const HALF = (r: number): number => r * (r - 1) / 2;

Deno.test("the claims on memory and calls hold by what was counted, and fail by anything else", async () => {
  const of = async (id: string, tables: ReturnType<typeof passes>) =>
    (await verdict(id, { passes: tables })).verdict;
  assertEquals(await of("memory_constant", passes(HALF, () => 40)), "holds");
  assertEquals(await of("memory_constant", passes(HALF, (r) => 30 + r)), "fails");
  assertEquals(await of("expected_calls", passes(HALF, () => 40)), "holds");
  assertEquals(await of("expected_calls", passes((r) => HALF(r) + 1, () => 40)), "fails");
  assertEquals(await of("expected_calls", passes((r) => HALF(r + 1), () => 40)), "fails");
});

Deno.test("meta_pass_points: once in r times the way back, on average", async () => {
  const rows = await ask(await file("meta_pass_points"), { passes: passes(HALF, () => 40) });
  const calls = (estimator: string, r: number): number => {
    const at = rows.find((row) =>
      row.estimator === estimator && row.quantity === "calls" &&
      Math.abs((row.x as number) - Math.log(r)) < 1e-9
    );
    return Math.exp(at!.y as number);
  };
  assertAlmostEquals(calls("recomputed", 100), 100 + 1 + 100 + 4950, 1e-8);
  assertAlmostEquals(calls("recomputed, q = 1/r", 100), 101 + 50.5, 1e-8);
});

Deno.test("the figure of moments is by q, and the numbers of θ", async () => {
  const rows = await ask(await file("figures/meta_moments"), {
    moments: moments("score", [3, 4, 5, 6], [0, 1, 2, 3]),
  });
  assertEquals(
    rows.filter(({ problem }) => problem === "sinusoid").map((row) => [
      ...[row.panel, row.q, Number(row.theta), Number(row.value)],
    ]),
    [["score", 0, 0, 5], ["score", 0, 1, 6], ["score", 0.1, 0, 2], ["score", 0.1, 1, 3]],
  );
  const others = { moments: moments("statistic", [3, 4, 5, 6], [0, 1, 2, 3]) };
  assertEquals(await ask(await file("figures/meta_moments"), others), []);
});
