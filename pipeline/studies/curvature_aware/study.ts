/**
 * The curvature-aware study: does a Newton step of the lower level pay in bilevel optimisation?
 *
 * @module
 */

import type { StudyFactory } from "../contract.ts";
import { CURVATURE_AWARE } from "../papers.ts";
import { studyOf } from "../parts.ts";
import { conditionNumber } from "./condition_number.ts";
import { dataCleaning } from "./data_cleaning.ts";
import { logisticTuning } from "./logistic_tuning.ts";
import { quadraticDecay } from "./quadratic_decay.ts";
import { stationarity } from "./stationarity.ts";
import { stochasticComparison } from "./stochastic_comparison.ts";

const QUESTION =
  "The hypergradient needs the solution of the lower level and of a linear system with its Hessian. " +
  "NBO takes one inexact Newton step for both, with one Hessian, where its predecessors take many gradient " +
  "steps. What does the step do to the error of the hypergradient, and what does it save?";

/** The study. */
export const curvatureAware: StudyFactory = studyOf({
  id: "curvature-aware",
  title: "Curvature-aware hypergradients",
  question: QUESTION,
  papers: [CURVATURE_AWARE],
  sizes: {
    default:
      "The paper's code and the sizes of its synthetic experiments are not public: the designs are " +
      "this laboratory's own, and each section names its sizes.",
    paper: "The designs of the default profile with ten times the draws.",
  },
  parts: [
    quadraticDecay,
    conditionNumber,
    logisticTuning,
    stationarity,
    stochasticComparison,
    dataCleaning,
  ],
});
