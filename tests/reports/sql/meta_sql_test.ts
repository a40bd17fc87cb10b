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

Deno.test("the verdicts on where descent ends are on the last iterations, of the problem and estimator", async () => {
  const cases = [
    ["first_order_misled", "two-tasks", "first-order", 0.35],
    ["first_order_family", "drawn-pair", "first-order", 0.34],
    ["unbiased_converges", "drawn-pair", "unbiased-0.2", 0.02],
    ["first_order_not_misled", "drawn-equal", "first-order", 0.01],
  ] as const;
  const traces = table(
    cases.flatMap(([_, problem, estimator, end]) =>
      [0, 1, 2, 3].flatMap((replication) =>
        [[0, 5], [10, end]].map(([iteration, value]) => ({
          ...{ problem, estimator, setting: "", replication, iteration },
          gradient_norm: value! + 0.001 * replication,
        }))
      )
    ),
  );
  for (const [id, , , value] of cases) {
    const [row] = await askClaim(id, { traces });
    assertAlmostEquals(row!.value as number, value + 0.0015, 1e-12);
    assertEquals(row!.verdict, "holds");
  }
});

Deno.test("meta_rate_points: from the second record on; the claims on slopes are on drawn pairs", async () => {
  const traces = table([160, 320, 640].map((iteration) => ({
    ...{ study: "s", experiment: "x", problem: "p", estimator: "e", replication: 3 },
    ...{ iteration, mean_square: 1 / iteration },
  })));
  const rows = await ask(await file("meta_rate_points"), { traces });
  assertEquals(rows.map(({ x, value }) => [x, value]), [[320, 1 / 320], [640, 1 / 640]]);
  const slope = (problem: string, estimator: string, slope: number) => (
    { problem, estimator, slope, low: slope - 0.01, high: slope + 0.01 }
  );
  const slopes = table([
    slope("drawn-pair", "first-order", 0.02),
    slope("drawn-pair", "unbiased-0.5", -0.53),
    slope("drawn-equal", "first-order", -0.8),
  ]);
  for (const [id, value] of [["unbiased_rate", -0.53], ["first_order_stays", 0.02]] as const) {
    const [row] = await askClaim(id, { slopes });
    assertEquals([row!.value, row!.verdict], [value, "holds"]);
  }
});

/** Ends of 40 starts at three q, whose mean squares are given up to the last start. */
const costly = (mean: Readonly<Record<number, number>>, noise = 0) =>
  Array.from({ length: 40 }, (_, replication) =>
    Object.entries(mean).map(([q, square]) => ({
      ...{ problem: "p", setting: "alpha=0.05", level: 0.05, q: Number(q), replication },
      ...{ estimator: `unbiased-${q}`, iteration: 7 },
      gradient_norm: Math.sqrt(square * (1 + noise * ((7 * replication) % 5 - 2))),
    }))).flat();
const costs = async (
  ...of: Parameters<typeof costly>
): Promise<Readonly<Record<string, Rows[number]>>> => {
  const rows = await ask(await file("meta_best_costs"), {
    traces: table(costly(...of)),
    exact: table(EXACT),
  });
  return Object.fromEntries(rows.map((row) => [row.source, row]));
};

Deno.test("meta_best_costs: what the recommended q costs over the best, between two q interpolated", async () => {
  // Recommended are 0.1, 0.2 and 0.3, see `EXACT`; the best is 0.4
  const found = await costs({ 0.1: 8, 0.4: 2, 1: 4 });
  const ratio = (source: string): number => found[source]!.ratio as number;
  assertAlmostEquals(ratio("theory, p = ½"), 4, 1e-9);
  // Half of the way from 0.1 to 0.4 in the logarithm
  assertAlmostEquals(ratio("theory, p = 2"), 2, 1e-9);
  const { low, high } = found["theory, p = ½"]!;
  assertAlmostEquals((low as number) * (high as number), 16, 1e-9);
  const claims = { best_q_half: "theory, p = ½", best_q_two: "theory, p = 2" };
  for (const [id, source] of Object.entries(claims)) {
    const [claim] = await askClaim(id, { ratios: table(Object.values(found)) });
    assertEquals([claim!.value, claim!.verdict], [ratio(source), "fails"]);
  }
});

Deno.test("meta_best_costs: below the grid its least q stands; noise makes the interval wide", async () => {
  const found = await costs({ 0.25: 2, 1: 2.1 }, 0.2);
  const { ratio, low, high } = found["theory, p = ½"]!;
  assertAlmostEquals(ratio as number, 1, 1e-9);
  assert((low as number) <= 1 && (high as number) >= 1);
  const wide = (await costs({ 0.1: 8, 0.4: 2, 1: 4 }, 0.4))["theory, p = 2"]!;
  assert((wide.high as number) >= (wide.low as number));
});

/** What is found at two instances of two problems for q = 0 and two others. */
interface AtInstance {
  readonly truth?: number;
  readonly truth_square?: number;
  readonly off?: number;
  readonly moment?: number;
  readonly stated_moment?: number;
  readonly mean_error?: number;
  readonly moment_error?: number;
  readonly score?: number;
}
const moments = (
  at: (problem: number, q: number, instance: number) => AtInstance,
  instances = 2,
) =>
  table(
    ["drawn-tasks", "drawn-sinusoid"].flatMap((problem, i) =>
      [0, 0.1, 0.5].flatMap((q) =>
        Array.from({ length: instances }, (_, replication) =>
          Object.entries(at(i, q, replication)).map(([quantity, value]) => ({
            ...{ problem, q, replication, quantity, value, mc_error: 0.02 },
            estimator: q === 0 ? "first-order" : `unbiased-${q}`,
          }))).flat()
      )
    ),
  );

async function verdict(id: string, tables: Parameters<typeof ask>[1]) {
  const [{ value, low, high, verdict, which }] = await askClaim(id, tables) as [
    Rows[number],
  ];
  return { value: value as number, low: low as number, high: high as number, verdict, which };
}

Deno.test("the claims by enumeration take the worst, of debiased estimates alone", async () => {
  for (
    const [id, quantity] of [
      ["debiased_exactly", "mean_error"],
      ["second_moment_exactly", "moment_error"],
    ] as const
  ) {
    const judged = (worst: number) =>
      verdict(id, {
        moments: moments((i, q, r) => ({
          [quantity]: q === 0 ? 1 : i === 1 && r === 1 ? worst : 0,
        })),
      });
    const fine = await judged(3e-9);
    assertEquals([fine.value, fine.verdict], [3e-9, "holds"]);
    assertEquals((await judged(2e-6)).verdict, "fails");
  }
});

Deno.test("the bias of the first-order estimate: root mean square over that of the truth, of the least problem", async () => {
  const found = await verdict("first_order_biased", {
    moments: moments((i, q, r) => ({
      ...{ truth: r === 0 ? 6 : -8, truth_square: 4 },
      off: q > 0 ? 99 : i === 0 ? 10 : 2,
    })),
  });
  assertAlmostEquals(found.value, Math.sqrt(2 / 25), 1e-12);
  assertEquals(found.which, "drawn-sinusoid");
  // Ratio of sums: the error is that of the residuals 1 − 0.08·9 and 1 − 0.08·16, by the delta method
  const error = Math.sqrt(2 * (0.28 * 0.28 + 0.28 * 0.28)) / 25 / (2 * found.value);
  assertAlmostEquals(found.high - found.low, 2 * 1.959963984540054 * error, 1e-9);
});

Deno.test("the mean of the debiased estimate: mean over q, ratio of sums, of the problem farthest off", async () => {
  const judged = (off: (i: number, q: number, r: number) => number, instances = 2) =>
    verdict("debiased_mean", {
      moments: moments((i, q, r) => ({ truth: 2, truth_square: 1, off: off(i, q, r) }), instances),
    });
  const found = await judged((i, q) => q === 0 ? 99 : i === 0 ? 0 : q === 0.1 ? 0.12 : -0.04);
  assertAlmostEquals(found.value, 0.02, 1e-12);
  assertEquals([found.verdict, found.which], ["holds", "drawn-sinusoid"]);
  const scattered = await judged((i, _, r) => i === 1 ? (r % 2 === 0 ? 0.6 : -0.6) : 0, 36);
  assertAlmostEquals(scattered.value, 0, 1e-12);
  assertAlmostEquals(scattered.high, 1.959963984540054 * 0.3 / Math.sqrt(35), 1e-9);
  assertEquals(scattered.verdict, "inconclusive");
  assertEquals((await judged((_, q) => q === 0 ? 0 : -0.2)).verdict, "fails");
});

Deno.test("the second moment: mean over instances, of the problem and q that are farthest off", async () => {
  const judged = (scale: (i: number, q: number, r: number) => number) =>
    verdict("second_moment", {
      moments: moments((i, q, r) =>
        q === 0 ? {} : { stated_moment: (1 + r) / q, moment: scale(i, q, r) * (1 + r) / q }, 40),
    });
  const found = await judged((i, q, r) =>
    // q = 0.1 is shown alone
    (q === 0.1 ? 2 : i === 0 ? 1 : 0.97) + (r % 2 === 0 ? 0.02 : -0.02)
  );
  assertAlmostEquals(found.value, 0.97, 1e-12);
  assertEquals([found.verdict, found.which], ["holds", "drawn-sinusoid, q = 0.5"]);
  // Student's distribution with 39 degrees of freedom
  assertAlmostEquals(found.high - found.value, 2.0227 * 0.02 / Math.sqrt(39), 1e-5);
  assertEquals((await judged(() => 2)).verdict, "fails");
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
  ...{ study: "s", experiment: "x", problem: "p", estimator, steps, made_bytes: bytes },
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

Deno.test("the figure of moments is by q and instance, the first few of them, with the ratio of second moments", async () => {
  const rows = await ask(await file("figures/meta_moments"), {
    moments: moments(
      (i, q, r) => ({ score: i + q + r, moment: 3, stated_moment: 2, truth: 7 }),
      8,
    ),
  });
  const shown = (panel: string) =>
    rows.filter((row) => row.panel === panel && row.problem === "drawn-sinusoid");
  assertEquals(shown("score").length, 3 * 6);
  assertEquals(
    shown("score").slice(0, 2).map(({ q, theta, value }) => [q, Number(theta), Number(value)]),
    [[0, 0, 1], [0, 1, 2]],
  );
  assertEquals(shown("moment_ratio").map(({ value }) => value), Array(12).fill(1.5));
  assertEquals(rows.some(({ panel }) => panel === "truth"), false);
});
