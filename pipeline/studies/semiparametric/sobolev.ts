/**
 * One smooth problem, four generic learners: what the orthogonal gradient gains depends on how a
 * learner errs.
 *
 * @module
 */

import { GRADIENTS, learned, type Learner, truths } from "../functional.ts";
import { type PartContext, type Sizes, type StudyPart, summaries } from "../parts.ts";
import { gradients, SMOOTH } from "./entries.ts";
import { errorRatio } from "./numbers.ts";
import { coverage, coverageAtLargest } from "../values.ts";
import { claim, figure, modules, RANGES, SEEN_HERE } from "../words.ts";

const SIZES: Sizes = {
  smoke: [[100], 10],
  default: [[200, 400, 800], 600],
  paper: [[200, 400, 800, 1600, 3200], 3000],
};

/** Of learners on which no claim is. */
const SHOWN_SIZES: Sizes = {
  smoke: [[100], 10],
  default: [[200, 400, 800], 200],
  paper: [[200, 400, 800, 1600, 3200], 3000],
};

/** The learners of claims. */
const JUDGED: readonly Learner[] = [
  {
    name: "kernel-ridge",
    ...modules.learners.always("scheduledKernelRidge", {
      kernel: "laplace",
      sigma: 1,
      scale: 0.3,
      rate: 2 / 3,
    }),
  },
  {
    name: "projection-series",
    ...modules.learners.always("cosineProjection", {
      frequencies: Array.from({ length: 24 }, (_, k) => k + 1),
      low: 0,
      high: 1,
    }),
  },
];

const SHOWN: readonly Learner[] = [
  {
    name: "nadaraya-watson",
    ...modules.learners.always("nadarayaWatson", {
      sigmas: [0.01, 0.015, 0.022, 0.033, 0.05, 0.075, 0.11],
    }),
  },
  {
    name: "penalised-series",
    ...modules.learners.always("penalisedCosines", {
      frequencies: 40,
      low: 0,
      high: 1,
      lambdas: [1e-6, 3e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2],
    }),
  },
];

/** The part for a given context. */
export function sobolev(context: PartContext): StudyPart {
  const { sized, block, size, table } = context;
  const estimates = table("sobolev/collect", "estimates");
  const summary = summaries(context, "sobolev/summary");
  const gain = (learner: string) => errorRatio({ estimates }, "plug-in", { learner });
  const base = {
    id: "sobolev",
    problem: SMOOTH,
    block,
    over: gradients(),
    measure: GRADIENTS,
  };
  const shownSize = size(SHOWN_SIZES);
  const shown = ["sobolev_rmse", "sobolev_bias"];
  const ofPlugIn = coverage(summary, "plug-in", { learner: "projection-series" });
  const ofOrthogonal = coverageAtLargest(summary, "orthogonal", { learner: "kernel-ridge" });
  const covered = { shown: ["sobolev_coverage"] };
  return {
    experiments: [
      { ...base, ...size(SIZES), needs: learned({ learners: JUDGED }) },
      { ...base, ...shownSize, needs: learned({ learners: SHOWN, oracles: [] }) },
    ],
    stages: [truths(context, SMOOTH)],
    queries: {
      "sobolev/bias": { sql: "excess_bias", tables: { estimates } },
    },
    claims: [
      claim("sobolev_kernel_ridge", RANGES.tenthLess, gain("kernel-ridge"), {
        shown,
        paper: "ours",
      })`
        With the same kernel ridge regressions of the same sample the orthogonal gradient has an
        error at least a tenth below that of the plug-in.
        Number: RMSE orthogonal / plug-in, mean over sample sizes`,
      claim("sobolev_projection", RANGES.same, gain("projection-series"), { ...SEEN_HERE, shown })`
        Found here: with projection series nothing is gained, and the errors of the plug-in and of
        the orthogonal gradient are equal to within 5 %.
        Number: RMSE orthogonal / plug-in, mean over sample sizes`,
      claim("sobolev_plug_in_coverage", RANGES.coverageBelow, ofPlugIn, {
        ...SEEN_HERE,
        ...covered,
      })`
        Found here: intervals from the plug-in's own scores hold the truth too seldom even where its
        error is about as small as any.
        Number: coverage of the plug-in with projection series, mean over sample sizes`,
      claim("sobolev_coverage", RANGES.coverage, ofOrthogonal, {
        ...covered,
        paper: "ours",
      })`
        With the same kernel ridge regressions the coverage of the orthogonal gradient is nominal at
        the largest n.
        Number: coverage of the orthogonal gradient with kernel ridge regression, largest n`,
    ],
    sections: [{
      id: "sobolev",
      title: "One smooth problem, four learners",
      text:
        "Cosine series whose coefficients fall like l^{−2.5} and l^{−2}, X uniform on [0, 1] (a design made " +
        "here), learned in four ways on two folds: kernel ridge regression (Laplace kernel, λ = 0.3 n^{−2/3} for " +
        "n training rows), Nadaraya–Watson with its bandwidth by leave-one-out error, a cosine series with a " +
        "penalty on its second derivative by generalised cross-validation, and least squares in as many " +
        "cosines as leave-one-out error wants." +
        sized(SIZES) +
        ` Nadaraya–Watson and the penalised series, on which there is no claim, have the first ` +
        `${shownSize.replications} of them.` + WORDS,
      figures: [
        BIAS({ bias: table("sobolev/bias") }),
        COVERED(summary),
        ERROR({ ...summary, exact: context.exact(SMOOTH) }),
      ],
    }],
  };
}

const WORDS =
  "\n\nA learner that shrinks keeps, of a coefficient r of one factor and g of the other, the shares f r " +
  "and f g. The bias of the full plug-in is −Σ r g (1 − f²), that of the orthogonal gradient " +
  "−Σ r g (1 − f)², with the square of the shrinkage. Kernel ridge regression on a fixed schedule shrinks much." +
  "\n\nA projection has f = 0 or 1, and nothing to square. There the orthogonal gradient has a bias of its own: the " +
  "noise that its two learned functions share. Smoothing that is chosen from the data comes close to that. What is " +
  "left then are the intervals. Those of the plug-ins leave out the noise of the learned functions whatever the " +
  "learner.";

const BIAS = figure("sobolev_bias", "byLearner", {
  title: "Cos-Sobolev: bias by learner and sample size",
  quantity: "bias",
  caption: "Norm of the mean difference from the oracle, whose bias is zero, on the same samples.",
}).from(`-- Bias of each estimator by learner and sample size.
SELECT learner, estimator, n, value, mc_error FROM bias ORDER BY learner, estimator, n`);

const COVERED = figure("sobolev_coverage", "byLearner", {
  title: "Cos-Sobolev: coverage of 95 % intervals by learner and sample size",
  quantity: "coverage",
  caption: "Share of 95 % confidence intervals that hold the true gradient coordinate.",
}).from(`-- Coverage of nominal 95 % intervals by learner and sample size.
SELECT learner, estimator, n, value, mc_error
FROM summary
WHERE metric = 'coverage' AND estimator <> 'oracle'
ORDER BY learner, estimator, n`);

const ERROR = figure("sobolev_rmse", "byLearner", {
  title: "Cos-Sobolev: error by learner and sample size, in units of the bound",
  quantity: "ratio",
  caption: "Root mean square of the Euclidean norm of the error, divided by the efficiency bound.",
}).from(`-- Root-mean-square error by learner and sample size as a multiple of the efficiency bound.
WITH bound AS (
  SELECT problem, sum(value) AS trace FROM exact WHERE quantity = 'bound' GROUP BY problem
)
SELECT learner, estimator, n, value / sqrt(trace / n) AS value, mc_error / sqrt(trace / n) AS mc_error
FROM summary JOIN bound USING (problem)
WHERE metric = 'rmse' AND estimator <> 'oracle'
ORDER BY learner, estimator, n`);
