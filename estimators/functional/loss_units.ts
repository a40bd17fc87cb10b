/**
 * A pair of losses in its own units, so that learning does not depend on those of the data.
 *
 * With v = v_0 + τ u the losses are functions of u; v_0 minimises the mean inner loss over constants,
 * and with m its mean curvature there, τ = √(mean of (d_v l_in)²)/m is the length by which v is in
 * doubt: the standard deviation of y for ½(v − y)². The inner loss is divided by m τ², which leaves
 * it with a mean curvature and a mean squared slope of 1 at u = 0. Then the same h is learned, by the
 * same penalties, from prices in any currency, from weights in any unit, and from an outcome moved by
 * a constant; and gradients in w stay what they are.
 *
 * @module
 */

import type { AdjointValues } from "./general_score.ts";
import {
  innerDerivatives,
  type LossDerivatives,
  type LossPair,
  makeLossDerivatives,
} from "./losses.ts";

/** Where v lies and how far it reaches, and the size of the inner loss. */
export interface LossUnits {
  /** v_0. */
  readonly centre: number;
  /** τ > 0. */
  readonly length: number;
  /** m > 0, the mean curvature at v_0. */
  readonly curvature: number;
}

/** What doubling and halving will bring within reach, and the largest v that is tried. */
const MOST_STEPS = 2200;
const FARTHEST = 1e300;
/** A step that is so much shorter than τ is none. */
const NARROW = 1e-12;
/** A curvature that is so small a part of that at v = 0 is rounding. */
const FLATTENED = 1e-13;
/** Inner losses whose size is below this, or above its inverse, are not computed to all digits. */
const LEAST = 1e-290;

/**
 * The units of a pair of losses over n observations.
 *
 * @param w Outer point, p.
 * @param z The observations, n×zDimension.
 * @throws {RangeError} if the mean inner loss has no minimum over constants v, or is flat there,
 * or if it is so small or so large that it cannot be computed.
 */
export function lossUnits(pair: LossPair, w: Float64Array, z: Float64Array, n: number): LossUnits {
  const losses = makeLossDerivatives(n, pair.p);
  const { inner } = losses;
  const at = (v: number) => {
    const values = new Float64Array(n).fill(v);
    innerDerivatives(pair, w, values, z, losses);
    let [slope, square, curvature] = [0, 0, 0];
    for (let i = 0; i < n; i++) {
      slope += inner.v[i] / n;
      curvature += inner.vv[i] / n;
    }
    // in units of the largest, so that squares neither vanish nor overflow
    const largest = inner.v.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (let i = 0; i < n && largest > 0; i++) {
      square += inner.v[i] / largest * (inner.v[i] / largest) / n;
    }
    return { v, slope, curvature, length: largest * Math.sqrt(square) / curvature };
  };
  const start = at(0);
  const centre = stationary(at, start);
  const { curvature, length } = centre;
  // a slope that has vanished for want of digits is no minimum
  if (curvature < FLATTENED * start.curvature) throw endless(centre.v > 0);
  if (!(curvature > 0 && curvature < Infinity)) {
    throw new RangeError(
      `the inner loss has the mean curvature ${curvature} at v = ${centre.v}, the best constant: ` +
        `it must be strictly convex in v; one of an absolute value or a hinge has no curvature: ` +
        `log cosh and log(1 + exp) have`,
    );
  }
  // where every slope is 0 the constant is exact, and any length will do
  const units = {
    centre: centre.v,
    length: length > 0 ? length : 1 / Math.sqrt(curvature),
    curvature,
  };
  const size = curvature * units.length * units.length;
  if (!(size >= LEAST && size <= 1 / LEAST)) {
    throw new RangeError(
      `the inner loss varies by ${size} at v = ${centre.v}, the best constant, whose doubt is ` +
        `${units.length}, and double precision has no digits for that: give the outcome in larger or ` +
        `smaller units`,
    );
  }
  return units;
}

/** The mean inner loss at a constant. */
interface MeanLoss {
  readonly v: number;
  readonly slope: number;
  readonly curvature: number;
  /** √(mean slope²) over the curvature. */
  readonly length: number;
}

/** Where a slope that rises from negative to positive is zero: Newton's steps between two bounds. */
function stationary(at: (v: number) => MeanLoss, start: MeanLoss): MeanLoss {
  let here = start;
  if (!Number.isFinite(here.slope)) {
    throw new RangeError(`the mean slope of the inner loss at v = 0 is ${here.slope}`);
  }
  let [low, high, stride] = [-Infinity, Infinity, 1];
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    const step = newton(here);
    if (here.slope === 0 || (step !== 0 && Math.abs(step) <= NARROW * here.length)) return here;
    if (here.slope < 0) low = here.v;
    else high = here.v;
    let next = here.v + step;
    if (low > -Infinity && high < Infinity) {
      // a bracket is halved now and then, in case Newton's steps hardly shorten it
      const halve = step === 0 || !(next > low && next < high) || steps % 4 === 3;
      if (halve) next = low + (high - low) / 2;
      if (next === low || next === high) return here;
    } else {
      stride = Math.max(2 * stride, Math.abs(step));
      next = here.v - Math.sign(here.slope) * stride;
      if (!(Math.abs(next) < FARTHEST)) break;
    }
    let there = at(next);
    while (!Number.isFinite(there.slope) && next !== here.v) {
      // too far: a wall
      if (next > here.v) high = next;
      else low = next;
      next = here.v + (next - here.v) / 2;
      there = at(next);
    }
    here = there;
  }
  throw endless(here.slope < 0);
}

function endless(upwards: boolean): RangeError {
  return new RangeError(
    `the mean inner loss falls on and on as v goes to ${upwards ? "" : "−"}∞: it needs a minimum`,
  );
}

/** Newton's step, if there is one. */
function newton({ slope, curvature }: MeanLoss): number {
  const step = -slope / curvature;
  return curvature > 0 && Number.isFinite(step) ? step : 0;
}

/** The losses as functions of u. */
export function inUnits(pair: LossPair, { centre, length, curvature }: LossUnits): LossPair {
  const unit = curvature * length * length;
  const moved = (u: Float64Array) => u.map((value) => centre + length * value);
  const scale = (values: Float64Array, by: number) => {
    for (let at = 0; at < values.length; at++) values[at] *= by;
  };
  const scaleInner = ({ inner }: LossDerivatives) => {
    scale(inner.value, 1 / unit);
    scale(inner.v, 1 / (curvature * length));
    scale(inner.vv, 1 / curvature);
  };
  const { name, p, zDimension, fillInner } = pair;
  return {
    name,
    p,
    zDimension,
    fill(w, u, z, out) {
      pair.fill(w, moved(u), z, out);
      scaleInner(out);
      scale(out.inner.vvv, length / curvature);
      scale(out.inner.vw, 1 / (curvature * length));
      scale(out.inner.vvw, 1 / curvature);
      scale(out.outer.v, length);
      scale(out.outer.vv, length * length);
      scale(out.outer.vw, length);
    },
    ...(fillInner === undefined ? {} : {
      fillInner(w, u, z, out) {
        fillInner(w, moved(u), z, out);
        scaleInner(out);
      },
    }),
  };
}

/** Nuisances that were learned in units, as they are for the losses that were given. */
export function fromUnits<Nuisances extends AdjointValues & { readonly h: Float64Array }>(
  nuisances: Nuisances,
  { centre, length, curvature }: LossUnits,
): Nuisances {
  const adjoint = 1 / (curvature * length);
  return {
    ...nuisances,
    h: nuisances.h.map((value) => centre + length * value),
    a: nuisances.a.map((value) => value * adjoint),
    b: nuisances.b.map((value) => value * length),
    c: nuisances.c.map((value) => value * adjoint),
  };
}
