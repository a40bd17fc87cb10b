import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { exactMetaGradient } from "../../../estimators/parametric/exact_pass.ts";
import { reptile } from "../../../estimators/parametric/reptile.ts";
import { unbiasedFirstOrder } from "../../../estimators/parametric/unbiased_first_order.ts";
import { sinusoidProblem } from "../../../pipeline/slots/few_shot_problems.ts";
import { rowsIn } from "../tables.ts";
import { stage } from "../../../pipeline/stages/meta_moments.ts";
import { counterExampleProblem } from "../../../pipeline/slots/meta_problems.ts";

type Found = { estimator: string; quantity: string; value: number; mc_error: number }[];

async function moments(
  problem: object,
  options: object,
  estimator: object,
  { count = 1, draws = 500 } = {},
): Promise<Found> {
  const { rows } = await stage({ problem, estimator } as never)(
    {
      name: "p",
      problem: options as never,
      estimators: [{ name: "biased", q: 0 }, { name: "unbiased", q: 0.2 }],
      count,
      enumerated: 3,
      draws,
    },
    {},
    ["tests", "moments"],
  );
  return rowsIn<Found[number]>(rows);
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

Deno.test("an estimate that is too low is off by as much as it is, and not by nothing", async () => {
  const low = () => {
    const exact = exactMetaGradient();
    return {
      ...exact,
      estimate(...of: Parameters<typeof exact.estimate>) {
        const found = exact.estimate(...of);
        found.gradient[0]! -= 0.5;
        return found;
      },
    };
  };
  const rows = await moments(counterExampleProblem, {}, low);
  for (const { quantity, value } of rows) {
    if (quantity === "mean_error") assertAlmostEquals(value, 0.5, 1e-12);
  }
});

Deno.test("the standard error of the second moment is how far it is off, on average", async () => {
  const rows = await moments(counterExampleProblem, {}, unbiasedFirstOrder, {
    count: 60,
    draws: 300,
  });
  const off = rows.filter(({ quantity }) => quantity === "moment_ratio")
    .map(({ value, mc_error }) => (value - 1) / mc_error!);
  assertEquals(off.length, 60);
  const square = off.reduce((sum, z) => sum + z * z / off.length, 0);
  assertAlmostEquals(square, 1, 4 * Math.sqrt(2 / 60));
});
