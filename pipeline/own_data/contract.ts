/**
 * What a file with a user's own losses exports as `losses`.
 *
 * A losses file needs no import. With
 * `import type { OwnLosses } from ".../pipeline/own_data/contract.ts"` an editor checks it.
 *
 * @module
 */

import type { InnerAt, LossAt, OuterAt } from "../../estimators/functional/pointwise_losses.ts";
import type { LossPair } from "../../estimators/functional/losses.ts";

/** What the command line may say instead. */
export interface OwnDefaults {
  /** The columns that are X. */
  readonly covariates?: readonly string[];
  /** The names of the coordinates of w; w1, w2, … unless given. */
  readonly coordinates?: readonly string[];
  /** The outer point w at which the gradient is estimated. */
  readonly at?: readonly number[];
}

/** Losses of one observation, with or without their derivatives. */
export interface OwnPointwiseLosses extends OwnDefaults {
  /** The columns that are Z. */
  readonly columns: readonly string[];
  /** l_in(w, v, z). */
  readonly inner: LossAt<InnerAt>;
  /** l_out(w, v, z). */
  readonly outer: LossAt<OuterAt>;
}

/** l_in = ½(v − T_w)² with T_w = T_0 + w'G, and l_out = ½(v − Y)². */
export interface OwnQuadraticLosses extends OwnDefaults {
  readonly quadratic: {
    /** The columns that are G, one for each coordinate of w. */
    readonly slopes: readonly string[];
    /** The column that is T_0; 0 unless given. */
    readonly constant?: string;
    /** The column that is Y. */
    readonly outcome: string;
  };
}

/** A pair of losses of the library, or one written for many observations at once. */
export interface OwnLossPair extends OwnDefaults {
  /** The columns that are Z, in the order in which the pair reads them. */
  readonly columns: readonly string[];
  readonly pair: LossPair;
}

/** The export `losses`. */
export type OwnLosses = OwnPointwiseLosses | OwnQuadraticLosses | OwnLossPair;
