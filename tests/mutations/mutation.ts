/**
 * A fault: one line of an estimator made wrong, and who has to notice.
 *
 * @module
 */

/** One fault. */
export interface Mutation {
  readonly id: string;
  /** The file, relative to the project's root. */
  readonly file: string;
  /** What stands there exactly once. */
  readonly find: string;
  /** What is put in its place. */
  readonly replace: string;
  /** Test files of which at least one must fail. */
  readonly tests: readonly string[];
  /** Identifiers of claims, without the study's, that must no longer hold; empty if no claim can see it. */
  readonly claims: readonly string[];
}
