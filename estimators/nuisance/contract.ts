/**
 * What a learner of conditional means is: one multi-output regression on X.
 *
 * Matrices are row-major `Float64Array`s.
 *
 * @module
 */

/**
 * Where points are from. Folds leave out parts of one sample again and again: a learner may compute what
 * it needs of all points once, and look up the rows.
 */
export interface PartOfSample {
  /** All points of the sample, N×d, which stay as they are. */
  readonly all: Float64Array;
  /** Which of them the points are, in their order. */
  readonly rows: Uint32Array;
}

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
  /** The sample that the rows are a part of, if they are. */
  readonly part?: PartOfSample;
}

/** A fitted regression. */
export interface Regression {
  /** Predictions at n rows of x (n×d), part of the same sample if one is named: n×q. */
  predict(x: Float64Array, n: number, part?: PartOfSample): Float64Array;
  /** What was chosen in fitting (for instance `lambda`), for the record. */
  readonly chosen?: Readonly<Record<string, number>>;
}

/** A learner: fits all outputs with the same smoothing. */
export type Learner = (data: RegressionData) => Regression;
