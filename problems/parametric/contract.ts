/**
 * What a parametric bilevel problem is: min over x of F(x) = f(x, y*(x)) with
 * y*(x) = argmin_y g(x, y), g strongly convex in y.
 *
 * Its gradient is ∇F(x) = ∇_x f(x, y*) − ∇²_xy g(x, y*) u* with ∇²_yy g(x, y*) u* = ∇_y f(x, y*).
 *
 * Vectors are `Float64Array`s; k vectors of one length are rows of a row-major matrix. Oracles return
 * new arrays, keep nothing of their arguments, and throw a `RangeError` where a length is wrong.
 *
 * @module
 */

/** ∇²_yy g at one point. What depends on the point alone has been computed and is shared. */
export interface Hessian {
  /** ∇²_yy g · p for k vectors p (k×dy): k×dy. */
  times(p: Float64Array, k?: number): Float64Array;
  /** The matrix itself, dy×dy, where it is had for less than dy products. For truths: nothing counts it. */
  matrix?(): Float64Array;
}

/** The lower-level objective g, or its mean over a minibatch. */
export interface LowerLevel {
  /** g(x, y). */
  value(x: Float64Array, y: Float64Array): number;
  /** ∇_y g(x, y), dy. */
  gradient(x: Float64Array, y: Float64Array): Float64Array;
  /** ∇_x g(x, y), dx, for methods without second derivatives. */
  gradientX(x: Float64Array, y: Float64Array): Float64Array;
  /** ∇²_yy g(x, y) as an operator: one linearisation, any number of products. */
  hessian(x: Float64Array, y: Float64Array): Hessian;
  /** ∇²_xy g(x, y) · p, dx: the derivative in x of ⟨∇_y g(x, y), p⟩ for a fixed p of length dy. */
  cross(x: Float64Array, y: Float64Array, p: Float64Array): Float64Array;
}

/** The outer objective f, or its mean over a minibatch. */
export interface OuterLevel {
  /** f(x, y). */
  value(x: Float64Array, y: Float64Array): number;
  /** ∇_x f(x, y), dx. */
  gradientX(x: Float64Array, y: Float64Array): Float64Array;
  /** ∇_y f(x, y), dy. */
  gradientY(x: Float64Array, y: Float64Array): Float64Array;
}

/** A level that is a mean over observations. */
export interface FiniteSum<Level> {
  /** Number of observations. */
  readonly size: number;
  /**
   * The mean over the given observations (with repetition, if they repeat), which are copied.
   *
   * @throws {RangeError} if there are none, or one is not in 0, …, size − 1.
   */
  batch(rows: Uint32Array): Level;
}

/** What every parametric bilevel problem has, whatever its lower level is given by. */
export interface BilevelProblem {
  /** Name used in stage names and tables. */
  readonly name: string;
  /** Dimension of x. */
  readonly dx: number;
  /** Dimension of y. */
  readonly dy: number;
  /** Where outer loops start. */
  readonly start: { readonly x: Float64Array; readonly y: Float64Array };
  /** The outer objective. */
  readonly outer: OuterLevel;
  /** The outer objective by observations, where it is a finite sum. */
  readonly outerSum?: FiniteSum<OuterLevel>;
  /** y*(x), dy, for tests and truths: closed form, or solved until rounding stops it. */
  exactLower(x: Float64Array): Float64Array;
  /** ∇F(x), dx, likewise. */
  exactGradient(x: Float64Array): Float64Array;
}

/** A bilevel problem whose lower level is an objective. */
export interface ParametricProblem extends BilevelProblem {
  /** The lower-level objective. */
  readonly lower: LowerLevel;
  /** The lower level where nobody counts, for what is said about a result and is no part of its cost. */
  readonly uncounted?: LowerLevel;
  /** The lower level by observations, where it is a finite sum. */
  readonly lowerSum?: FiniteSum<LowerLevel>;
  /** Bounds 0 < mu ≤ L of the eigenvalues of ∇²_yy g(x, ·). */
  curvature(x: Float64Array): { readonly mu: number; readonly L: number };
}
