/**
 * Projected Bellman B1 to B3: gradients, intervals and roots with the published basis.
 *
 * @module
 */

import type { Problem } from "../experiment.ts";
import { GRADIENTS, learned, ORACLE, ROOTS, truths } from "../functional.ts";
import { compared, type PartContext, type Sizes, type StudyPart, summaries } from "../parts.ts";
import {
  ANEW,
  bellmanBasis,
  gradients,
  ORACLE_KNOWN,
  ORTHOGONAL,
  OTHER_PLUG_INS,
  rows,
  SEEN_BY_CELL,
} from "./entries.ts";
import { both, coverages, INTERVALS, medians, overBound } from "../facts.ts";
import { coverageGain, efficiency, efficiencyBesideOracle } from "./numbers.ts";
import { claim, coverageBySize, errorBySize, modules, pooledShare, RANGES } from "../words.ts";

const SIZES: Sizes = { smoke: [[200, 400], 20], default: [[200, 400, 800, 1600, 3200], 600] };

/** From here on squared errors have a variance in B1 and B3: `reports/published/heavy_tails.csv`. */
const WITH_MEAN = 1600;

/**
 * On the first 600 replications n·MSE over the bound was 1.056 ± 0.058, too near to 1.1 to decide. As many
 * others beside the oracle have an interval of about ± 0.012, by the deviations on the first ones.
 */
const ANEW_SIZES: Sizes = { smoke: [[200], 20], default: [[1600, 3200], 600] };

/** The published plug-in at the true means. */
const ORACLE_PLUG_IN = { name: "oracle-plug-in", code: modules.terms("PUBLISHED") };

/** Why some cells are shown without a z-score. */
const WITHOUT_MEAN =
  "Where rare samples, from which the basis extrapolates, give squared errors a tail so heavy that their mean " +
  "has no variance, or does not exist, a root of it cannot be compared: no z-score, and no part in the test.";

/** What had been looked at of B3. */
const SEEN_BEFORE = {
  found: "its cells at one size had been compared with these draws when the test was laid down",
};

/** Problem B1, B2 or B3. */
export const problem = (which: 1 | 2 | 3): Problem => ({
  name: `bellman-b${which}`,
  code: modules.projectedBellman(`projectedBellmanB${which}`),
});

const PROBLEM_1 = problem(1);
const FIRST = { id: "bellman-1", problem: PROBLEM_1 };
const THIRD = { id: "bellman-3", problem: problem(3) };

/** The part for a given context. */
export function bellman(context: PartContext): StudyPart {
  const { sized, block, size, table } = context;
  const base = { block, ...size(SIZES) };
  const anew = size(ANEW_SIZES);
  return {
    experiments: [
      {
        ...base,
        id: "bellman-1",
        problem: problem(1),
        needs: learned({ learners: [bellmanBasis(0.5)] }),
        over: gradients(...OTHER_PLUG_INS),
        measure: GRADIENTS,
      },
      {
        ...ANEW,
        ...anew,
        block,
        id: "bellman-1-anew",
        problem: PROBLEM_1,
        needs: learned({ learners: [bellmanBasis(0.5)] }),
        over: [ORTHOGONAL],
        measure: GRADIENTS,
      },
      {
        ...base,
        id: "bellman-2",
        problem: problem(2),
        needs: learned({ learners: [bellmanBasis(0.05)] }),
        over: gradients(),
        measure: GRADIENTS,
      },
      {
        ...base,
        id: "bellman-3",
        problem: problem(3),
        needs: learned({ learners: [bellmanBasis(1)], oracles: [ORACLE, ORACLE_PLUG_IN] }),
        over: rows(...OTHER_PLUG_INS),
        measure: ROOTS,
      },
    ],
    claims: [
      claim(
        "bellman_efficiency",
        RANGES.near,
        efficiencyBesideOracle(
          {
            estimates: table("bellman-1-anew/collect", "estimates"),
            exact: context.exact(PROBLEM_1),
          },
          WITH_MEAN,
        ),
        { shown: ["bellman_1_rmse"], paper: "ours" },
      )`
        In projected Bellman B1 n·MSE of the orthogonal gradient meets the efficiency bound.
        Number: n·MSE / trace of the bound, as 1 plus its excess over the oracle's on the same
        samples, mean over n ≥ ${WITH_MEAN}, on ${anew.replications} replications that are not in
        the figure`,
      claim(
        "bellman_coverage",
        RANGES.coverage,
        pooledShare(
          summaries(context, "bellman-2/summary"),
          "estimator = 'orthogonal' AND metric = 'coverage' AND n >= 800",
        ),
        { shown: ["bellman_2_coverage"], paper: "ours" },
      )`
        In projected Bellman B2 the orthogonal gradient has nominal 95 % Wald coverage.
        Number: coverage, mean over n ≥ 800`,
      claim(
        "bellman_gain",
        RANGES.coverageGain,
        coverageGain(
          { estimates: context.table("bellman-2/collect", "estimates") },
          { estimator: "plug-in-full" },
        ),
        { shown: ["bellman_2_coverage"], paper: "ours" },
      )`
        In projected Bellman B2 intervals of the orthogonal gradient hold the truth at least ten
        points more often than the full plug-in's.
        Number: coverage gained on the same samples, mean over sample sizes`,
      claim(
        "bellman_root",
        RANGES.near,
        efficiency(
          { ...summaries(context, "bellman-3/summary"), exact: context.exact(THIRD.problem) },
          "root_bound",
          WITH_MEAN,
        ),
        { shown: ["bellman_3_root"], paper: "ours" },
      )`
        In projected Bellman B3 the root of the orthogonal gradient meets its efficiency bound.
        Number: n·MSE of the root / trace of the bound, mean over n ≥ ${WITH_MEAN}`,
    ],
    stages: ([1, 2, 3] as const).map((which) => truths(context, problem(which))),
    published: { experiments: ["bellman-1", "bellman-2", "bellman-3"] },
    sections: [
      {
        id: "bellman-1",
        title: "Projected Bellman B1: error by sample size",
        text:
          "Fitted Q-evaluation with a linear value function: X is state and action, S′ the next state, T_w the " +
          "reward plus 0.8 times w · φ(S′), φ(s) = (sin s, cos s, s, s²), and Y = T_{w*} plus noise. So h_w − m is a " +
          "Bellman residual, projected on functions of state and action. The means are learned by ridge " +
          "regression on the published basis, on two folds." +
          sized(SIZES) + "\n\nThe basis is penalised, and it extrapolates.",
        found: both(
          overBound(context, FIRST, "gradient", { from: WITH_MEAN }),
          medians(context, "bellman-1", "gradient"),
        ),
        figures: [errorBySize(context, FIRST, "bellman_1_rmse", "Projected Bellman B1")],
        published: [
          compared("table_bellman_b1_gradient", "Gradient error and coverage", "Bellman B1", {
            ...SEEN_BY_CELL,
            note: `${WITHOUT_MEAN} ${ORACLE_KNOWN}`,
          }),
          compared(
            "table_bellman_b1_nuisance",
            "Errors of the learned means",
            "Bellman B1",
            SEEN_BY_CELL,
          ),
        ],
      },
      {
        id: "bellman-2",
        title: "Projected Bellman B2: intervals",
        text:
          "As B1, but the action depends on the state, the discount is 0.9, and the penalty a tenth of B1's. The " +
          "plug-ins “full”, “adjoint” and “forward” are added here." +
          sized(SIZES) +
          "\n\nThe scores of the full and of the adjoint plug-in leave out the noise of T_w and Y, which shortens " +
          "their intervals. The score of the published plug-in has the noise of Y alone, much of which that of T_w " +
          "cancels: its intervals are longer than they need be. The forward one has both.",
        found: coverages(context, "bellman-2", INTERVALS),
        figures: [
          coverageBySize(context, "bellman-2", "bellman_2_coverage", "Projected Bellman B2"),
        ],
        published: [
          compared("table_bellman_b2_wald", "Wald intervals", "Bellman B2", {
            note:
              "Coordinates are pooled, as in the published figure 2: the errors used here are those of " +
              `replications. ${WITHOUT_MEAN}`,
          }),
          compared("table_bellman_b2_studentized", "Studentized errors", "Bellman B2"),
        ],
      },
      {
        id: "bellman-3",
        title: "Projected Bellman B3: roots",
        text:
          "As B1 with the two features sin and cos, so that the root of the gradient is well identified, and twice " +
          "the penalty." +
          sized(SIZES) +
          "\n\nAt small n rare samples from which the basis extrapolates badly weigh heavily in both errors. The " +
          "oracle plug-in is the plug-in's root at the true means: its error is that of its score alone.",
        found: both(
          overBound(context, THIRD, "root", { from: WITH_MEAN }),
          medians(context, "bellman-3", "root"),
        ),
        figures: [
          errorBySize(context, THIRD, "bellman_3_root", "Projected Bellman B3", "root", [
            ORACLE_PLUG_IN.name,
          ]),
        ],
        published: [
          compared("table_bellman_b3_root_rmse", "Error of the root", "Bellman B3", {
            ...SEEN_BEFORE,
            note: WITHOUT_MEAN,
          }),
          compared(
            "table_bellman_b3_root_appendix",
            "Bias and quantiles of the error",
            "Bellman B3, appendix",
            { ...SEEN_BEFORE, note: "Medians and quantiles exist where means do not." },
          ),
        ],
      },
    ],
  };
}
