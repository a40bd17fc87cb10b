/**
 * Orthogonality and cross-fitting, each without the other and both: the study's question in three
 * histograms. The form is that of the introduction to DoubleML (docs.doubleml.org).
 *
 * @module
 */

import type { CrossFitting } from "../../blocks/samples.ts";
import { GRADIENTS, learned, type Learner } from "../functional.ts";
import type { PartContext, Sizes, StudyPart } from "../parts.ts";
import { gradients, OTHER_PLUG_INS } from "./entries.ts";
import { coverageGain } from "./numbers.ts";
import { claim, figure, modules, RANGES } from "../words.ts";

const SIZES: Sizes = { smoke: [[200], 20], default: [[800], 400] };

/** One cosine in each of four covariates; h_w = 2j and m = j at the outer point. */
const PROBLEM = {
  name: "cos-sobolev-four",
  ...modules.cosSobolev("cosSobolev", {
    name: "cos-sobolev-four",
    d: 4,
    frequencies: [1],
    jacobian: [{ decay: 0 }],
    residual: { decay: 0 },
    jacobianNoise: { constant: 0.4, slope: 0 },
    outcomeNoise: 0.25,
    outerPoint: [2],
  }),
};

/** Chosen so that both errors can be seen: more penalty makes the first larger, less the second. */
const learner = (design: CrossFitting): Learner => ({
  name: "kernel-ridge",
  ...modules.learners.always("kernelRidge", { kernel: "laplace", sigmas: [1], lambdas: [0.0012] }),
  design,
});

/** The part for a given context. */
export function teaching({ sized, block, size, table }: PartContext): StudyPart {
  const tables = { estimates: table("teaching/collect", "estimates") };
  return {
    experiments: [{
      id: "teaching",
      problem: PROBLEM,
      ...size(SIZES),
      block,
      needs: learned({ learners: [learner({ folds: 1 }), learner({ folds: 2 })] }),
      over: gradients(...OTHER_PLUG_INS),
      measure: GRADIENTS,
    }],
    claims: [
      claim("both_ingredients", RANGES.coverageGain, coverageGain(tables, ONE_INGREDIENT, BOTH), {
        paper: "ours",
        found: "the learner's penalty was chosen so that both errors can be seen",
      })`
        Intervals from an orthogonal score and cross-fitting together cover far more often than
        intervals from either of them alone.
        Number: coverage gained over the better one of the two with one ingredient`,
    ],
    sections: [{
      id: "teaching",
      title: "Two ingredients: an orthogonal score, and cross-fitting",
      text:
        "A learned function errs in two ways: it is too smooth, and it follows the noise. Kernel ridge " +
        "regression in four dimensions (Laplace kernel of width 1, λ = 0.0012) does both. The functions to " +
        "learn are a cosine in each of four covariates (a design made here, with a penalty that makes both " +
        "errors visible)." +
        sized(SIZES) + WORDS,
      figures: [DISTRIBUTIONS(tables)],
    }],
  };
}

const WORDS =
  "\n\nThe plug-in gradient keeps the whole of the first error, although no row is predicted from " +
  "itself. The orthogonal gradient is free of it to first order, but evaluated on the rows that its " +
  "functions were learned from it keeps the second: what they learned of a row's noise in G meets the " +
  "same noise in T_w. Only both together are free of either to first order.\n\nWhat is left there is of " +
  "second order: the square of the smoothing, and the noise that the two learned functions of one fold share. The " +
  "sections below measure when it vanishes, and when it does not.";

/** The cross-fitted orthogonal gradient. */
const BOTH = "estimator = 'orthogonal' AND setting = 'folds=2'";

/** The cross-fitted plug-in, and the orthogonal gradient without cross-fitting. */
const ONE_INGREDIENT =
  "(estimator = 'plug-in' AND setting = 'folds=2' OR estimator = 'orthogonal' AND setting = 'folds=1')";

const DISTRIBUTIONS = figure("teaching_distributions", "histograms", {
  title: "Studentized errors with one ingredient alone and with both",
  caption: "Histograms of (estimate − truth) / standard error from the same samples and the same " +
    "learner; the line is the standard normal density.",
  panels: {
    "plug-in": "Plug-in, cross-fitted",
    "orthogonal, one sample": "Orthogonal, not cross-fitted",
    "orthogonal": "Orthogonal, cross-fitted",
  },
}).from(
  `-- Studentized errors of the first coordinate: with one of the two ingredients, and with both.
SELECT CASE
    WHEN estimator = 'plug-in' AND setting = 'folds=2' THEN 'plug-in'
    WHEN estimator = 'orthogonal' AND setting = 'folds=1' THEN 'orthogonal, one sample'
    WHEN estimator = 'orthogonal' AND setting = 'folds=2' THEN 'orthogonal'
  END AS panel, (estimate - truth) / standard_error AS sample
FROM estimates
WHERE coordinate = 0 AND panel IS NOT NULL
ORDER BY panel, n, replication`,
);
