/**
 * The methods of the three parametric studies head to head: all on three problems at one counted budget.
 *
 * @module
 */

import { formatInteger } from "../../../reports/charts/number.ts";
import { type Beside, type Trial, tunedApart, untilSpent } from "../tuned.ts";
import type { StudyFactory } from "../contract.ts";
import type { Method } from "../experiment.ts";
import { CURVATURE_AWARE, STOCHASTIC_IMPLICIT, UNBIASED_FIRST_ORDER } from "../papers.ts";
import { type PartContext, type Sizes, studyOf, type StudyPart } from "../parts.ts";
import {
  EXACT,
  field,
  firstOrder,
  minibatch,
  REFERENCE,
  SEARCHES,
  WHOLE,
  without,
} from "../methods.ts";
import { type ComparedProblem, problems } from "./problems.ts";
import { PROBLEMS, WORDS } from "./prose.ts";
import {
  claim,
  type ClaimDetails,
  figure,
  medianOf,
  ofTunedDraws,
  RANGES,
  RATIO_OF_ENDS,
  ratioOf,
} from "../words.ts";

const QUESTION =
  "Three papers propose hypergradients for problems of one kind, and each compares its own with others on " +
  "problems of its own. What do they, the methods that they stand on and those that the field compares beside " +
  "them, reach on the same problems, from the same data, after going through the same number of observations?";

const ID = "league";
/**
 * The sizes are numbers of training observations, and of as many for validation. What is left of the gap
 * differs much between draws: six of them had left the logarithm of a ratio a standard error of up to 0.7.
 */
const SIZES: Sizes = { smoke: [[32], 3], default: [[256], 24] };
/**
 * Draws of the two methods that a claim compares on adaptation: on 24 older ones the logarithm of their ratio
 * had a standard deviation of 1.87, so that a ratio of two is told from one nineteen times in twenty.
 */
const MANY: Sizes = { ...SIZES, default: [[256], 96] };
/** The first draw that is compared: those from 0 on had been looked at. */
const FIRST = 1000;
/** Draws that steps are chosen on. */
const TUNING = 4;
/** Budget in passes over the training data; joint steps of SOBA take five. */
const PASSES = 100;
const JOINT_STEP = 5;
/** A minibatch is this share of the observations. */
const SHARE = 8;
const RECORDED = [0, 3, 10, 40];
/** How far around the start searches look, one standard deviation. */
const SPREADS = [0.1, 0.4, 1.6, 6.4];
/** Of the field's methods, what smoke has: one a kind of recursion, and of differences. */
const SMOKE_FIELD = ["srba", "sustain", "f2sa-2", "bome"];

const OURS: ClaimDetails = { paper: "ours" };
/** What is compared where an initialisation is learned. */
const UNBIASED = { problem: "adaptation", estimator: "ufo", against: "first-order" } as const;

/** The part for a given context. */
function league(context: PartContext): StudyPart {
  const { profile, size, table } = context;
  const { sizes, replications } = size(SIZES);
  const many = size(MANY).replications;
  const n = sizes[0];
  const smoke = profile === "smoke";
  const passes = smoke ? 20 : PASSES;
  const trials = problems(n).flatMap(
    ({ name, code, options, start, ...steps }: ComparedProblem): Trial[] => {
      const problem = { name, code, options };
      const grid = smoke ? steps.grid.slice(1, 2) : steps.grid;
      const reference: Beside = {
        method: { ...REFERENCE, options: { ...REFERENCE.options, outerStep: steps.referenceStep } },
        loop: { iterations: smoke ? 20 : 400, recorded: [0] },
      };
      const loop = untilSpent({ samples: passes * n, recorded: RECORDED, lastButOne: true });
      const meta = firstOrder(start);
      const more = name === UNBIASED.problem
        ? meta.filter(({ name }) => name === UNBIASED.estimator || name === UNBIASED.against)
        : [];
      const others = without(meta, ...more.map(({ name }) => name));
      const peers = field(n / SHARE).filter(({ name }) => !smoke || SMOKE_FIELD.includes(name));
      const all = { problem, grid, loop, methods: [...compared(n / SHARE), ...peers, ...others] };
      return [
        ...(more.length === 0
          ? [{ ...all, besides: [reference] }]
          : [all, { ...all, methods: more, compared: many, besides: [reference] }]),
        {
          ...{ problem, loop, grid: smoke ? SPREADS.slice(0, 1) : SPREADS },
          methods: smoke ? SEARCHES.slice(0, 1) : SEARCHES,
        },
        {
          ...{ problem, grid, methods: [EXACT] },
          loop: { iterations: passes / JOINT_STEP, recorded: RECORDED },
        },
      ];
    },
  );
  const draws = {
    ...{ tuning: Math.min(TUNING, replications), compared: replications },
    ...{ first: FIRST, block: 12 },
  };
  const { experiments, queries, ends, curves, ratios, tuning } = tunedApart(
    ...[context, ID, "league_points", trials, draws] as const,
  );
  const effort = table(`${ID}/effort`);
  const number = new Set(
    trials.flatMap(({ methods }) => methods.map(({ name }) => name)),
  ).size - 1; // exact is none
  const worst = ofTunedDraws({ sql: WORST, tables: { tuning, ends, effort } });
  const unbiased = ofTunedDraws(ratioOf(ratios, { ...UNBIASED, quantity: "left" }));
  return {
    experiments,
    queries: {
      ...queries,
      [`${ID}/effort`]: {
        sql: "league_effort",
        tables: { traces: table(`${ID}/collect`, "traces") },
      },
    },
    claims: [
      claim("minibatches_ahead", RANGES.less, worst, {
        ...OURS,
        found: "what a run that diverged counts was laid down after some had",
      })`
        At the same budget the best method with minibatches is ahead of the best with
        whole gradients on each of the three problems.
        Number: median ratio of what is left of the gap where it is worst; a run that diverged has
        left more than any other`,
      claim("unbiased_ahead", RANGES.less, unbiased, OURS)`
        Where an initialisation is learned, unbiased first-order gradients are ahead of
        first-order ones at the same budget.
        Number: ratio of what is left of the gap on adaptation, each tuned`,
    ],
    sections: [{
      id: ID,
      title: "What is left of the gap at the same budget",
      text:
        `${number} methods on three problems, and descent along exact gradients as a mark.\n\n` +
        `${PROBLEMS}\n\nEach problem has ${n} training and ${n} validation observations. The budget is ` +
        `counted in observations: a gradient, a Hessian-vector product or a cross product of either level ` +
        `costs as many as it goes through, inner loops included, and each run ends when ${
          formatInteger(passes * n)
        } are spent, ${passes} times the training data. Minibatches are an eighth of a level, ${
          n / SHARE
        } observations. There are ${replications} draws of the data, of adaptation ${many} for the two methods ` +
        `that the second claim compares. Each method's outer step is chosen on ${draws.tuning} ` +
        `others by the least median, from ${
          problems(n).map(({ name, grid }) => `${grid.join(", ")} for ${name}`).join("; ")
        }, and then from four more around the best of these, a factor of 1.5 from one to the next. Of searches it is ` +
        `the spread that is chosen, from ${SPREADS.join(", ")}.${WORDS}`,
      figures: [LEAGUE({ ends, effort }), CURVES({ curves })],
    }],
  };
}

/** All methods but those of first order; with whole gradients they are called so where there are both. */
export function compared(batch: number): Method[] {
  const sampled = minibatch(batch);
  const both = new Set(sampled.map(({ name }) => name));
  const whole = WHOLE.map(({ name, ...method }) => ({
    ...method,
    name: both.has(name) ? `${name}-full` : name,
  }));
  return [...whole, ...sampled];
}

/** The study. */
export const headToHead: StudyFactory = studyOf({
  id: "head-to-head",
  title: "Head to head",
  question: QUESTION,
  papers: [CURVATURE_AWARE, UNBIASED_FIRST_ORDER, STOCHASTIC_IMPLICIT],
  sizes: {
    default:
      "The comparison is this laboratory's own, on problems small enough to tune all methods.",
    paper: "The designs of the default profile with ten times the draws.",
  },
  parts: [league],
});

/**
 * What the best minibatch method leaves of the gap over what the best method with whole gradients leaves,
 * on the problem where that is worst. Which methods are best is decided on the draws that steps are chosen
 * on. A ratio is a median, as in logistic tuning: of a run that diverged no more has to be said than that its
 * user is worse off than with any other.
 */
const WORST = `WITH medians AS (
  SELECT problem, estimator, step, median(value) AS middle, count(*) - count(value) AS diverged
  FROM tuning WHERE tuned_by GROUP BY ALL
), best AS (
  SELECT problem, kind, arg_min(estimator, (diverged, middle, estimator)) AS estimator
  FROM medians JOIN effort USING (problem, estimator) GROUP BY ALL
), pairs AS (
  SELECT printf('%s over %s on %s', a.estimator, b.estimator, problem) AS which,
    ${RATIO_OF_ENDS} AS ratio
  FROM (FROM ends WHERE tuned AND tuned_by) a JOIN (FROM ends WHERE tuned AND tuned_by) b
    USING (problem, replication)
    JOIN best mini USING (problem) JOIN best whole USING (problem)
  WHERE mini.kind = 'minibatches' AND mini.estimator = a.estimator
    AND whole.kind = 'whole gradients' AND whole.estimator = b.estimator
)
${medianOf("pairs", "which")}
ORDER BY coalesce(low > 1, false) DESC, high IS NULL DESC, high DESC LIMIT 1`;

const PANELS = ["penalties", "cleaning", "adaptation"];

/** The least share of the gap that is told apart, as in `reports/sql/league_points.sql`. */
const FLOOR = 1e-4;

const LEAGUE = figure("head_to_head_league", "league", {
  title: "All methods at the same budget of observations",
  caption:
    "Share of the gap that is left, 1 being where all start; the best on top. Geometric means over the draws " +
    "that no step was chosen on, with 95 % intervals of each mean, which contain how much the draws " +
    "differ: methods see the same draws, and what separates two of them may be clearer than their " +
    "intervals. The table has the outer steps, and iterations and oracle calls to the end of the last " +
    "iteration, the ends of intervals that leave a panel, and how well linear systems were solved: the largest " +
    "residual from the first iteration on, and the draws in which one was above 10⁻⁶, both empty where it " +
    "is not known. Methods that have diverged on some draws come " +
    "last, with the means of the others.",
  panels: PANELS,
  floor: FLOOR,
  kinds: {
    "minibatches": "series 1",
    "whole gradients": "series 2",
    "exact gradients, not counted": "series 4",
  },
}).from(
  `-- All methods at the equal budget: geometric means over the draws that no step was chosen on, of those that
-- have not diverged.
WITH means AS (
  SELECT problem, estimator, step, any_value(budget) AS budget, avg(ln(value)) AS middle,
    stddev_samp(ln(value)) / sqrt(count(value)) AS error, count(value) AS replications,
    (count(*) - count(value))::INTEGER AS diverged
  FROM ends WHERE tuned AND quantity = 'left' GROUP BY ALL
)
SELECT problem AS panel, estimator, kind, exp(middle) AS value,
  exp(middle - student_quantile(replications - 1) * error) AS low,
  exp(middle + student_quantile(replications - 1) * error) AS high, budget, step, iterations, calls, diverged,
  residual, unsolved
FROM means JOIN effort USING (problem, estimator, step) ORDER BY ALL`,
);

const CURVES = figure("head_to_head_curves", "methodCurves", {
  title: "What is left of the gap by what has been spent",
  caption:
    "One or two methods of each family, each with the outer step that was chosen for the whole budget: " +
    "another step may be better on the way. The last point of a curve is the iteration in which the budget " +
    "was spent. The exact gradient is placed as if its gradients cost what a joint step of " +
    "whole-gradient SOBA does. Geometric means over the draws that no step was chosen on, with 95 % " +
    "intervals; all axes logarithmic.",
  panels: PANELS.map((panel) => ({
    panel,
    title: panel,
    x: "observations gone through",
    what: "share of the gap left",
    log: true,
  })),
  across: 3,
  floor: FLOOR,
  looks: {
    "soba": "series 1",
    "saba": "series 4",
    "nsbo-sgd": "series 6",
    "bsgm-warm": "series 5",
    "nbo-cg": "series 3",
    "amigo-cg": "series 2",
    "ufo": { like: "amber", dash: [3, 3] },
    "exact": "reference",
  },
}).from(
  `-- Curves of some methods of each family, over the draws that no step was chosen on. How many iterations a
-- run has may depend on chance: places that only some runs have come to are left out.
SELECT problem AS panel, estimator, x, value, low, high, step
FROM curves
WHERE quantity = 'left' AND x > 0 AND estimator IN
  ('exact', 'amigo-cg', 'nbo-cg', 'ufo', 'nsbo-sgd', 'soba', 'saba', 'bsgm-warm')
QUALIFY replications = max(replications) OVER (PARTITION BY problem, estimator)
ORDER BY ALL`,
);
