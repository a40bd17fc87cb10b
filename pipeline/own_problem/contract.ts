/**
 * What a file with a user's own bilevel problem exports as `problem`.
 *
 * It is written in the functions of `@bigrad/bigrad/arrays`. With
 * `import type { OwnProblem } from ".../pipeline/own_problem/contract.ts"` an editor checks it.
 *
 * @module
 */

import type { GivenDerivatives, RowObjective } from "../../problems/parametric/objectives.ts";

/** The columns that an array is made of: one for a vector, a list for a matrix. */
export type OwnArrays = Readonly<Record<string, string | readonly string[]>>;

/** Tables with a row for each observation, named as the problem file would find them beside it. */
export interface OwnData {
  /** A table of which one part is the lower level's and one the outer level's. */
  readonly file?: string;
  /** The share of its rows that are the outer level's, drawn once; ½ unless given. */
  readonly validation?: number;
  /** A table for each level instead. */
  readonly lower?: string;
  readonly outer?: string;
  /** What `rows` holds, by name. */
  readonly arrays: OwnArrays;
  /** Arrays whose columns get mean 0 and variance 1 in the lower level's rows; the outer level's are moved alike. */
  readonly standardise?: readonly string[];
}

/** The export `problem`. */
export interface OwnProblem {
  /** A mean over rows, plus what does not depend on them: g(x, y), to be minimised in y. */
  readonly lower: RowObjective;
  /** Likewise f(x, y), to be minimised in x at the y that minimises g(x, ·). */
  readonly outer: RowObjective;
  /** Where x and y start; a number n for y stands for n zeros. */
  readonly start: { readonly x: readonly number[]; readonly y: readonly number[] | number };
  /** The names of the coordinates of x; x1, x2, … unless given. */
  readonly coordinates?: readonly string[];
  readonly data?: OwnData;
  /** Derivatives to be used; they are compared with those that follow from the objectives. */
  readonly derivatives?: GivenDerivatives;
}
