/**
 * How a user calls bigrad.
 *
 * @module
 */

/** The launcher, as it is typed in the folder of the project. */
export const BIGRAD = "./bigrad";
