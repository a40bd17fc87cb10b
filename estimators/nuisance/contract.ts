/**
 * What a learner of conditional means is: one multi-output regression on X.
 *
 * Matrices are row-major `Float64Array`s.
 *
 * @module
 */

/** Training data of a multi-output regression. */
export interface RegressionData {
  /** Number of rows. */
  readonly n: number;
  /** Number of covariates. */
  readonly d: number;
  /** Number of outputs. */
  readonly q: number;
  /** Covariates, n×d. */
  readonly x: Float64Array;
  /** Outputs, n×q. */
  readonly y: Float64Array;
}

/** A fitted regression. */
export interface Regression {
  /** Predictions at n rows of x (n×d): n×q. */
  predict(x: Float64Array, n: number): Float64Array;
  /** What was chosen in fitting (for instance `lambda`), for the record. */
  readonly chosen?: Readonly<Record<string, number>>;
}

/** A learner: fits all outputs with the same smoothing. */
export type Learner = (data: RegressionData) => Regression;
