/**
 * The unbiased first-order study: does a first-order meta-gradient that is now and then corrected by an
 * exact one converge, in constant memory and at little cost?
 *
 * @module
 */

import type { PaperModel } from "../../../reports/model.ts";
import type { Study, StudyOptions } from "../contract.ts";
import { studyOf } from "../parts.ts";
import { bestProbability } from "./best_probability.ts";
import { counterExample } from "./counter_example.ts";
import { fewShot } from "./few_shot.ts";
import { memoryAndTime } from "./memory_and_time.ts";
import { unbiasedness } from "./unbiasedness.ts";

/** The parts in the order of the report. */
const PARTS = [counterExample, unbiasedness, memoryAndTime, bestProbability, fewShot];

const SEED = 1;

const QUESTION =
  "The gradient through an inner loop of r steps needs the loop's whole trajectory. The first-order " +
  "estimate ignores how the end depends on the start: cheap, and biased. What does it cost to remove the " +
  "bias by an exact gradient that is computed with a small probability q, and what is gained?";

/** The paper. */
export const PAPER: PaperModel = {
  key: "unbiased-first-order",
  short: "Likhosherstov et al. 2020",
  authors: "V. Likhosherstov, X. Song, K. Choromanski, J. Davis, A. Weller",
  title: "UFO-BLO: Unbiased First-Order Bilevel Optimization",
  venue:
    "arXiv 2006.03631; revised as “Debiasing a First-order Heuristic for Approximate Bi-level " +
    "Optimization”, ICML 2021, arXiv 2106.02487",
  url: "https://arxiv.org/abs/2006.03631",
  bibtex: "@inproceedings{likhosherstov2021debiasing,\n" +
    "  title = {Debiasing a First-order Heuristic for Approximate Bi-level Optimization},\n" +
    "  author = {Likhosherstov, Valerii and Song, Xingyou and Choromanski, Krzysztof and Davis, Jared\n" +
    "    and Weller, Adrian},\n" +
    "  booktitle = {Proceedings of the 38th International Conference on Machine Learning},\n" +
    "  year = {2021},\n  note = {arXiv 2106.02487; first version arXiv 2006.03631}\n}",
};

/** The study for given options. */
export function unbiasedFirstOrder(options: StudyOptions): Study {
  return studyOf(
    {
      id: "unbiased-first-order",
      title: "Unbiased first-order meta-gradients",
      question: QUESTION,
      papers: [PAPER],
      seed: SEED,
      sizes: {
        smoke:
          "The smoke profile is tiny: its numbers show that everything runs, not what is true.",
        default:
          "The two tasks are those of the authors' published code, with 20 starts where it has 5; the " +
          "other designs are this laboratory's own, and each section names its sizes.",
        paper: "The designs of the default profile with ten times the draws, or budgets of calls.",
      },
    },
    options,
    PARTS,
  );
}
