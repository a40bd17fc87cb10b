/**
 * The semiparametric study: is the orthogonal gradient of a functional bilevel problem what its
 * paper says?
 *
 * @module
 */

import { SEMIPARAMETRIC } from "../papers.ts";
import type { StudyFactory } from "../contract.ts";
import { studyOf } from "../parts.ts";
import { bellman } from "./bellman.ts";
import { bellmanKernel } from "./bellman_kernel.ts";
import { biasOrder } from "./bias_order.ts";
import { doubleRobustness } from "./double_robustness.ts";
import { hyperCleaning } from "./hyper_cleaning.ts";
import { inference } from "./inference.ts";
import { kernelBilevel, likeForLike } from "./kernel_bilevel.ts";
import { kernelRidge } from "./kernel_ridge.ts";
import { linearIV } from "./linear_iv.ts";
import { optimisation } from "./optimisation.ts";
import { penalised } from "./penalised.ts";
import { phaseDiagram } from "./phase_diagram.ts";
import { roots } from "./roots.ts";
import { sineIV } from "./sine_iv.ts";
import { sobolev } from "./sobolev.ts";
import { teaching } from "./teaching.ts";

const QUESTION =
  "The lower level of a functional bilevel problem is a function that has to be learned. " +
  "Does plugging a learned function into the gradient leave a bias of first order, and does the " +
  "cross-fitted orthogonal gradient remove it, with honest intervals, at the efficiency bound?" +
  "\n\nThe outer objective is $F(w) = \\tfrac12 E(h_w(X) - Y)^2$, its lower level " +
  "$h_w(X) = E[T_w \\mid X]$. With $G = \\partial_w T_w$, $j = E[G \\mid X]$ and $m = E[Y \\mid X]$ its gradient " +
  "is $\\Psi(w) = E[j(X)(h_w(X) - m(X))]$. With learned means the plug-in gradient is the average of " +
  "$j(h_w - Y)$, the orthogonal one that of $j(T_w - Y) + (G - j)(h_w - m)$. Cross-fitting learns the means for a row from other rows. Unless a section " +
  "says otherwise both losses are quadratic, as here." +
  "\n\nFirst comes the question in three histograms; then the published experiments, computed anew; then " +
  "what they leave open: the same learner for all, penalised and generic learners, rough functions, inference, " +
  "and losses that are not quadratic; last, descent. A “published figure” is the paper's, a “Figure” with a " +
  "capital one of this report. After Bellman B4 the designs are ours unless a section says otherwise.";

/** The study. */
export const semiparametric: StudyFactory = studyOf({
  id: "semiparametric",
  title: "Semiparametric efficient bilevel gradients",
  question: QUESTION,
  papers: [SEMIPARAMETRIC],
  blocks: { block: 100, blockOfKernels: 50 },
  sizes: {
    default:
      "The published sizes wherever there are any, with the published replications at least; each section " +
      "names its own.",
    paper: "The published sizes with ten times the published replications.",
  },
  printed: {
    published: { file: "reports/published/obigrad.csv" },
    columns: { file: "reports/published/obigrad_columns.csv" },
    heavy_tails: { file: "reports/published/heavy_tails.csv" },
  },
  // The question, what is published, what that leaves open
  parts: [teaching],
  pages: [
    { id: "sine-iv", title: "Sine-IV and linear-IV", parts: [sineIV, kernelBilevel, linearIV] },
    { id: "bellman", title: "Projected Bellman", parts: [bellman, bellmanKernel] },
    {
      id: "learners",
      title: "Penalised and generic learners",
      parts: [penalised, likeForLike, biasOrder, doubleRobustness, kernelRidge],
    },
    { id: "rough", title: "Rough functions", parts: [sobolev, phaseDiagram] },
    {
      id: "inference",
      title: "Inference beyond the gradient",
      parts: [inference, roots, hyperCleaning],
    },
    { id: "descent", title: "Descent", parts: [optimisation] },
  ],
});
