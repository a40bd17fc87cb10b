/**
 * How often the exact gradient should be computed: what theory recommends, and what turns out best.
 *
 * @module
 */

import { formatInteger } from "../../../reports/charts/number.ts";
import { DEBIASING } from "../papers.ts";
import { debiased, trained } from "../meta_training.ts";
import { exactStage, type PartContext, type Sizes, type StudyPart } from "../parts.ts";
import { claim, figure, modules, prose, RANGES, ratioOf } from "../words.ts";

const ID = "best-probability";
/** The sizes are budgets of oracle calls. */
const SIZES: Sizes = {
  smoke: [[220], 10],
  default: [[2200], 400],
  paper: [[2200], 2000],
};
/** Its draws are new: those of "two-wide-tasks" were looked at before the claims had a range. */
const NAME = "wide-tasks";
const TASKS = { slopes: [0, 10], radius: 400 } as const;
const STARTS = [-50, 50] as const;
const STEP_SIZES = [0.001, 0.0022, 0.005, 0.01, 0.022, 0.05];
const PROBABILITIES = [0.002, 0.004, 0.008, 0.016, 0.03, 0.06, 0.12, 0.25, 0.5, 1];

/** The part for a given context. */
export function bestProbability(context: PartContext): StudyPart {
  const { size, profile, table } = context;
  const { sizes, replications } = size(SIZES);
  const calls = sizes[0];
  const smoke = profile === "smoke";
  const stepSizes = smoke ? [0.005, 0.05] : STEP_SIZES;
  const probabilities = smoke ? [0.1, 1] : PROBABILITIES;
  const settingOf = (stepSize: number): string => `alpha=${stepSize}`;
  const traces = table(`${ID}/collect`);
  const best = table(`${ID}/best`);
  const costs = table(`${ID}/costs`);
  const over = (source: string) => ratioOf(costs, { source });
  return {
    experiments: stepSizes.map((stepSize) => ({
      id: ID,
      problem: {
        name: NAME,
        ...modules.metaProblems("counterExampleProblem", { ...TASKS, stepSize, starts: STARTS }),
      },
      setting: settingOf(stepSize),
      level: stepSize,
      replications,
      block: 400,
      over: probabilities.map(debiased),
      measure: trained({
        training: { steps: { schedule: "harmonic", scale: 10 } },
        loop: { iterations: 1_000_000, recorded: [], calls },
      }),
    })),
    stages: stepSizes.map((stepSize) =>
      exactStage(context, `${NAME}/${settingOf(stepSize)}/exact`, modules.twoTasks("recommended"), {
        name: NAME,
        setting: settingOf(stepSize),
        level: stepSize,
        problem: { ...TASKS, stepSize },
        within: STARTS,
      })
    ),
    queries: {
      [`${ID}/best`]: {
        sql: "meta_best",
        tables: { traces, exact: table("exact") },
        into: "meta_best",
      },
      [`${ID}/costs`]: { sql: "meta_best_costs", tables: { traces, exact: table("exact") } },
    },
    claims: [
      claim("best_q_half", RANGES.asGood, over("theory, p = ½"), { paper: DEBIASING })`
        The q that theory recommends with p = ½ and the greatest moments, as in the published code
        of the study with two tasks, is as good as the best one.
        ${NUMBER}`,
      claim("best_q_two", RANGES.asGood, over("theory, p = 2"), { paper: "ours" })`
        The q with p = 2, which the published code of the few-shot experiments has, and the greatest
        moments is as good as the best one on these two tasks, too.
        ${NUMBER}`,
      claim("best_q_local", RANGES.asGood, over("theory, p = 1, at θ*"), { paper: "ours" })`
        The q with p = 1 and the moments at the minimiser, as follows for steps ∝ 1/k, is as good as
        the best one.
        ${NUMBER}`,
    ],
    sections: [{
      id: ID,
      title: "How often to be exact",
      text: prose`
        The two scalar tasks with b = (0, 10) and quadratic up to a distance of 400, ten inner
        steps of α = ${stepSizes.join(", ")}; ${replications} starts from [−50, 50], where the
        paper’s study has 2000; steps of 10/(k + 1). q = ${probabilities.join(", ")}. The best q
        has the least mean of M′(θ)² over starts after ${formatInteger(calls)} oracle
        calls.${WORDS}`,
      figures: [BEST({ best })],
    }],
  };
}

const NUMBER =
  "Number: mean M′(θ)² with the recommended q over that with the best one, after equally many calls, " +
  "geometric mean over inner step sizes";

const WORDS =
  "\n\nTheory minimises the expected calls of an iteration times a power p of the bound of the second " +
  "moment. The published code of this study has p = ½, that of the few-shot experiments p = 2, as " +
  "follows from a rate of k^{−½} with a constant linear in the moment; both take the greatest moments over " +
  "[−50, 50]. With steps ∝ 1/k the mean of M′² after many iterations is proportional to the variance " +
  "at the minimiser, over k: that is p = 1 with the moments there (derived here). How flat the optimum is " +
  "shows in the intervals: bootstrap over starts. What a q costs is what claims are on, and not how far it is " +
  "from the best one: the best is chosen on one half of the starts and judged, like the recommended ones, on " +
  "the other, in turn; between two q of the grid the logarithm of the mean is interpolated.";

const BEST = figure("meta_best", "intervalCurves", {
  title: "The best probability of an exact gradient",
  caption:
    "The q of a grid with the least mean squared derivative after a fixed number of oracle calls, with its " +
    "95 % bootstrap interval over starts, and the q that theory recommends. Both axes logarithmic.",
  x: "inner step size α",
  panels: [{ panel: "q", title: "Best q", what: "q", log: true }],
  found: { along: "empirical" },
  looks: {
    "empirical": "black",
    "theory, p = ½": "vermillion",
    "theory, p = 1, at θ*": "green",
    "theory, p = 2": "blue",
  },
}).from(`-- The best probability of an exact gradient against the inner step size.
SELECT 'q' AS panel, source AS estimator, alpha AS x, q AS value, low, high FROM best ORDER BY ALL`);
