/**
 * The unbiased first-order study: does a first-order meta-gradient that is now and then corrected by an
 * exact one converge, in constant memory and at little cost?
 *
 * @module
 */

import type { StudyFactory } from "../contract.ts";
import { DEBIASING, UNBIASED_FIRST_ORDER } from "../papers.ts";
import { studyOf } from "../parts.ts";
import { bestProbability } from "./best_probability.ts";
import { counterExample } from "./counter_example.ts";
import { drawnTasks } from "./drawn_tasks.ts";
import { fewShot } from "./few_shot.ts";
import { memoryAndTime } from "./memory_and_time.ts";
import { unbiasedness } from "./unbiasedness.ts";

const QUESTION =
  "The gradient through an inner loop of r steps needs the loop's whole trajectory. The first-order " +
  "estimate ignores how the end depends on the start: cheap, and biased. What does it cost to remove the " +
  "bias by an exact gradient that is computed with a small probability q, and what is gained?";

/** The study. */
export const unbiasedFirstOrder: StudyFactory = studyOf({
  id: "unbiased-first-order",
  title: "Unbiased first-order meta-gradients",
  question: QUESTION,
  papers: [UNBIASED_FIRST_ORDER, DEBIASING],
  sizes: {
    default:
      "The two tasks are those of the authors' published code, with 20 starts where it has 5; the " +
      "other designs are this laboratory's own, and each section names its sizes.",
    paper: "The designs of the default profile with ten times the draws, or budgets of calls.",
  },
  parts: [counterExample, drawnTasks, unbiasedness, memoryAndTime, bestProbability, fewShot],
});
