/**
 * The methods of the three parametric studies, head to head.
 *
 * @module
 */

import type { Study, StudyOptions } from "../contract.ts";
import { CURVATURE_AWARE, STOCHASTIC_IMPLICIT, UNBIASED_FIRST_ORDER } from "../papers.ts";
import { studyOf } from "../parts.ts";
import { league } from "./league.ts";

/** The parts in the order of the report. */
const PARTS = [league];

const SEED = 1;

const QUESTION =
  "Three papers propose hypergradients for problems of one kind, and each compares its own with others on " +
  "problems of its own. What do they, and the methods that they stand on, reach on the same problems, from " +
  "the same data, after going through the same number of observations?";

/** The study for given options. */
export function headToHead(options: StudyOptions): Study {
  return studyOf(
    {
      id: "head-to-head",
      title: "Head to head",
      question: QUESTION,
      papers: [CURVATURE_AWARE, UNBIASED_FIRST_ORDER, STOCHASTIC_IMPLICIT],
      seed: SEED,
      sizes: {
        smoke:
          "The smoke profile is tiny: its numbers show that everything runs, not what is true.",
        default:
          "The comparison is this laboratory's own, on problems small enough to tune all methods.",
        paper: "The designs of the default profile with ten times the draws.",
      },
    },
    options,
    PARTS,
  );
}
