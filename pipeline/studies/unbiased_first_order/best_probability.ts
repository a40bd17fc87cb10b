/**
 * How often the exact gradient should be computed: what theory recommends, and what turns out best.
 *
 * @module
 */

import { formatInteger } from "../../../reports/charts/number.ts";
import { debiased, trained } from "../parametric.ts";
import { exactStage, type PartContext, type Sizes, type StudyPart } from "../parts.ts";
import { claim, EXPLORATORY, figure, modules, prose, RANGES, ratioOf } from "../words.ts";

const ID = "best-probability";
/** The sizes are budgets of oracle calls. */
const SIZES: Sizes = { smoke: [[220], 10], default: [[2200], 400] };
const NAME = "two-wide-tasks";
const TASKS = { slopes: [0, 10], radius: 400 } as const;
const STARTS = [-50, 50] as const;
const STEP_SIZES = [0.001, 0.0022, 0.005, 0.01, 0.022, 0.05];
const PROBABILITIES = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.6, 1];

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
  const ratios = table(`${ID}/ratios`);
  const over = (source: string) => ratioOf(ratios, { source });
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
      [`${ID}/ratios`]: { sql: "meta_best_ratios", tables: { best } },
    },
    claims: [
      claim("best_q_half", RANGES.none, over("theory, p = ½"), EXPLORATORY)`
        The best q against the one that theory recommends: p = ½ with the greatest moments, as in
        the published code of the study with two tasks.
        Number: empirically best q over the recommended one, geometric mean over inner step sizes`,
      claim("best_q_two", RANGES.none, over("theory, p = 2"), EXPLORATORY)`
        The best q against the one that theory recommends: p = 2 with the greatest moments.
        Number: empirically best q over the recommended one, geometric mean over inner step sizes`,
      claim("best_q_local", RANGES.none, over("theory, p = 1, at θ*"), {
        ...EXPLORATORY,
        paper: "ours",
      })`
        Found here: the best q against the one that theory recommends: p = 1 with the moments at the
        minimiser.
        Number: empirically best q over the recommended one, geometric mean over inner step sizes`,
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

const WORDS =
  "\n\nTheory minimises the expected calls of an iteration times a power p of the bound of the second " +
  "moment. The published code of this study has p = ½, that of the few-shot experiments p = 2, as " +
  "follows from a rate of k^{−½} with a constant linear in the moment; both take the greatest moments over " +
  "[−50, 50]. With steps ∝ 1/k the mean of M′² after many iterations is proportional to the variance " +
  "at the minimiser, over k: that is p = 1 with the moments there (derived here). How flat the optimum is " +
  "shows in the intervals: bootstrap over starts. The grid of q was extended downwards after a first run, " +
  "in which its least was the best at the least α.";

const BEST = figure("meta_best", "intervalCurves", {
  title: "The best probability of an exact gradient",
  caption:
    "The q of a grid with the least mean squared derivative after a fixed number of oracle calls, with its " +
    "95 % bootstrap interval over starts, and the q that theory recommends. Both axes logarithmic.",
  x: "inner step size α",
  panels: [{ panel: "q", title: "Best q", what: "q", log: true }],
  looks: {
    "empirical": "black",
    "theory, p = ½": "vermillion",
    "theory, p = 1, at θ*": "green",
    "theory, p = 2": "blue",
  },
}).from(`-- The best probability of an exact gradient against the inner step size.
SELECT 'q' AS panel, source AS estimator, alpha AS x, q AS value, low, high FROM best ORDER BY ALL`);
