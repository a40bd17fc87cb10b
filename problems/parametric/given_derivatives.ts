/**
 * Derivatives that were written by hand against those that follow from the objectives.
 *
 * @module
 */

import { Stream } from "../../numerics/random.ts";
import type { ParametricProblem } from "./contract.ts";
import { fromObjectives, type Objectives } from "./objectives.ts";

/** Differences up to this, in units of the largest coordinate, are rounding. */
const TOLERANCE = 1e-7;

/** A derivative, and how each side has it. */
interface Compared {
  readonly name: string;
  readonly of: (problem: ParametricProblem) => Float64Array;
  /** How its coordinates are called. */
  readonly coordinate: "x" | "y";
}

/** A derivative that is wrong. */
export interface WrongDerivative {
  /** As in `given`. */
  readonly name: string;
  /** Whose coordinate, and which, from 0. */
  readonly coordinate: { readonly of: "x" | "y"; readonly at: number };
  /** What was given. */
  readonly given: number;
  /** What follows from the objective. */
  readonly derived: number;
}

/**
 * The first derivative that is wrong where outer loops start, or nearby, in its coordinate that is farthest off.
 *
 * @throws {RangeError} if one has another length than it should, or changes its arguments.
 *
 * @example
 * ```ts
 * import { arrays, wrongDerivative } from "@bigrad/bigrad";
 *
 * const wrong = wrongDerivative({
 *   name: "mine",
 *   start: { x: Float64Array.of(1), y: Float64Array.of(2) },
 *   lower: (x, y) => arrays.sum(arrays.square(arrays.sub(y, x))),
 *   outer: (_x, y) => arrays.sum(y),
 *   given: { lower: { crossX: (_x, _y, p) => [2 * p[0]] } },
 * })!;
 * console.log(wrong.name, (wrong.given / wrong.derived).toFixed(0)); // lower.crossX -1
 * ```
 */
export function wrongDerivative(of: Objectives): WrongDerivative | undefined {
  const { given = {}, ...rest } = of;
  const [derived, own] = [fromObjectives(rest), fromObjectives(of)];
  const { x: x0, y: y0 } = of.start;
  const random = Stream.of("points where derivatives are compared");
  const near = (v: Float64Array, name: string): Float64Array => {
    const noise = random.split(name).fillNormal(new Float64Array(v.length));
    return v.map((value, l) => value + 0.1 * Math.max(1, Math.abs(value)) * noise[l]);
  };
  const p = random.split("p").fillNormal(new Float64Array(y0.length));
  const points: [Float64Array, Float64Array][] = [[x0, y0], [near(x0, "x"), near(y0, "y")]];
  for (const [x, y] of points) {
    const all: Compared[] = [
      { name: "lower.gradientY", of: ({ lower }) => lower.gradient(x, y), coordinate: "y" },
      { name: "lower.gradientX", of: ({ lower }) => lower.gradientX(x, y), coordinate: "x" },
      { name: "lower.hessianY", of: ({ lower }) => lower.hessian(x, y).times(p), coordinate: "y" },
      { name: "lower.crossX", of: ({ lower }) => lower.cross(x, y, p), coordinate: "x" },
      { name: "outer.gradientX", of: ({ outer }) => outer.gradientX(x, y), coordinate: "x" },
      { name: "outer.gradientY", of: ({ outer }) => outer.gradientY(x, y), coordinate: "y" },
    ];
    for (const { name, of: derivative, coordinate } of all) {
      const [level, what] = name.split(".") as ["lower" | "outer", string];
      if ((given[level] as Readonly<Record<string, unknown>> | undefined)?.[what] === undefined) {
        continue;
      }
      const before = [x, y, p].map((values) => values.slice());
      const [wanted, got] = [derivative(derived), derivative(own).slice()];
      [x, y, p].forEach((values, k) => {
        if (values.every((value, l) => Object.is(value, before[k][l]))) return;
        throw new RangeError(`${name} changes its argument ${"xyp"[k]}: work on a copy of it`);
      });
      if (got.length !== wanted.length) {
        throw new RangeError(`${name} gives ${got.length} numbers: give ${wanted.length}`);
      }
      const at = farthest(got, wanted);
      // Nearby one may leave the domain
      if (at === undefined || !wanted.every(Number.isFinite)) continue;
      return { name, coordinate: { of: coordinate, at }, given: got[at], derived: wanted[at] };
    }
  }
  return undefined;
}

/** The coordinate that is farthest off, if one is off by more than rounding. */
function farthest(got: Float64Array, wanted: Float64Array): number | undefined {
  let most = 0;
  for (const value of wanted) most = Math.max(most, Math.abs(value));
  let at: number | undefined;
  let off = TOLERANCE * Math.max(most, 1e-8);
  got.forEach((value, l) => {
    const difference = Math.abs(value - wanted[l]);
    if (difference <= off) return;
    off = Number.isNaN(difference) ? Infinity : difference;
    at = l;
  });
  return at;
}
