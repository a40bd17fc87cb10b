/**
 * Reptile, which moves θ towards where the inner loop ends.
 *
 * @module
 */

import { adapt } from "./inner_loop.ts";
import type { MetaEstimator } from "./meta_contract.ts";

/**
 * θ − φ_r, for tasks whose inner loop starts at θ: a descent direction, but no estimate of ∇M (A. Nichol,
 * J. Achiam, J. Schulman, "On first-order meta-learning algorithms", arXiv 1803.02999, 2018). It
 * costs r inner gradients and does not look at the outer loss. The estimator throws a `RangeError` if
 * a task starts elsewhere.
 */
export function reptile(): MetaEstimator<null> {
  return {
    init: () => null,
    estimate(task, theta, state, _random, buffers) {
      if (task.initial !== undefined) {
        throw new RangeError(
          "Reptile: the task has an initial point of its own: let it start at θ",
        );
      }
      const gradient = adapt(task, theta, buffers);
      for (let l = 0; l < theta.length; l++) gradient[l] = theta[l] - gradient[l];
      return { gradient, q: 0, exact: false, state };
    },
  };
}
