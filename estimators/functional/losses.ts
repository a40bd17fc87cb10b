/**
 * What a user supplies to differentiate a functional bilevel problem: the derivatives of two losses.
 *
 * The lower level is h_w(x) = argmin_v E[l_in(w, v, Z) | X = x] with a scalar v, and the outer
 * objective is F(w) = E[l_out(w, h_w(X), Z)]. A problem whose h has several outputs does not fit.
 *
 * Matrices are row-major `Float64Array`s.
 *
 * @module
 */

/** Derivatives of l_in at n observations; d_v of it has conditional mean 0 at h_w. */
export interface InnerDerivatives {
  /** l_in itself, n. */
  readonly value: Float64Array;
  /** d_v l_in, n. */
  readonly v: Float64Array;
  /** d_vv l_in, n. */
  readonly vv: Float64Array;
  /** d_vvv l_in, n. */
  readonly vvv: Float64Array;
  /** d_vw l_in, n×p. */
  readonly vw: Float64Array;
  /** d_vvw l_in, n×p. */
  readonly vvw: Float64Array;
}

/** Derivatives of l_out at n observations. */
export interface OuterDerivatives {
  /** l_out itself, n. */
  readonly value: Float64Array;
  /** d_v l_out, n. */
  readonly v: Float64Array;
  /** d_vv l_out, n. */
  readonly vv: Float64Array;
  /** d_w l_out, n×p. */
  readonly w: Float64Array;
  /** d_vw l_out, n×p. */
  readonly vw: Float64Array;
}

/** Derivatives of both losses at one (w, v), v a number for each of n observations. */
export interface LossDerivatives {
  /** Number of observations. */
  readonly n: number;
  /** Dimension of w. */
  readonly p: number;
  /** Those of l_in. */
  readonly inner: InnerDerivatives;
  /** Those of l_out. */
  readonly outer: OuterDerivatives;
}

/** An inner loss, three times differentiable and strictly convex in v, and an outer one. */
export interface LossPair {
  /** Name used in tables. */
  readonly name: string;
  /** Dimension of w. */
  readonly p: number;
  /** Number of variables in an observation Z. */
  readonly zDimension: number;
  /**
   * Writes every derivative at (w, v) for n observations, over whatever `out` holds.
   *
   * @param w Outer point, p.
   * @param v The lower level's value at each observation, n.
   * @param z The observations, n×zDimension.
   */
  fill(w: Float64Array, v: Float64Array, z: Float64Array, out: LossDerivatives): void;
  /**
   * Writes l_in, d_v l_in and d_vv l_in alone, as `fill` does: what minimising l_in needs again and
   * again. To be left out where it would hardly be faster.
   */
  fillInner?(w: Float64Array, v: Float64Array, z: Float64Array, out: LossDerivatives): void;
}

/** Room for the derivatives of a pair of losses at n observations, all zero. */
export function makeLossDerivatives(n: number, p: number): LossDerivatives {
  const vector = () => new Float64Array(n);
  const matrix = () => new Float64Array(n * p);
  return {
    n,
    p,
    inner: {
      value: vector(),
      v: vector(),
      vv: vector(),
      vvv: vector(),
      vw: matrix(),
      vvw: matrix(),
    },
    outer: { value: vector(), v: vector(), vv: vector(), w: matrix(), vw: matrix() },
  };
}

/**
 * The derivatives of a pair of losses at (w, v).
 *
 * @param w Outer point, p.
 * @param v The lower level's value at each observation, n.
 * @param z The observations, n×zDimension.
 * @throws {RangeError} if the arrays' sizes do not agree.
 *
 * @example
 * ```ts
 * import { lossDerivatives, weightedLogisticLosses } from "@bigrad/bigrad";
 *
 * const at = lossDerivatives(
 *   weightedLogisticLosses(1),
 *   Float64Array.of(0), // w
 *   Float64Array.of(0), // v
 *   Float64Array.of(1, 1, 0), // S, D, B
 * );
 * console.log(at.inner.v[0], at.inner.vv[0], at.outer.v[0]); // -0.5 0.25 0.5
 * ```
 */
export function lossDerivatives(
  pair: LossPair,
  w: Float64Array,
  v: Float64Array,
  z: Float64Array,
): LossDerivatives {
  const n = v.length;
  requireObservations(pair, w, z, n);
  const out = makeLossDerivatives(n, pair.p);
  pair.fill(w, v, z, out);
  return out;
}

/**
 * l_in, d_v l_in and d_vv l_in at (w, v), by the pair's shorter way where it has one.
 *
 * @param out Room for n observations, of which these three are written.
 */
export function innerDerivatives(
  pair: LossPair,
  w: Float64Array,
  v: Float64Array,
  z: Float64Array,
  out: LossDerivatives,
): InnerDerivatives {
  if (pair.fillInner) pair.fillInner(w, v, z, out);
  else pair.fill(w, v, z, out);
  return out.inner;
}

/**
 * Checks that an outer point and n ≥ 1 observations fit a pair of losses.
 *
 * @throws {RangeError} that names what does not.
 */
export function requireObservations(
  pair: LossPair,
  w: Float64Array,
  z: Float64Array,
  n: number,
): void {
  const { name, p, zDimension } = pair;
  if (w.length !== p) {
    throw new RangeError(`w has ${w.length} coordinates: the losses ${name} need ${p}`);
  }
  if (!(Number.isInteger(n) && n >= 1)) {
    throw new RangeError(`there are ${n} observations: at least one is needed`);
  }
  if (z.length !== n * zDimension) {
    throw new RangeError(
      `z has ${z.length} values: the losses ${name} need ${n} rows of ${zDimension}`,
    );
  }
}
