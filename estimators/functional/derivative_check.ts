/**
 * Whether the derivatives of a pair of losses are those of the losses.
 *
 * @module
 */

import { type LossDerivatives, lossDerivatives, type LossPair } from "./losses.ts";

/** A derivative that is not that of the function it should belong to. */
export interface WrongDerivative {
  /** Which one: `inner.v`, `outer.vw[1]`, ... (coordinates of w from 0). */
  readonly name: string;
  /** What it should be the derivative of: `inner.value`, `outer.v`, ... */
  readonly of: string;
  /** The observation, from 0. */
  readonly observation: number;
  /** Where, besides at w. */
  readonly v: number;
  /** What the pair of losses gives. */
  readonly given: number;
  /** What differences give. */
  readonly expected: number;
}

/** Step of the differences, in units of v and of the coordinates of w. */
const STEP = 1e-3;
/** Accepted relative error. */
const TOLERANCE = 1e-4;
/** Accepted absolute error, in units of what two step sizes differ by. */
const SPREADS = 10;
/** Accepted absolute error, in units of the loss or the function over the step: rounding. */
const ROUNDING = 1e-11;

type Side = "inner" | "outer";
/** Which derivative comes from which, in the order in which they are checked. */
const IN_V: readonly [Side, string, string][] = [
  ["inner", "v", "value"],
  ["inner", "vv", "v"],
  ["inner", "vvv", "vv"],
  ["outer", "v", "value"],
  ["outer", "vv", "v"],
];
const IN_W: readonly [Side, string, string][] = [
  ["inner", "vw", "v"],
  ["inner", "vvw", "vv"],
  ["outer", "w", "value"],
  ["outer", "vw", "v"],
];

/**
 * Compares every derivative of a pair of losses with central differences of the one before it, and
 * returns the first that is wrong, or nothing. The values of the losses are taken for right.
 *
 * A difference is in doubt by what two step sizes disagree on: beside a kink nothing is objected to.
 *
 * @param w Outer point, p.
 * @param v Where to compare, n.
 * @param z The observations, n×zDimension.
 * @param units Changes of v and of each coordinate of w that matter: 1 and max(1, |w_k|) unless given.
 * @throws {RangeError} if the arrays' sizes do not agree.
 */
export function wrongDerivative(
  pair: LossPair,
  w: Float64Array,
  v: Float64Array,
  z: Float64Array,
  units: { readonly v: number; readonly w: ArrayLike<number> } = {
    v: 1,
    w: w.map((value) => Math.max(1, Math.abs(value))),
  },
): WrongDerivative | undefined {
  const { p } = pair;
  const stepV = STEP * units.v;
  const at = (w: Float64Array, v: Float64Array) => lossDerivatives(pair, w, v, z);
  const centre = at(w, v);
  const alongV = [1, -1, 2, -2].map((m) => at(w, v.map((value) => value + m * stepV)));
  const inV = IN_V.map(([side, name, of]) =>
    compare(side, name, of, undefined, 1, centre, alongV, stepV)
  );
  const inW = Array.from(w, (_, k) => {
    const step = STEP * units.w[k];
    const alongW = [1, -1, 2, -2].map((m) =>
      at(w.map((value, l) => (l === k ? value + m * step : value)), v)
    );
    return IN_W.map(([side, name, of]) => compare(side, name, of, k, p, centre, alongW, step));
  }).flat();
  const wrong = [...inV, ...inW].find((one) => one !== undefined);
  return wrong === undefined ? undefined : { ...wrong, v: v[wrong.observation] };
}

/** The first observation at which column k of a derivative is not the difference of `of`. */
function compare(
  side: Side,
  name: string,
  of: string,
  k: number | undefined,
  width: number,
  centre: LossDerivatives,
  [right, left, right2, left2]: readonly LossDerivatives[],
  step: number,
): Omit<WrongDerivative, "v"> | undefined {
  const column = (losses: LossDerivatives, which: string): Float64Array =>
    (losses[side] as unknown as Record<string, Float64Array>)[which];
  const given = column(centre, name);
  const [middle, up, down, up2, down2] = [centre, right, left, right2, left2]
    .map((losses) => column(losses, of));
  const loss = column(centre, "value");
  for (let i = 0; i < centre.n; i++) {
    const fine = (up[i] - down[i]) / (2 * step);
    const coarse = (up2[i] - down2[i]) / (4 * step);
    const expected = (4 * fine - coarse) / 3;
    const value = given[i * width + (k ?? 0)];
    const accepted = TOLERANCE * Math.abs(expected) +
      SPREADS * Math.abs(fine - coarse) +
      ROUNDING * Math.max(Math.abs(middle[i]), Math.abs(loss[i])) / step;
    if (Math.abs(value - expected) <= accepted) continue;
    const index = k === undefined ? "" : `[${k}]`;
    const label = `${side}.${name}${index}`;
    return { name: label, of: `${side}.${of}`, observation: i, given: value, expected };
  }
  return undefined;
}
