/**
 * Sine-IV with a learner that shrinks: a design on which plug-ins fail, so that what the orthogonal
 * gradient does there is owed to its correction.
 *
 * @module
 */

import { band, GRADIENTS, learned } from "../functional.ts";
import type { Experiment } from "../experiment.ts";
import { type PartContext, type Sizes, type StudyPart, summaries } from "../parts.ts";
import { EXOGENOUS, gradients, PENALISED, PUBLISHED_SIEVE, rows } from "./entries.ts";
import { both, coverages, INTERVALS, overBound } from "../facts.ts";
import { coverageGain, efficiency, largestDistance, rootNSlope, scoresSpread } from "./numbers.ts";
import {
  claim,
  coverage,
  coverageBySize,
  errorBySize,
  figure,
  pooledShare,
  RANGES,
} from "../words.ts";

/**
 * A thousand replications: the slope over a factor of 16 in n is then known to about ±0.02, coverage to
 * ±0.005, the distance to the normal law to ±0.03 (from their formulas, before anything was computed).
 */
const SIZES: Sizes = { smoke: [[200], 20], default: [[400, 1600, 6400], 1000] };
const PATH_SIZES: Sizes = { smoke: [[200], 20], default: [[800, 1600], 500] };

const WORDS =
  "\n\nThe penalty takes the same share of each learned function at every n. To a plug-in that is a bias that " +
  "stays; in the orthogonal gradient it is squared. Where both pass, as with the published sieve, a claim on the " +
  "orthogonal gradient says nothing of its correction: drop that, and it goes on holding. Here it would be lost.";

/** The part for a given context. */
export function penalised(context: PartContext): StudyPart {
  const { sized, block, size, table } = context;
  const id = "penalised";
  const summary = summaries(context, `${id}/summary`);
  const estimates = { estimates: table(`${id}/collect`, "estimates") };
  const normality = { normality: table(`${id}/normality`) };
  const shown = ["penalised_error"];
  const covered = { shown: ["penalised_coverage"] };
  const path: Experiment = {
    id: "bands-path",
    problem: EXOGENOUS,
    ...size(PATH_SIZES),
    block,
    // The oracle's band is looked at over the grid
    needs: learned({ learners: [PUBLISHED_SIEVE], oracles: [] }),
    over: rows("plug-in-full", "plug-in-adjoint", "plug-in-forward"),
    measure: band({
      descent: { step: 0.5, recorded: [0, 1, 2, 4, 8, 16, 32] },
      level: 0.95,
      draws: 499,
    }, "band-path"),
  };
  return {
    experiments: [
      {
        id,
        problem: EXOGENOUS,
        ...size(SIZES),
        block,
        needs: learned({ learners: [PENALISED] }),
        over: gradients(),
        measure: GRADIENTS,
      },
      path,
    ],
    queries: { [`${id}/normality`]: { sql: "normality", tables: estimates } },
    claims: [
      claim("penalised_coverage", RANGES.coverage, coverage(summary, "orthogonal"), {
        ...covered,
        paper: "ours",
        headline: true,
      })`
        With a learner that shrinks, the cross-fitted orthogonal gradient has nominal 95 % Wald
        coverage.
        Number: coverage, mean over sample sizes`,
      claim(
        "penalised_gain",
        RANGES.coverageGain,
        coverageGain(estimates, { estimator: "plug-in" }),
        {
          ...covered,
          paper: "ours",
          headline: true,
        },
      )`
        With a learner that shrinks, intervals of the orthogonal gradient hold the truth at least
        ten points more often than the published plug-in's.
        Number: coverage gained over the published plug-in on the same samples, mean over sample
        sizes`,
      claim(
        "penalised_efficiency",
        RANGES.near,
        efficiency({ ...summary, exact: context.exact(EXOGENOUS) }, "bound", 800),
        { shown, paper: "ours" },
      )`
        With a learner that shrinks, n·MSE of the orthogonal gradient still meets the efficiency
        bound.
        Number: n·MSE / trace of the bound, mean over n ≥ 800`,
      claim("penalised_rate", RANGES.rootN, rootNSlope(summary), {
        shown,
        paper: "ours",
        headline: true,
      })`
        With a learner that shrinks, the error of the orthogonal gradient falls at the root-n rate.
        Number: slope of log RMSE in log n, sizes weighted by inverse variance`,
      claim("penalised_normality", RANGES.normalLaw, largestDistance(normality), {
        ...covered,
        paper: "ours",
      })`
        With a learner that shrinks, the studentized errors of the orthogonal gradient are close to
        standard normal at the largest n.
        Number: Kolmogorov distance at the largest n, largest over coordinates`,
      claim("penalised_errors", RANGES.same, scoresSpread(summary), { ...covered, paper: "ours" })`
        With a learner that shrinks, standard errors of the orthogonal gradient are neither too
        small nor too large: one that is off by more than 5 % would be seen.
        Number: standard deviation of studentized errors of all coordinates together, which their
        biases widen too, mean over n ≥ 800`,
      claim(
        "uniform_on_path",
        RANGES.coverage,
        pooledShare(
          summaries(context, "bands-path/summary"),
          { estimator: "orthogonal", metric: "band_coverage" },
        ),
        { shown: ["band_path"], paper: "ours" },
      )`
        The simultaneous band of the orthogonal gradient over a whole path of descent has nominal
        coverage, not over a grid alone.
        Number: share of samples covered along the whole path, mean over sample sizes`,
    ],
    sections: [
      {
        id,
        title: "Sine-IV with a learner that shrinks: where plug-ins fail",
        text:
          "Sine-IV as in the published figures 1 and 2, but the sieve has a penalty that takes the same share of a sine of " +
          "unit amplitude at every n (a design made here), on two folds." + sized(SIZES) + WORDS,
        found: both(
          overBound(context, { id, problem: EXOGENOUS }, "gradient"),
          coverages(context, id, INTERVALS),
        ),
        figures: [
          coverageBySize(context, id, "penalised_coverage", "Sine-IV, penalised"),
          errorBySize(context, { id, problem: EXOGENOUS }, "penalised_error", "Sine-IV, penalised"),
        ],
      },
      {
        id: "bands-path",
        title: "Inference: a band along a path of descent",
        text:
          "Simultaneous 95 % bands, as over the grid, at seven points of exact gradient descent from the outer " +
          "point of the other experiments (steps of 0.5, after 0, 1, 2, 4, 8, 16 and 32), times four " +
          "coordinates. Whoever descends along estimated gradients needs them to be right wherever the path " +
          "leads. Means are learned once for all of it, by the published sieve on two folds." +
          sized(PATH_SIZES),
        figures: [PATH(summaries(context, "bands-path/summary"))],
      },
    ],
  };
}

const PATH = figure("band_path", "coverageBySize", {
  title: "Coverage of the simultaneous band along a path of descent",
  quantity: "gradient",
  what: "simultaneous 95 % bands",
  hold: "the gradient at all points of a path of descent",
}).from(`SELECT estimator, n, value AS coverage, mc_error
FROM summary WHERE metric = 'band_coverage' ORDER BY estimator, n`);
