/**
 * Contractions in expectation that are no gradient steps.
 *
 * @module
 */

import type { InputReference } from "../../engine/stage.ts";
import type { Experiment, Problem } from "../experiment.ts";
import {
  batchAid,
  fixedPointErrors,
  fixedPointExact,
  fixedPointPredictions,
  sid,
} from "../fixed_points.ts";
import type { PartContext, Sizes, StudyPart } from "../parts.ts";
import { slopesThrough } from "../query.ts";
import { means, MEANS_AND_SLOPES } from "../values.ts";
import { instancesFor, overPrediction } from "./instances.ts";
import {
  claim,
  type ClaimDetails,
  type ClaimValue,
  figure,
  largest,
  modules,
  overInstances,
  prose,
  RANGES,
  slopeOf,
} from "../words.ts";

const ID = "contractions";
/**
 * The sizes are t = k = J. Replications were planned from the standard errors of older draws: the error of the
 * Bellman map is mostly along one direction, so that its square varies twice as much.
 */
const SIZES: Sizes = { smoke: [[20, 40, 80], 5], default: [[100, 400, 1600], 400] };
/** Steps without sampling, and iterations on the normal equations: more than dw. */
const BATCH = { steps: 500, iterations: 20 };
/** Draws of the maps that these are run on. */
const WITHOUT_SAMPLING = 10;
/** The default steps of SID. */
const STEPS = { rule: "decreasing" } as const;

interface Contraction extends Problem {
  /** Observations in a sample. */
  readonly batch: number;
  /** How many times as many replications. */
  readonly times: number;
}

const PROBLEMS: readonly Contraction[] = [
  {
    name: "recurrent-layer",
    ...modules.recurrentLayer("recurrentLayer", { noise: 1 }),
    batch: 1,
    times: 1,
  },
  {
    name: "bellman",
    ...modules.bellmanMap("bellmanMap", { discount: 0.9 }),
    batch: 10,
    times: 2.5,
  },
];

const OURS: ClaimDetails = { paper: "ours" };

/** The part for a given context. */
export function contractions(context: PartContext): StudyPart {
  const { block, size, table } = context;
  const { sizes, replications } = size(SIZES);
  const instances = instancesFor(replications);
  const { steps, iterations } = BATCH;
  const efforts = sizes.map((t) => ({ t, k: t, J: t }));
  const [errors, exact] = [table(`${ID}/collect`), table("exact")];
  const { queries, points, slopes } = slopesThrough(context, ID, "contraction_points", {
    errors,
    exact,
  });
  const slope = (problem: string) =>
    overInstances(slopeOf(slopes, { problem, quantity: "over_prediction" }));
  const constant = (problem: string) => overPrediction(errors, exact, problem, "sid");
  const expanding = lesserMap(exact, "sample_norm", "contraction", "its mean");
  const untransposed = lesserMap(exact, "untransposed_error", "asymmetry", "skew share");
  const withoutSampling = largest(
    { errors },
    "sqrt(squared_error) / gradient_norm",
    "estimator IN ('fixed-point', 'cg-normal')",
  );
  return {
    experiments: PROBLEMS.flatMap(({ batch, times, ...problem }): Experiment[] => {
      const experiment = { id: ID, problem, block, measure: fixedPointErrors({ instances }) };
      return [
        {
          ...experiment,
          over: [sid("sid", efforts, { batch, steps: STEPS })],
          replications: Math.ceil(times * replications),
        },
        {
          ...experiment,
          over: [
            batchAid("fixed-point", "fixed-point", [{ t: steps, k: steps }]),
            batchAid("cg-normal", "cg-normal", [{ t: steps, k: iterations }]),
          ],
          replications: Math.min(WITHOUT_SAMPLING, instances),
        },
      ];
    }),
    stages: PROBLEMS.flatMap(({ batch, times: _, ...problem }) => [
      fixedPointExact(context, ID, problem, { batch, instances, parts: ["map"] }),
      fixedPointPredictions(context, ID, problem, { batch, steps: STEPS, instances, efforts }),
    ]),
    queries,
    claims: [
      claim("sid_layer_rate", RANGES.noGrowth, slope("recurrent-layer"), OURS)`
        No gradient steps are needed: for the equilibrium of a recurrent layer with dropout the mean
        squared error falls as theory predicts, as C/t and what falls faster, t = k = J.
        Number: slope in log t of the logarithm of the mean of ‖∇̂F − ∇F‖² over its prediction`,
      claim("sid_layer_constant", RANGES.near, constant("recurrent-layer"), OURS)`
        The constant C, too, is what theory predicts for the recurrent layer.
        Number: mean ratio of ‖∇̂F − ∇F‖² to its prediction`,
      claim("sid_bellman_rate", RANGES.noGrowth, slope("bellman"), OURS)`
        No gradient steps are needed: for the projected Bellman equation the mean squared error
        falls as theory predicts, as C/t and what falls faster, t = k = J.
        Number: slope in log t of the logarithm of the mean of ‖∇̂F − ∇F‖² over its prediction`,
      claim("sid_bellman_constant", RANGES.near, constant("bellman"), {
        ...OURS,
        headline: true,
      })`
        The constant C, too, is what theory predicts for the projected Bellman equation.
        Number: mean ratio of ‖∇̂F − ∇F‖² to its prediction`,
      claim("sid_samples_expand", RANGES.expands, expanding, OURS)`
        A contraction in expectation is enough: no sample needs to be one.
        Number: greatest norm of a sample's Jacobian at the solution, its mean over draws of the
        map, of the map for which it is smaller`,
      claim("sid_transpose_matters", RANGES.visible, untransposed, OURS)`
        The Jacobian of such maps is not symmetric: who takes it for its transpose gets another
        gradient.
        Number: relative error of the gradient without the transpose, its mean over draws of the
        map, of the map for which it is smaller`,
      claim("sid_normal_equations", RANGES.rounding, withoutSampling, OURS)`
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
        ${sizes.join(", ")} with decreasing steps; ${replications} replications of the sampling for
        the layer, ${PROBLEMS[1].times} times as many for the value function, on ${instances} draws
        of each map.${WORDS}`,
      figures: [ERRORS({ points, slopes })],
    }],
  };
}

const WORDS =
  "\n\nPredictions are those of the first section, each draw's own: C/t, and what of the start is left, which at " +
  "the least t is some per cent." +
  "\n\nThe mean maps contract. A sample need not: its Jacobian at the solution is computed for every single " +
  "observation, and the greatest of their norms is claimed to be above 1 for both maps in the mean over draws of them, so " +
  "that such a sample moves points apart wherever the iteration goes in the end. Minibatches, whose observations are drawn with " +
  "replacement, can be one observation again and again." +
  "\n\n$\\partial_1 \\Phi$ is not symmetric; the claim names its skew-symmetric share " +
  "$\\lVert \\partial_1 \\Phi - \\partial_1 \\Phi^\\top \\rVert / 2 \\lVert \\partial_1 \\Phi \\rVert$ in the Frobenius norm. " +
  "Conjugate gradients on $I - \\partial_1 \\Phi^\\top$ have no ground then, and the estimator refuses them with one sentence; the " +
  `fixed-point iteration (${BATCH.steps} steps on all observations) and conjugate gradients on the normal ` +
  `equations (${BATCH.iterations} iterations) give the same gradient, the exact one. Code that was written for ` +
  "gradient steps may take $\\partial_1 \\Phi$ for its own transpose: the claim says how far off the gradient is then, with all " +
  "else exact.";

/** The lesser of the two maps' exact values of a quantity, means over draws, both named with another one beside. */
const lesserMap = (
  exact: InputReference,
  quantity: string,
  beside: string,
  label: string,
): ClaimValue =>
  overInstances({
    sql: `WITH means AS (
  SELECT problem, quantity, mean_interval(value) AS mean
  FROM exact WHERE problem IN ('recurrent-layer', 'bellman') GROUP BY ALL
), maps AS (
  SELECT a.problem, a.mean, b.mean.value AS beside FROM means a JOIN means b USING (problem)
  WHERE a.quantity = '${quantity}' AND b.quantity = '${beside}'
)
SELECT min(mean.value) AS value, min(mean.low) AS low, min(mean.high) AS high,
  string_agg(printf('%s %.2f, ${label} %.2f', problem, mean.value, beside), '; ' ORDER BY problem DESC) AS which
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
}).from(`WITH ${means(" WHERE quantity LIKE 'squared_%'")} SELECT problem AS panel,
  CASE quantity WHEN 'squared_error' THEN 'gradient' ELSE 'lower level' END AS estimator,
  ${MEANS_AND_SLOPES} ORDER BY ALL`);
