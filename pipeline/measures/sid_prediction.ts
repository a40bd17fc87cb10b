/**
 * The mean squared error of stochastic implicit differentiation, to first order in the errors of its two
 * iterations: what the rates 1/t, 1/k and 1/J are times.
 *
 * @module
 */

import { gemm } from "../../numerics/kernels.ts";
import { matvec, sandwich } from "../../numerics/matrix.ts";
import { dot } from "../../numerics/vectors.ts";
import type {
  FixedPointMap,
  FixedPointProblem,
} from "../../problems/parametric/fixed_point_contract.ts";
import { adjointAt } from "../../problems/parametric/fixed_point_solution.ts";
import { gradientDerivatives } from "../../problems/parametric/gradient_sensitivity.ts";
import { jacobian } from "../../problems/parametric/map_jacobian.ts";
import { samplingVariance } from "../../problems/parametric/sampling_variance.ts";
import type { EffortOptions } from "../../estimators/parametric/stochastic_implicit.ts";
import { type StepOptions, stepSequence } from "../../estimators/parametric/step_sequence.ts";

/** Samples and steps of both iterations. */
export interface SampledSteps {
  /** Observations in a sample. */
  readonly batch: number;
  /** The steps of y and of u. */
  readonly steps: StepOptions;
}

/** Mean and second moments of an iteration's error. */
interface Moments {
  /** n. */
  readonly first: Float64Array;
  /** n×n. */
  readonly second: Float64Array;
}

/**
 * E‖∇̂F − ∇F‖² for each effort. Derived here: with noise that is as it is at the solution, the moments of e =
 * y_t − y*(x) follow, with A = (1 − η)I + η ∂_yΦ,
 *
 *     E e ← A E e,    E ee' ← A E ee' A' + η² Cov Φ̂(x, y*(x)),
 *
 * and those of f = u_k − v with ∂_yΦᵀ and Cov ∂_yΦ̂ᵀv; and the error is E‖Dh e + ∂_xΦᵀ f‖² + Var(∂_xΦ̂ᵀv)/J, with Dh
 * and ∂_xΦ as in `gradient_sensitivity.ts`. What is left out falls faster: as the square of 1/t.
 *
 * @throws {RangeError} if the steps are malformed, or decrease and the problem is no contraction.
 */
export function predictedErrors(
  problem: FixedPointProblem,
  x: Float64Array,
  { batch, steps }: SampledSteps,
  efforts: readonly Pick<EffortOptions, "t" | "k" | "J">[],
): number[] {
  const { map, dx, dy } = problem;
  const y = problem.exactLower(x);
  const v = adjointAt(problem, x, y);
  const { lower, adjoint } = gradientDerivatives(problem, x);
  const size = stepSequence("predicted errors", steps)(problem.contraction(x));
  const mean = jacobian(map, x, y);
  const transposed = mean.map((_, at) => mean[at % dy * dy + Math.floor(at / dy)]);
  const noise = (look: (of: FixedPointMap) => Float64Array): Float64Array =>
    covariance(problem, look).map((value) => value / batch);
  const run = (matrix: Float64Array, noise: Float64Array, start: Float64Array, quiet: boolean) =>
    momentsAlong({ matrix, noise, start, size, quiet });
  const ofLower = run(
    mean,
    noise((of) => of.phi(x, y)),
    problem.start.y.map((value, l) => value - y[l]),
    false,
  );
  const ofAdjoint = run(transposed, noise((of) => of.vjp(x, y, v)), v.map((value) => -value), true);
  const cross = samplingVariance(problem, x, y, v).vjpX / batch;
  const square = (derivative: Float64Array, { second }: Moments): number =>
    dot(gemm(derivative, second, dx, dy, dy), derivative);
  return efforts.map(({ t, k, J }) => {
    const [e, f] = [ofLower(t), ofAdjoint(k)];
    const both = 2 * dot(matvec(lower, e.first), matvec(adjoint, f.first));
    return square(lower, e) + square(adjoint, f) + both + cross / J;
  });
}

/** An iteration e ← ((1 − η_i)I + η_i matrix) e + η_i noise. */
interface LinearIteration {
  /** n×n. */
  readonly matrix: Float64Array;
  /** The covariance of the noise, n×n. */
  readonly noise: Float64Array;
  /** The first error, n. */
  readonly start: Float64Array;
  readonly size: (i: number) => number;
  /** Whether the first step has no noise, as one from u = 0. */
  readonly quiet: boolean;
}

/** The moments after so many steps; those on the way are remembered. */
function momentsAlong({ matrix, noise, start, size, quiet }: LinearIteration) {
  const n = start.length;
  const known: Moments[] = [{ first: start, second: gemm(start, start, n, 1, n) }];
  return (steps: number): Moments => {
    for (let i = known.length - 1; i < steps; i++) {
      const { first, second } = known[i];
      const eta = size(i);
      const a = matrix.map((value) => eta * value);
      for (let l = 0; l < n; l++) a[l * n + l] += 1 - eta;
      const next = sandwich(a, second, n);
      const added = quiet && i === 0 ? 0 : eta * eta;
      for (let at = 0; at < next.length; at++) next[at] += added * noise[at];
      known.push({ first: matvec(a, first), second: next });
    }
    return known[steps];
  };
}

/** The covariance of what single uniform observations show. */
function covariance(
  { map, mapSum }: FixedPointProblem,
  look: (of: FixedPointMap) => Float64Array,
): Float64Array {
  const mean = look(map);
  const [count, n] = [mapSum.size, mean.length];
  const rows = new Float64Array(count * n);
  for (let i = 0; i < count; i++) {
    const one = look(mapSum.batch(Uint32Array.of(i)));
    for (let l = 0; l < n; l++) rows[i * n + l] = one[l] - mean[l];
  }
  return gemm(rows, rows, n, count, n, { transposeA: true }).map((value) => value / count);
}
