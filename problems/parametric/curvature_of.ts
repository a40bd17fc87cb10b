/**
 * The curvature of a lower level of which nothing is known but its products.
 *
 * @module
 */

import { lanczos } from "../../numerics/lanczos.ts";
import { Stream } from "../../numerics/random.ts";
import type { LowerLevel, ParametricProblem } from "./contract.ts";
import { minimise } from "./exact_solution.ts";

/** Products with a Hessian that the ends of its spectrum are found with. */
const STEPS = 24;
/** How far apart outer points are at which it is looked at, in units of 1 or of the start. */
const APART = 0.25;
/** So many of them are remembered. */
const REMEMBERED = 256;

/**
 * The least and the greatest curvature of g(x, ·) at the start and at its minimum, by Lanczos' method. They are
 * no bounds for other y. They are looked at on a grid of outer points, a quarter apart in each coordinate in units
 * of 1 or of the start: gradient steps of 1/L converge up to twice L. None of it is counted.
 *
 * @throws {RangeError} from the function, if the curvature is not finite there.
 */
export function curvatureOf(
  lower: LowerLevel,
  { x: from, y: start }: ParametricProblem["start"],
): ParametricProblem["curvature"] {
  const known = new Map<string, { readonly mu: number; readonly L: number }>();
  const seed = Stream.of("curvature").fillNormal(new Float64Array(start.length));
  const at = (x: Float64Array): { readonly mu: number; readonly L: number } | undefined => {
    let [mu, L] = [Infinity, 0];
    const points = [start];
    try {
      points.push(minimise(lower, x, start));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    for (const y of points) {
      const hessian = lower.hessian(x, y);
      const { least, greatest } = lanczos((v) => hessian.times(v), seed, STEPS);
      mu = Math.min(mu, least);
      L = Math.max(L, greatest);
    }
    // Where the start is not in the convex part, the minimum is
    return L > 0 && L < Infinity ? { mu: Math.max(mu, 1e-12 * L), L } : undefined;
  };
  return (x) => {
    const steps = x.map((value, k) =>
      Math.round((value - from[k]) / (APART * Math.max(1, Math.abs(from[k]))))
    );
    const name = steps.join();
    let found = known.get(name);
    if (found === undefined) {
      const near = steps.map((step, k) => from[k] + step * APART * Math.max(1, Math.abs(from[k])));
      found = at(near) ?? at(x);
      if (found === undefined) {
        throw new RangeError("the curvature of the lower level is not positive and finite at x");
      }
      if (known.size < REMEMBERED) known.set(name, found);
    }
    return found;
  };
}
