/**
 * Variance reduction of a sampled map by an anchor: SVRG for fixed points.
 *
 * R. Johnson, T. Zhang, "Accelerating stochastic gradient descent using predictive variance
 * reduction", NIPS 2013; for equations, P. Balamurugan, F. Bach, "Stochastic variance reduction
 * methods for saddle-point problems", NIPS 2016.
 *
 * @module
 */

import { copyOf } from "../../numerics/arrays.ts";
import type { Iteration } from "./step_sequence.ts";
import { axpy } from "../../numerics/vectors.ts";

/** A map T that can be sampled. */
export interface SampledMap {
  /** A sample T̂, which gives new arrays. */
  draw(): (w: Float64Array) => Float64Array;
  /** T itself: a new array. */
  mean(w: Float64Array): Float64Array;
}

/**
 * What an iteration applies in step i. Without a period it is a new sample T̂. With one it is
 *
 *     w ↦ T̂(w) − T̂(ŵ) + T(ŵ),
 *
 * where the anchor ŵ is the iterate of the last step that was a multiple of the period. The mean is the
 * same, and the noise of a sample with E‖(T̂ − T)(w) − (T̂ − T)(ŵ)‖² ≤ m‖w − ŵ‖² vanishes where iterate and
 * anchor meet: so constant steps converge, and linearly if they are short. At the anchor the map is T,
 * and no sample is drawn.
 */
export function anchoredMap(
  { draw, mean }: SampledMap,
  period: number | undefined,
): Iteration["apply"] {
  if (period === undefined) return (w) => draw()(w);
  let anchor: Float64Array;
  let image: Float64Array;
  return (w, i) => {
    if (i % period === 0) {
      anchor = w;
      image = mean(w);
      return copyOf(image);
    }
    const sample = draw();
    return axpy(1, image, axpy(-1, sample(anchor), sample(w)));
  };
}
