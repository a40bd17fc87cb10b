import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../estimators/numerics/random.ts";
import { reptile } from "../../../estimators/parametric/reptile.ts";
import { unbiasedFirstOrder } from "../../../estimators/parametric/unbiased_first_order.ts";
import { sinusoidProblem } from "../../../pipeline/stages/few_shot_problems.ts";
import { hotelling } from "../../../pipeline/stages/hotelling.ts";
import { decodeJson } from "../../../pipeline/stages/json.ts";
import { stage } from "../../../pipeline/stages/meta_moments.ts";
import { stage as passes } from "../../../pipeline/stages/meta_passes.ts";
import { counterExampleProblem } from "../../../pipeline/stages/meta_problems.ts";
import { run as theory } from "../../../pipeline/stages/meta_theory.ts";
import { counterExample } from "../../../problems/parametric/counter_example.ts";

Deno.test("Hotelling's T² of scalars is the square of Student's t", () => {
  // 1, 2, 3 have variance 1: t = 2√3.
  assertAlmostEquals(hotelling(Float64Array.of(1, 2, 3), 3).statistic, 12, 1e-12);
});

Deno.test("Hotelling's T² does not change under linear maps", () => {
  const n = 50;
  const rows = Stream.of("tests", "hotelling").fillNormal(new Float64Array(2 * n));
  const mapped = rows.slice();
  for (let i = 0; i < n; i++) {
    mapped[2 * i] = 3 * rows[2 * i]! - rows[2 * i + 1]!;
    mapped[2 * i + 1] = 0.5 * rows[2 * i + 1]!;
  }
  assertAlmostEquals(hotelling(rows, n).statistic, hotelling(mapped, n).statistic, 1e-10);
});

Deno.test("Hotelling's scores are standard normal where there is no mean", () => {
  const scores = Array.from({ length: 400 }, (_, i) => {
    const rows = Stream.of("tests", "scores", i).fillNormal(new Float64Array(5 * 300));
    return hotelling(rows, 300).score;
  });
  const mean = scores.reduce((sum, score) => sum + score / scores.length, 0);
  const square = scores.reduce((sum, score) => sum + score * score / scores.length, 0);
  assertAlmostEquals(mean, 0, 4 / 20);
  assertAlmostEquals(square, 1, 4 * Math.sqrt(2) / 20);
});

Deno.test("Hotelling's test refuses vectors that do not vary", () => {
  assertThrows(() => hotelling(Float64Array.of(1, 1, 1), 3), RangeError);
});

type Found = { estimator: string; quantity: string; value: number; mc_error: number | null }[];

async function moments(problem: object, options: object, estimator: object): Promise<Found> {
  const { rows } = await stage({ problem, estimator } as never)(
    {
      labels: { problem: "p" },
      problem: options as never,
      estimators: [{ name: "biased", q: 0 }, { name: "unbiased", q: 0.2 }],
      count: 1,
      enumerated: 3,
      draws: 500,
    },
    {},
    ["tests", "moments"],
  );
  return decodeJson<Found>(rows!);
}

const SINUSOID = { hidden: [3], shots: 5, queries: 5, steps: 3, stepSize: 0.05, judged: 1 };

for (
  const [name, problem, options] of [
    ["two tasks", counterExampleProblem, {}],
    ["sine waves", sinusoidProblem, SINUSOID],
  ] as const
) {
  Deno.test(`${name}: the debiased estimate has the mean and the second moment of theory, the first-order one is off`, async () => {
    const rows = await moments(problem, options, unbiasedFirstOrder);
    const of = (estimator: string, quantity: string) =>
      rows.find((row) => row.estimator === estimator && row.quantity === quantity)!;
    assert(of("unbiased", "mean_error").value < 1e-13);
    assert(of("unbiased", "moment_error").value < 1e-13);
    assert(Math.abs(of("unbiased", "score").value) < 4);
    const ratio = of("unbiased", "moment_ratio");
    assert(Math.abs(ratio.value - 1) < 4 * ratio.mc_error!);
    assert(of("biased", "mean_error").value > 0.01);
    assert(of("biased", "score").value > 4);
  });
}

Deno.test("the moments of what is no estimate of the gradient are found to be wrong", async () => {
  const rows = await moments(counterExampleProblem, {}, reptile);
  const worst = rows.filter(({ quantity }) => quantity === "mean_error").map(({ value }) => value);
  assert(Math.min(...worst) > 0.1);
});

Deno.test("one estimate: calls by formula; memory constant, ∝ r, and in between", async () => {
  const { rows } = await passes({ problem: counterExampleProblem as never })(
    {
      labels: {},
      problem: { slopes: [0, 1] },
      steps: [16, 100],
      trajectories: ["stored", "checkpointed", "recomputed"],
    },
    {},
    ["tests", "passes"],
  );
  type Pass = Record<"steps" | "peak_bytes" | "inner_gradients" | "hessian_vectors", number>;
  const all = decodeJson<(Pass & { estimator: string })[]>(rows!);
  const of = (estimator: string) => all.filter((row) => row.estimator === estimator);
  assertEquals(of("recomputed").map((row) => row.inner_gradients), [16 + 120, 100 + 4950]);
  assertEquals(of("stored").map((row) => row.hessian_vectors), [16, 100]);
  assertEquals(of("first-order").map((row) => row.hessian_vectors), [0, 0]);
  const growth = (estimator: string): number => {
    const [few, many] = of(estimator);
    return many!.peak_bytes - few!.peak_bytes;
  };
  assertEquals(growth("recomputed"), 0);
  assertEquals(growth("stored"), 8 * 84);
  assert(growth("checkpointed") > 0 && growth("checkpointed") < 8 * 20);
});

Deno.test("theory: the best q grows with the inner steps, and is 1 from a threshold on", async () => {
  const best = async (stepSize: number) => {
    const { rows } = await theory(
      {
        name: "p",
        setting: "",
        problem: { slopes: [0, 10], radius: 400, stepSize },
        within: [-50, 50],
      },
      {},
      [],
    );
    return Object.fromEntries(
      decodeJson<{ quantity: string; value: number }[]>(rows!)
        .map(({ quantity, value }) => [quantity, value]),
    );
  };
  const [small, large] = [await best(0.001), await best(0.05)];
  assertAlmostEquals(small.best_q_half!, 0.0107, 1e-4);
  assertAlmostEquals(small.best_q_two!, 0.0217, 1e-4);
  assertAlmostEquals(large.best_q_half!, 0.846, 1e-3);
  assertEquals(large.best_q_two, 1);
  // p = 1: q*² = C_det D² / (C_rnd (V² − D²)), with the moments at θ*, where both are from two numbers
  const { tasks, minimiser, contractions: p, parameters: { curvatures: a, slopes: b } } =
    counterExample({ slopes: [0, 10], radius: 400, stepSize: 0.001 });
  assertEquals(tasks.length, 2);
  const mean = (term: (i: number) => number): number => (term(0) + term(1)) / 2;
  const plain = (i: number): number => p[i]! * (a[i]! * minimiser - b[i]!);
  const exact = mean((i) => p[i]! * plain(i) * p[i]! * plain(i));
  const off = mean((i) => (p[i]! - 1) * plain(i) * (p[i]! - 1) * plain(i));
  assertAlmostEquals(small.best_q_local!, Math.sqrt(11 * off / (10 * (exact - off))), 1e-9);
});
