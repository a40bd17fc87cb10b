/**
 * What every estimator of a functional bilevel gradient takes and gives.
 *
 * Matrices are row-major `Float64Array`s.
 *
 * @module
 */

/** A sample seen at one outer point w, quadratic losses. */
export interface OuterEvaluation {
  /** Number of observations. */
  readonly n: number;
  /** Dimension of w. */
  readonly p: number;
  /** T_w of each observation, n. */
  readonly target: Float64Array;
  /** Derivative of T_w in w, n×p. */
  readonly jacobian: Float64Array;
  /** Outcomes Y, n. */
  readonly outcome: Float64Array;
}

/** Values of the nuisance functions at the same n observations. */
export interface NuisanceValues {
  /** j(X) = E[∂_w T_w | X], n×p. */
  readonly j: Float64Array;
  /** h(X) = E[T_w | X], n. */
  readonly h: Float64Array;
  /** m(X) = E[Y | X], n. */
  readonly m: Float64Array;
}

/** An estimate of the gradient with standard errors. */
export interface GradientEstimate {
  /** Estimated gradient, p. */
  readonly gradient: Float64Array;
  /** Standard error of each coordinate, p; NaN where the method has none. */
  readonly standardError: Float64Array;
}

/** A gradient estimator that needs only the data and the values of the nuisances. */
export type ScoreEstimator = (
  evaluation: OuterEvaluation,
  nuisances: NuisanceValues,
) => GradientEstimate;
