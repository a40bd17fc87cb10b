/**
 * The stochastic hypergradient study: what does a gradient cost when the lower level is a fixed point
 * that can only be sampled?
 *
 * @module
 */

import type { StudyFactory } from "../contract.ts";
import { BSGM, ITERATION_COMPLEXITY, STOCHASTIC_IMPLICIT } from "../papers.ts";
import { studyOf } from "../parts.ts";
import { againstBatch } from "./against_batch.ts";
import { budgetSplit } from "./budget_split.ts";
import { contractions } from "./contractions.ts";
import { crossSamples } from "./cross_samples.ts";
import { outerProblem } from "./outer_problem.ts";
import { poisonedLabels } from "./poisoned_labels.ts";
import { rates } from "./rates.ts";
import { solvers } from "./solvers.ts";

const QUESTION =
  "The lower level is a fixed point of a contraction that can only be sampled. Stochastic implicit " +
  "differentiation (SID) takes t noisy steps towards it, k noisy steps for the linear system of the " +
  "adjoint, and a mean over J samples of the cross term. How does its error fall in t, k and J, and when " +
  "is it cheaper than going through all the data?";

/** The study. */
export const stochasticImplicit: StudyFactory = studyOf({
  id: "stochastic-implicit",
  title: "Stochastic implicit differentiation",
  question: QUESTION,
  papers: [STOCHASTIC_IMPLICIT, BSGM, ITERATION_COMPLEXITY],
  sizes: {
    default:
      "The paper's own runs are not published as tables: the designs are this laboratory's own, " +
      "and each section names its sizes.",
    paper:
      "The designs of the default profile with ten times the replications, and poisoned labels.",
  },
  parts: [
    rates,
    crossSamples,
    solvers,
    contractions,
    againstBatch,
    budgetSplit,
    outerProblem,
    poisonedLabels,
  ],
});
