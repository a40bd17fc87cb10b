/**
 * Contractions in expectation that are no gradient steps.
 *
 * @module
 */

import type { InputReference } from "../../engine/stage.ts";
import type { Experiment, Problem } from "../experiment.ts";
import { batchAid, fixedPointErrors, fixedPointExact, sid } from "../parametric.ts";
import type { PartContext, Sizes, StudyPart } from "../parts.ts";
import { slopesThrough } from "../query.ts";
import { ITERATION_COMPLEXITY } from "../papers.ts";
import { means, MEANS_AND_SLOPES } from "../values.ts";
import {
  claim,
  type ClaimValue,
  computed,
  figure,
  largest,
  modules,
  prose,
  RANGES,
  slopeOf,
} from "../words.ts";

const ID = "contractions";
/** The sizes are t = k = J. */
const SIZES: Sizes = {
  smoke: [[20, 40, 80], 5],
  default: [[50, 100, 200, 400, 800, 1600], 200],
  paper: [[50, 100, 200, 400, 800, 1600, 3200], 2000],
};
/** Steps without sampling, and iterations on the normal equations: more than dw. */
const BATCH = { steps: 500, iterations: 20 };

interface Contraction extends Problem {
  /** Observations in a sample. */
  readonly batch: number;
}

const PROBLEMS: readonly Contraction[] = [
  { name: "recurrent-layer", ...modules.recurrentLayer("recurrentLayer", { noise: 1 }), batch: 1 },
  { name: "bellman", ...modules.bellmanMap("bellmanMap", { discount: 0.9 }), batch: 10 },
];

/** The part for a given context. */
export function contractions(context: PartContext): StudyPart {
  const { block, size, table } = context;
  const { sizes, replications } = size(SIZES);
  const { steps, iterations } = BATCH;
  const [errors, exact] = [table(`${ID}/collect`), table("exact")];
  const { queries, points, slopes } = slopesThrough(context, ID, "contraction_points", { errors });
  const slope = (problem: string) => slopeOf(slopes, { problem, quantity: "squared_error" });
  const expanding = lesserMap(exact, "sample_norm", "contraction", "its mean");
  const untransposed = lesserMap(exact, "untransposed_error", "asymmetry", "skew share");
  const withoutSampling = largest(
    { errors },
    "sqrt(squared_error) / gradient_norm",
    "estimator IN ('fixed-point', 'cg-normal')",
  );
  return {
    experiments: PROBLEMS.flatMap(({ batch, ...problem }): Experiment[] => {
      const experiment = { id: ID, problem, block, measure: fixedPointErrors() };
      return [
        {
          ...experiment,
          over: [sid("sid", sizes.map((t) => ({ t, k: t, J: t })), { batch })],
          replications,
        },
        {
          ...experiment,
          over: [
            batchAid("fixed-point", "fixed-point", [{ t: steps, k: steps }]),
            batchAid("cg-normal", "cg-normal", [{ t: steps, k: iterations }]),
          ],
          replications: 1,
        },
      ];
    }),
    stages: PROBLEMS.map(({ batch, ...problem }) => fixedPointExact(context, ID, problem, batch)),
    queries,
    claims: [
      claim("sid_layer_rate", RANGES.inverse, slope("recurrent-layer"))`
        No gradient steps are needed: for the equilibrium of a recurrent layer with dropout the mean
        squared error falls as 1/t, t = k = J.
        Number: slope of log E‖∇̂F − ∇F‖² in log t`,
      claim("sid_bellman_rate", RANGES.inverse, slope("bellman"))`
        No gradient steps are needed: for the projected Bellman equation the mean squared error
        falls as 1/t, t = k = J.
        Number: slope of log E‖∇̂F − ∇F‖² in log t`,
      claim("sid_samples_expand", RANGES.expands, expanding)`
        A contraction in expectation is enough: no sample needs to be one.
        Number: greatest norm of a sample's Jacobian at the solution, of the map for which it is
        smaller`,
      claim("sid_transpose_matters", RANGES.visible, untransposed)`
        The Jacobian of such maps is not symmetric: who takes it for its transpose gets another
        gradient.
        Number: relative error of the gradient without the transpose, of the map for which it is
        smaller`,
      claim("sid_normal_equations", RANGES.rounding, withoutSampling, {
        paper: ITERATION_COMPLEXITY,
      })`
        Without sampling, the fixed-point iteration and conjugate gradients on the normal equations
        both give the exact gradient where ∂₁Φ is not symmetric.
        Number: largest relative error of the gradient`,
    ],
    sections: [{
      id: ID,
      title: "Contractions that are no gradient steps",
      text: prose`
        The equilibrium of a recurrent layer with dropout (10 units, a sample is one mask), whose
        inputs are the outer variables, and a value function of temporal differences (5 features,
        400 transitions, discount 0.9, a sample is 10 transitions), whose rewards are. t = k = J =
        ${sizes.join(", ")} with decreasing steps; ${replications} replications of the sampling,
        on one draw of each map.${WORDS}`,
      figures: [ERRORS({ points, slopes })],
    }],
  };
}

const WORDS =
  "\n\nThe mean maps contract. A sample need not: its Jacobian at the solution is computed for every single " +
  "observation, and the greatest of their norms is claimed to be above 1 for both maps, so that such a sample " +
  "moves points apart wherever the iteration goes in the end. Minibatches, whose observations are drawn with " +
  "replacement, can be one observation again and again." +
  "\n\n∂₁Φ is not symmetric; the claim names its skew-symmetric share ‖∂₁Φ − ∂₁Φᵀ‖/2‖∂₁Φ‖ in the Frobenius norm. " +
  "Conjugate gradients on I − ∂₁Φᵀ have no ground then, and the estimator refuses them with one sentence; the " +
  `fixed-point iteration (${BATCH.steps} steps on all observations) and conjugate gradients on the normal ` +
  `equations (${BATCH.iterations} iterations) give the same gradient, the exact one. Code that was written for ` +
  "gradient steps may take ∂₁Φ for its own transpose: the claim says how far off the gradient is then, with all " +
  "else exact.";

/** The lesser of the two maps' exact values of a quantity, both named with another one beside. */
const lesserMap = (
  exact: InputReference,
  quantity: string,
  beside: string,
  label: string,
): ClaimValue =>
  computed({
    sql: `WITH maps AS (
  SELECT problem, max(value) FILTER (quantity = '${quantity}') AS value,
    max(value) FILTER (quantity = '${beside}') AS beside
  FROM exact WHERE problem IN ('recurrent-layer', 'bellman') GROUP BY problem
)
SELECT min(value) AS value, 0 AS error,
  string_agg(printf('%s %.2f, ${label} %.2f', problem, value, beside), '; ' ORDER BY problem DESC) AS which
FROM maps HAVING count(*) > 0`,
    tables: { exact },
  });

const WHAT = "mean squared error";
const guides = [{ slope: -1, label: "slope −1", beside: "gradient", factor: 2.2 }];

const ERRORS = figure("sid_contractions", "slopePanels", {
  title: "Errors for contractions that are no gradient steps",
  caption:
    "Mean squared errors of the gradient and of the lower level's solution, against t = k = J with " +
    "decreasing steps.",
  means: "Means",
  x: "t = k = J",
  panels: [
    { panel: "recurrent-layer", title: "Recurrent layer with dropout", what: WHAT, guides },
    { panel: "bellman", title: "Projected Bellman equation", what: WHAT, guides },
  ],
  looks: { "gradient": "blue", "lower level": "series 3" },
}).from(`WITH ${means()} SELECT problem AS panel,
  CASE quantity WHEN 'squared_error' THEN 'gradient' ELSE 'lower level' END AS estimator,
  ${MEANS_AND_SLOPES} ORDER BY ALL`);
