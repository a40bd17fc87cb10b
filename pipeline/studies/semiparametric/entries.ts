/**
 * What several parts of the study share: problems, learners, estimators.
 *
 * @module
 */

import * as terms from "../../../estimators/functional/terms.ts";
import type { Method } from "../experiment.ts";
import { type Learner, ORACLE } from "../functional.ts";
import { modules } from "../modules.ts";
import { named } from "../ref.ts";

/** Sine-IV with exogenous outcomes, figures 1 and 2. */
export const EXOGENOUS = { name: "sine-iv", code: modules.sineIV("sineIVExogenous") };

/** Sine-IV with endogenous outcomes, figure 3. */
export const ENDOGENOUS = { name: "sine-iv-endogenous", code: modules.sineIV("sineIVEndogenous") };

/** Sine-IV with frequencies that differ, so that there is one root. */
export const IDENTIFIED = {
  name: "sine-iv-identified",
  code: modules.sineIVIdentified("identifiedSineIVExogenous"),
};

/** Linear-IV, figure 4. */
export const LINEAR_IV = { name: "linear-iv", code: modules.linearIV("linearIV") };

/** Poisson cleaning, whose losses are not quadratic. */
export const POISSON = {
  name: "poisson-cleaning",
  code: modules.poissonCleaning("poissonCleaning"),
};

/** Cosine series in one dimension, smooth. */
export const SMOOTH = {
  name: "cos-sobolev-d1-p2",
  ...modules.cosSobolev("smoothCosSobolev", { d: 1, p: 2 }),
};

/** What tables call the rows of terms that are not called as their exports are. */
const NAMES: Readonly<Record<string, string>> = {
  ORTHOGONAL: "orthogonal",
  PUBLISHED: "plug-in",
  FULL: "plug-in-full",
  ADJOINT: "plug-in-adjoint",
  FORWARD: "plug-in-forward",
};

/** The rows of terms: each serves as gradient, root, scores and descent. */
const ROWS = Object.fromEntries(
  [...new Set([...Object.keys(NAMES), ...Object.keys(terms)])]
    .filter((row) => Array.isArray(terms[row as keyof typeof terms]))
    .map((row) => [
      NAMES[row] ?? row.toLowerCase().replaceAll("_", "-"),
      modules.terms(row as keyof typeof terms),
    ]),
);

/** Gradients from learned means: the rows, and functions. To add one is to add a file and a line. */
export const ESTIMATORS = {
  ...ROWS,
};

/** Comparators that published experiments do not have. */
export const OTHER_PLUG_INS = ["plug-in-full", "plug-in-adjoint", "plug-in-forward"];

const methods = (
  estimators: Readonly<Record<string, string>>,
  without: readonly string[],
): Method[] =>
  Object.entries(estimators)
    .flatMap(([name, code]) => without.includes(name) ? [] : [{ name, code }]);

/** All gradients but some. */
export const gradients = (...without: readonly string[]): Method[] => methods(ESTIMATORS, without);

/** All rows of terms but some: for roots, bands and descents. */
export const rows = (...without: readonly string[]): Method[] => methods(ROWS, without);

/** Gradients under general losses, where the orthogonal one is not jackknifed. */
export const GENERAL: readonly Method[] = [
  { name: "orthogonal-plain", code: modules.generalScore("generalOrthogonal") },
  { name: "plug-in-adjoint", code: modules.generalScore("generalAdjoint") },
  { name: "plug-in-forward", code: modules.generalScore("generalForward") },
];

/** The one of them that, at the true nuisances, is the oracle. */
export const GENERAL_ORACLE = modules.generalScore("generalOrthogonal");

/** The sieve of sines and cosines of multiples of the sum of the covariates. */
export const SUM_FOURIER = modules.sumFourier("sumFourier");

/** That sieve as published: hardly penalised. */
export const PUBLISHED_SIEVE: Learner = {
  name: "sum-fourier",
  code: SUM_FOURIER,
  options: () => ({ harmonics: 8, ridge: 1e-6 }),
};

/** The published sieve with a penalty that shrinks a sine of unit amplitude by 4/54 on half of the sample. */
export const PENALISED: Learner = {
  name: "sum-fourier-penalised",
  code: SUM_FOURIER,
  options: (n) => ({ harmonics: 8, ridge: 0.04 * n / 2 }),
};

/** The cross-fitted orthogonal gradient, or root, alone. */
export const ORTHOGONAL: Method = { ...ORACLE, name: "orthogonal" };

/**
 * Where replications begin on which claims are judged that the first ones had left open: what had been looked
 * at takes no part. Beyond those that any profile computes otherwise, and a multiple of every block.
 */
export const ANEW = { firstReplication: 100_000 };

/** The basis of the Bellman experiments, ridge as given. */
export const bellmanBasis = (ridge: number): Learner =>
  named("bellman-basis", modules.learners.always("bellmanRidge", { ridge }));

/** Linear regression, for linear-IV. */
export const LINEAR: Learner = {
  name: "linear",
  ...modules.learners.always("linear", { ridge: 1e-8 }),
};

/** What the exact error of the oracle tells. */
export const ORACLE_KNOWN =
  "The oracle’s score is a mean over n, so its error is √(trace V / n) exactly: where a printed one is " +
  "further from that than its own error allows, the published draws are the odd ones.";

/** What had been looked at before the comparison with a published table became one statement. */
export const SEEN_BY_CELL = {
  found: "its cells had been seen one by one beside these draws when the test was laid down",
};
