/**
 * Penalties of a logistic regression chosen by bilevel methods with whole gradients.
 *
 * @module
 */

import type { Method } from "../experiment.ts";
import { LEAGUE_ALONE, REFERENCE, WHOLE, without } from "../methods.ts";
import type { PartContext, Sizes, StudyPart } from "../parts.ts";
import { logisticPenalties, runs, tuned } from "../tuned.ts";
import { claim, figure, modules, named, RANGES, ratioOf } from "../words.ts";

const ID = "logistic-tuning";
/** The sizes are numbers of observations for training, and as many for validation. */
const SIZES: Sizes = { smoke: [[60], 2], default: [[1000], 7] };
const GRID = [100, 300, 1000];
const LOOP = { iterations: 100, recorded: [5, 12, 25, 50] };

/** NBO and AmIGO with several efforts, and all other methods that go through all data. */
const METHODS: readonly Method[] = [
  ...[0, 1, 3, 9].map((steps) => named(`nbo-gd-${steps}`, modules.nbo.open("nboGd", { steps }))),
  ...[1, 3, 5].map((steps) => named(`nbo-cg-${steps}`, modules.nbo.open("nboCg", { steps }))),
  ...[1, 2, 10].map((steps) => ({
    name: `amigo-${steps}`,
    ...modules.implicit.open("amigo", { lowerSteps: steps, adjointSteps: steps }),
  })),
  ...without(WHOLE, "nbo-gd", "nbo-cg", "amigo", ...LEAGUE_ALONE),
];

const REFERENCE_STEP = 500;

const SECOND = {
  found: "the design is a second one, after a look at a first; ranges were not changed",
};

/** The part for a given context. */
export function logisticTuning(context: PartContext): StudyPart {
  const { profile, size } = context;
  const { sizes, replications } = size(SIZES);
  const n = sizes[0];
  const p = n / 10;
  const smoke = profile === "smoke";
  const grid = smoke ? GRID.slice(0, 2) : GRID;
  const experiment = { id: ID, problem: logisticPenalties(n, p), replications, block: 7 };
  const reference = smoke
    ? { iterations: 30, recorded: [20] }
    : { iterations: 600, recorded: [300, 400, 500] };
  const { queries, ends, curves, ratios } = tuned(context, ID, "tuning_points");
  const gap = (against: string, axis: string) =>
    ratioOf(ratios, { estimator: "nbo-gd-1", against, axis, quantity: "gap" });
  return {
    experiments: [
      runs(experiment, METHODS, grid, smoke ? { iterations: 10, recorded: [5] } : LOOP),
      runs(experiment, [REFERENCE], [REFERENCE_STEP], reference),
    ],
    queries,
    claims: [
      claim("nbo_one_is_amigo_ten", RANGES.asGood, gap("amigo-10", "iterations"), SECOND)`
        In logistic tuning NBO-GD with T = 1 is as good per iteration as AmIGO with Q = 10.
        Number: ratio of the gaps of the objective after equal iterations, each tuned`,
      claim("nbo_one_is_amigo_two", RANGES.asGood, gap("amigo-2", "iterations"), SECOND)`
        In logistic tuning NBO-GD with T = 1 is as good per iteration as AmIGO with Q = 2.
        Number: ratio of the gaps of the objective after equal iterations, each tuned`,
      claim("nbo_one_beats_amigo_one", RANGES.less, gap("amigo-1", "iterations"), SECOND)`
        In logistic tuning NBO-GD with T = 1 is better per iteration than AmIGO with Q = 1.
        Number: ratio of the gaps of the objective after equal iterations, each tuned`,
      claim("nbo_one_per_call", RANGES.less, gap("amigo-10", "calls"), SECOND)`
        In logistic tuning NBO-GD with T = 1 is better than AmIGO with Q = 10 at equal oracle calls.
        Number: ratio of the gaps of the objective after equal calls of lower-level oracles, each
        tuned`,
    ],
    sections: [{
      id: ID,
      title: "Tuning the penalties of a logistic regression",
      text:
        `One penalty for each of ${p} features, whose scales fall from 1 to 0.1, chosen on ${n} ` +
        `validation observations for a fit to ${n} others; x holds the logarithms of the penalties and ` +
        `starts at −2. ${replications} draws of the data. Every method takes whole gradients, lower-level ` +
        `steps of 1/L and an outer step from the same grid, ${
          grid.join(", ")
        }: of those with which the fewest runs diverge, the one with the least median gap, over the ` +
        `draws, at the end of the budget in question. The draws are those that the methods are then ` +
        `compared on.${words(reference.iterations)}`,
      figures: [CURVES({ curves }), AT_BUDGETS({ ends })],
    }],
  };
}

const words = (iterations: number): string =>
  "\n\nBudgets are equal in one of three units: outer iterations; calls of lower-level oracles " +
  "(gradients, Hessian-vector and cross products, one each); products with a data matrix. The last " +
  "stand for time, which no result may depend on: a gradient or a Hessian-vector product is two products, " +
  "and the Hessian at a new point one, which is where sharing a Hessian saves something. What the stages " +
  "took in seconds is in the table of stages, and `deno bench -A tests/bench/bilevel_bench.ts` measures " +
  "the seconds of an iteration.\n\nThe gap is the distance to the least objective that any run has found " +
  `on the same data, among them a reference of ${iterations} iterations of NBO-CG with eight conjugate-gradient ` +
  "iterations. aid-cg starts anew in each outer iteration, with ten gradient steps and ten " +
  "conjugate-gradient iterations; amigo-cg goes on from the last, with ten and five; itd differentiates " +
  "ten gradient steps from where the last ended; shine takes ten BFGS steps; f2sa has λ = 100 and " +
  "five steps of either lower-level point.\n\nThis is the second design: a first one, with another grid and fewer draws, had some " +
  "methods tuned to the edge of stability and wide intervals. The accepted ranges of the claims were not changed.";

const GAP = "F(x) − least F found";
const by = (panel: string, title: string, x: string) => ({ panel, title, x, what: GAP, log: true });

const CURVES = figure("logistic_curves", "methodCurves", {
  title: "NBO-GD and AmIGO by iterations, by oracle calls and by products with the data",
  caption:
    "nbo-gd-T takes T Hessian steps for either system of the Newton step, amigo-Q takes Q gradient steps " +
    "for the lower level and Q for the adjoint; nbo-cg-5 takes five conjugate-gradient iterations. Each " +
    "with the outer step of the grid that is best at the end of the panel's own budget. Geometric means " +
    "over draws of the data with 95 % intervals, which contain how much the draws differ; all axes " +
    "logarithmic.",
  panels: [
    by("iterations", "By outer iterations", "outer iterations"),
    by("calls", "By oracle calls", "calls of lower-level oracles"),
    by("products", "By products with the data", "products with a data matrix"),
  ],
  across: 3,
  looks: {
    "nbo-gd-0": "step 1",
    "nbo-gd-1": "step 3",
    "nbo-cg-5": "step 5",
    "amigo-1": "series 3",
    "amigo-2": "series 2",
    "amigo-10": "series 4",
  },
}).from(`-- Curves of the methods that the claims are about.
SELECT axis AS panel, estimator, x, value, low, high, step
FROM curves
WHERE quantity = 'gap' AND axis IN ('iterations', 'calls', 'products') AND x > 0
  AND estimator IN ('nbo-gd-0', 'nbo-gd-1', 'nbo-cg-5', 'amigo-1', 'amigo-2', 'amigo-10')
ORDER BY ALL`);

const AT_BUDGETS = figure("logistic_methods", "methodDots", {
  title: "All methods at equal iterations, oracle calls and products with the data",
  caption:
    "Gap of the objective at the end of the budget, each method with the outer step of the grid that is " +
    "best there; the table has the steps. Geometric means over draws of the data with 95 % intervals. " +
    "Methods are in the order of the first panel, the best on top. A method that has diverged with every " +
    "step is missing.",
  panels: [
    { panel: "iterations", title: "Equal iterations" },
    { panel: "calls", title: "Equal oracle calls" },
    { panel: "products", title: "Equal products with data" },
  ],
  what: GAP,
}).from(
  `-- All methods at equal budgets: geometric means over the replications that have not diverged.
WITH means AS (
  SELECT axis AS panel, estimator, any_value(budget) AS budget, any_value(step) AS step,
    avg(ln(value)) FILTER (quantity = 'gap') AS middle,
    stddev_samp(ln(value)) FILTER (quantity = 'gap') / sqrt(count(value) FILTER (quantity = 'gap')) AS error,
    count(value) FILTER (quantity = 'gap') AS replications,
    count(*) FILTER (quantity = 'gap' AND value IS NULL) AS diverged,
    exp(avg(ln(value)) FILTER (quantity = 'gradient_norm')) AS gradient_norm
  FROM ends WHERE tuned AND axis IN ('iterations', 'calls', 'products') GROUP BY ALL
)
SELECT panel, estimator, exp(middle) AS value, exp(middle - student_quantile(replications - 1) * error) AS low,
  exp(middle + student_quantile(replications - 1) * error) AS high, budget, step, gradient_norm,
  diverged::INTEGER AS diverged
FROM means ORDER BY ALL`,
);
