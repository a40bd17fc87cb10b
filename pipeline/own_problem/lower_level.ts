/**
 * The lower level of a user's problem on the way to its solution: its curvature, and whether it is solved.
 *
 * @module
 */

import { lanczos } from "../../numerics/lanczos.ts";
import { Stream } from "../../numerics/random.ts";
import { symmetricEigen } from "../../numerics/symmetric_eigen.ts";
import { norm, waxpy } from "../../numerics/vectors.ts";
import type { LowerLevel, ParametricProblem } from "../../problems/parametric/contract.ts";
import { minimise } from "../../problems/parametric/exact_solution.ts";
import { denseHessian } from "../../problems/parametric/hessian_systems.ts";
import { digits, Refusal } from "./refusal.ts";
import { kinkAtSolution, nearestKink, type TraceAt } from "./starting_point.ts";

/** Up to this dimension all eigenvalues are found. */
const DENSE = 100;
/** Products that the ends of the spectrum are found with beyond. */
const STEPS = 80;
/** A curvature that is less than this share of the greatest is none. */
const FLAT = 1e-12;
/** A curvature at the solution that is less than this share of the greatest on the way vanishes there. */
const VANISHED = 1e-20;
/** With a greater condition number rounding may be what keeps a lower level from being solved. */
const ILL = 1e8;
/** Where between start and solution the curvature is looked at. */
const BETWEEN = [0, 0.25, 0.5, 0.75, 1];

/** The ends of the spectrum of ∇²_yy g. */
export interface Curvature {
  readonly least: number;
  readonly greatest: number;
}

/** How curvatures of dy coordinates are found, in words. */
export function foundBy(dy: number): string {
  return dy <= DENSE ? "all eigenvalues" : `Lanczos' method, ${STEPS} products`;
}

/**
 * The curvature at a point.
 *
 * @throws {Refusal} if it is not positive in every direction.
 */
export function curvatureAt(
  lower: LowerLevel,
  x: Float64Array,
  y: Float64Array,
  where: string,
): Curvature {
  const hessian = lower.hessian(x, y);
  const dy = y.length;
  let ends: Curvature & { readonly direction: Float64Array };
  if (dy <= DENSE) {
    const { values, vectors } = symmetricEigen(denseHessian(hessian, dy), dy);
    const at = values.indexOf(Math.min(...values));
    ends = {
      least: values[at],
      greatest: Math.max(...values),
      direction: vectors.slice(at * dy, (at + 1) * dy),
    };
  } else {
    const start = Stream.of("own problem", "curvature").fillNormal(new Float64Array(dy));
    ends = lanczos((v) => hessian.times(v), start, STEPS);
  }
  const { least, greatest, direction } = ends;
  if (Number.isNaN(least)) throw new Refusal(`the second derivatives of "lower" are NaN ${where}`);
  if (least > FLAT * Math.max(Math.abs(greatest), Number.MIN_VALUE)) return { least, greatest };
  throw new Refusal(
    `"lower" is not strongly convex in y ${where}: its curvature along ${inWords(direction)} is ` +
      `${digits(least)} and the greatest ${digits(greatest)}; add a penalty such as ` +
      `mul(1e-3, sum(square(y))), or start nearer to a minimum`,
  );
}

/** The largest coordinates of a direction. */
function inWords(direction: Float64Array): string {
  const largest = [...direction.keys()]
    .sort((a, b) => Math.abs(direction[b]) - Math.abs(direction[a]))
    .filter((l, place) => place === 0 || (place < 3 && Math.abs(direction[l]) > 0.05));
  return largest.map((l) => `y${l + 1} (${digits(direction[l])})`).join(", ");
}

/** A lower level that is solved. */
export interface Solved {
  readonly y: Float64Array;
  /** From the start to the solution. */
  readonly curvatures: readonly Curvature[];
}

/**
 * y*(x) from a start, with the curvature on the way.
 *
 * @throws {Refusal} that says what keeps it from being solved.
 */
export function solved(
  { lower, start }: ParametricProblem,
  trace: TraceAt,
  x: Float64Array,
  from: Float64Array = start.y,
): Solved {
  const first = curvatureAt(lower, x, from, "where y starts");
  let y: Float64Array;
  try {
    y = minimise(lower, x, from);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw whyUnsolved(lower, trace, x, from);
  }
  const curvatures = BETWEEN.map((share) => {
    if (share === 0) return first;
    const point = from.map((value, l) => value + share * (y[l] - value));
    const where = share === 1 ? "at its solution" : "between the start of y and its solution";
    return curvatureAt(lower, x, point, where);
  });
  const [{ least }, greatest] = [
    curvatures.at(-1)!,
    Math.max(...curvatures.map(({ greatest }) => greatest)),
  ];
  if (least < VANISHED * greatest) {
    throw new Refusal(
      `"lower" is not strongly convex in y at its solution: its curvature there is ${
        digits(least)
      }, and ${digits(greatest)} on the way; add a penalty such as mul(1e-3, sum(square(y)))`,
    );
  }
  return { y, curvatures };
}

/** Gradient steps with halving show what is in the way of Newton's. */
function whyUnsolved(
  lower: LowerLevel,
  trace: TraceAt,
  x: Float64Array,
  from: Float64Array,
): Error {
  let y = from;
  let value = lower.value(x, y);
  let step = 1;
  let condition = 1;
  try {
    for (let k = 0; k < 400; k++) {
      if (k % 20 === 0) {
        const where = "on the way from the start of y to its solution";
        const { least, greatest } = curvatureAt(lower, x, y, where);
        condition = Math.max(condition, greatest / least);
      }
      const gradient = lower.gradient(x, y);
      let next = y;
      let lowered = value;
      for (let halvings = 0; halvings < 50; halvings++, step /= 2) {
        next = waxpy(-step, gradient, y);
        lowered = lower.value(x, next);
        if (lowered < value) break;
      }
      if (!(lowered < value)) break;
      [y, value, step] = [next, lowered, 2 * step];
    }
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  const kink = nearestKink(trace("lower", x, y).kinks());
  if (kink !== undefined && Math.abs(kink.distance) <= 1e-3 * Math.max(1, norm(y))) {
    return kinkAtSolution("lower", kink);
  }
  if (condition > ILL) {
    return new Refusal(
      `the lower level could not be solved to rounding: its condition number is ${
        digits(condition)
      }; ` +
        `give the coordinates of y comparable units, or add a penalty such as mul(1e-3, sum(square(y)))`,
    );
  }
  return new Refusal(
    `the lower level could not be solved from where y starts: ‖∇_y g‖ is still ` +
      `${digits(norm(lower.gradient(x, y)))}; check that "lower" is smooth and has a minimum in y`,
  );
}
