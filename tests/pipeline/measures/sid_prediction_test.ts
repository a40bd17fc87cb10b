import { assert, assertAlmostEquals } from "@std/assert";
import { predictedErrors } from "../../../pipeline/measures/sid_prediction.ts";
import { stochasticImplicit } from "../../../estimators/parametric/stochastic_implicit.ts";
import { Stream } from "../../../numerics/random.ts";
import { bellmanMap } from "../../../problems/parametric/bellman_map.ts";
import type { FixedPointProblem } from "../../../problems/parametric/fixed_point_contract.ts";
import { gradientDerivatives } from "../../../problems/parametric/gradient_sensitivity.ts";
import { linearData, ridge } from "../../../problems/parametric/ridge.ts";
import { gradientMap } from "../../../problems/parametric/gradient_map.ts";
import { ridgeErrors } from "../../../problems/parametric/ridge_moments.ts";
import { weightedRidgeMap } from "../../../pipeline/slots/fixed_point_problems.ts";
import { squared } from "../../estimators/parametric/fixed_point_support.ts";

const random = Stream.of("sid prediction");
const STEPS = { rule: "decreasing" } as const;

const bellman = bellmanMap({ transitions: 40, features: 3, discount: 0.6 }, random);
const weighted = weightedRidgeMap({ data: { n: 40, validation: 30, p: 3 } }, random);

/** The mean ratio of squared errors to their prediction, and its standard error. */
function ratio(problem: FixedPointProblem, t: number, k: number, J: number, count: number) {
  const { x, y } = problem.start;
  const truth = problem.exactGradient(x);
  const sampled = { batch: 5, steps: STEPS };
  const [predicted] = predictedErrors(problem, x, sampled, [{ t, k, J }]);
  const estimate = stochasticImplicit({ ...sampled, t, k, J });
  const ratios = Array.from({ length: count }, (_, r) => {
    const { gradient } = estimate(problem, x, { y, random: random.split(`replication ${r}`) });
    return squared(gradient, truth) / predicted;
  });
  const mean = ratios.reduce((a, b) => a + b) / count;
  const spread = ratios.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return { mean, error: Math.sqrt(spread) / count };
}

Deno.test("squared errors are what is predicted, whichever part they are of", () => {
  for (const problem of [bellman, weighted]) {
    for (const [t, k, J] of [[300, 300, 300], [60, 600, 600], [600, 60, 600], [300, 300, 4]]) {
      const { mean, error } = ratio(problem, t, k, J, 300);
      assertAlmostEquals(mean, 1, 4 * error, `${t} ${k} ${J}`);
      assert(error < 0.1);
    }
  }
});

Deno.test("an estimate that takes the Jacobian for its transpose is far from what is predicted", () => {
  const wrong = (of: FixedPointProblem["map"]) => ({ ...of, vjp: of.jvp });
  const problem = {
    ...bellman,
    map: wrong(bellman.map),
    mapSum: { ...bellman.mapSum, batch: (rows: Uint32Array) => wrong(bellman.mapSum.batch(rows)) },
  };
  const { x, y } = problem.start;
  const sampled = { batch: 5, steps: STEPS };
  const effort = { t: 2000, k: 2000, J: 2000 };
  const [predicted] = predictedErrors(bellman, x, sampled, [effort]);
  const { gradient } = stochasticImplicit({ ...sampled, ...effort })(problem, x, { y, random });
  assert(squared(gradient, bellman.exactGradient(x)) > 10 * predicted);
});

Deno.test("what w adds is its exact mean squared error, but for noise that w's own error makes", () => {
  const data = linearData({ n: 60, validation: 40, p: 1 }, random);
  const problem = gradientMap(ridge(data));
  const { x, y: start } = problem.start;
  const eta = 0.01;
  const steps = { rule: "constant", size: eta } as const;
  const [first, last] = predictedErrors(problem, x, { batch: 10, steps }, [
    { t: 0, k: 3000, J: 1 },
    { t: 3000, k: 3000, J: 1 },
  ]);
  const { mu, L } = ridge(data).curvature(x);
  const iteration = { step: 2 / (L + mu), batch: 10, size: () => eta, start };
  const exact = ridgeErrors(data, x, iteration, 3000);
  const [slope] = gradientDerivatives(problem, x).lower;
  const change = slope * slope * (exact[0] - exact[3000]);
  assertAlmostEquals((first - last) / change, 1, 1e-3);
  // The rest of it is of u: that of w is computed apart, with noise that is a little larger.
  const [settled] = predictedErrors(problem, x, { batch: 10, steps }, [{ t: 3000, k: 1, J: 1 }]);
  assert(settled > last && last > slope * slope * exact[3000] * 0.97);
});
