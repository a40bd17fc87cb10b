/**
 * Descent on the outer point along each gradient: linear-IV, projected Bellman B1, and Poisson
 * cleaning, whose losses are not quadratic.
 *
 * @module
 */

import type { Tables } from "../contract.ts";
import type { DescentSettings } from "../../measures/descents.ts";
import type { Experiment } from "../experiment.ts";
import { type Besides, learned, type Learner, ROOTS } from "../functional.ts";
import type { PartContext, Section, Sizes, StudyPart } from "../parts.ts";
import { affineDescents, exactDescent, generalDescents, kernelDescent } from "./descent.ts";
import { problem } from "./bellman.ts";
import {
  bellmanBasis,
  GENERAL,
  GENERAL_ORACLE,
  LINEAR,
  LINEAR_IV,
  OTHER_PLUG_INS,
  POISSON,
  rows,
} from "./entries.ts";
import { claim, figure, modules, quoted, RANGES, simulated, type Value } from "../words.ts";

const IV: Sizes = { smoke: [[200], 20], default: [[800], 300] };
const BELLMAN: Sizes = { smoke: [[400], 10], default: [[5000], 50] };
const POISSON_SIZES: Sizes = { smoke: [[200], 5], default: [[800], 40] };

/** Steps of the published run on projected Bellman B1. */
const PUBLISHED_STEPS = 1000;

/** 0, then 1, 1.5, 2, 3, 5, 7 in each decade, whole numbers only, up to `last`. */
function recordedUpTo(last: number): number[] {
  const steps = [0];
  for (let decade = 1; decade <= last; decade *= 10) {
    steps.push(...[1, 1.5, 2, 3, 5, 7].map((mantissa) => mantissa * decade));
  }
  return steps.filter((step) => Number.isInteger(step) && step <= last);
}

/** The part for a given context. */
export function optimisation(context: PartContext): StudyPart {
  const { block, blockOfKernels, size, table } = context;
  /** Descents on the samples and learned means of an experiment on roots, where they end. */
  const toRoots = (
    roots: Pick<Experiment, "id" | "problem">,
    sizes: Sizes,
    descent: DescentSettings,
    learner: Learner,
    besides?: Besides,
  ): Experiment[] => {
    const experiment = { ...roots, ...size(sizes), block };
    const learning = { learners: [learner] };
    return [
      { ...experiment, needs: learned(learning), over: rows(...OTHER_PLUG_INS), measure: ROOTS },
      {
        ...experiment,
        needs: learned({ ...learning, besides }),
        over: rows(),
        measure: affineDescents(descent),
      },
    ];
  };
  const iv = { start: [-1], stepSize: 0.05, recorded: recordedUpTo(50) };
  const bellman = { start: [0, 0, 0, 0], stepSize: 0.05, recorded: recordedUpTo(20_000) };
  const poisson = { start: [0.8, 0.6], stepSize: 0.5, recorded: recordedUpTo(30) };
  const descent = table("descent-iv/descent");
  const quadratic = modules.descentTarget("quadraticTarget");
  return {
    experiments: [
      ...toRoots(
        { id: "descent-iv", problem: LINEAR_IV },
        IV,
        iv,
        LINEAR,
        kernelDescent(iv, { sigma: 2, lambda: 0.01 }),
      ),
      ...toRoots(
        { id: "descent-bellman", problem: problem(1) },
        BELLMAN,
        bellman,
        bellmanBasis(0.5),
      ),
      {
        id: "descent-poisson",
        problem: POISSON,
        ...size(POISSON_SIZES),
        block: blockOfKernels,
        over: GENERAL,
        ...generalDescents(poisson, {
          losses: modules.lossPairs("poissonLosses"),
          oracle: GENERAL_ORACLE,
          folds: 2,
          series: { frequencies: 20, low: -1, high: 1 },
        }),
      },
    ],
    stages: [
      exactDescent(context, LINEAR_IV, iv, quadratic),
      exactDescent(context, problem(1), bellman, quadratic),
      exactDescent(context, POISSON, poisson, modules.descentTarget("generalTarget")),
    ],
    claims: [
      claim(
        "descent_reaches_oracle",
        RANGES.near,
        simulated({ sql: OVER_ORACLE, tables: { descent } }),
        {
          shown: ["descent_iv"],
          paper: "ours",
        },
      )`
        In linear-IV descent along the orthogonal gradient ends as near to the solution as along the
        oracle's.
        Number: root mean squared distance after 50 steps, orthogonal / oracle`,
    ],
    sections: sections(context),
  };
}

function sections(context: PartContext): Section[] {
  const { sized, table } = context;
  const tables = (id: string): Tables => ({
    curves: table(`${id}/descent/curves`),
    summary: table(`${id}/descent/summary`),
    published: { file: "reports/published/descent.csv" },
  });
  return [
    {
      id: "descent-iv",
      title: "Linear-IV: descent to the root",
      text:
        "Gradient descent from w = −1 with step 0.05, each sample along its own estimated gradient, in the problem of " +
        "the published figure 4. The published run had one sample; its trace starts there and has this step. Kernel bilevel optimisation gets the same observations, one " +
        "half for its lower level (Gaussian kernel of width 2, penalty 0.01), one for its objective." +
        sized(IV) +
        "\n\nWhat is left in the end is the error of the root, whatever the optimiser. Kernel bilevel " +
        "optimisation settles where its own, biased gradient vanishes.",
      found: {
        words:
          "The outer objective has the curvature {steepest}: a step multiplies the distance to the solution " +
          "by {factor:2}.",
        facts: conditioning("linear-iv", context),
      },
      figures: [IV_DESCENT(tables("descent-iv"))],
    },
    {
      id: "descent-bellman",
      title: "Projected Bellman B1: descent, badly conditioned",
      text:
        "Gradient descent from w = 0 with step 0.05, the learner of B1. The published run had one " +
        `sample and ${PUBLISHED_STEPS} steps; its trace starts at 0 and has this step, and at its start the exact ` +
        "gap of ours. What learned its gradients the trace does not say." +
        sized(BELLMAN),
      found: {
        words:
          "The Hessian has eigenvalues from {flattest} to {steepest}: the condition number is {condition:i}. " +
          "Along the flattest direction a step takes off {off:3} % of the distance, and each factor of ten costs " +
          `{decade:i} steps. After ${PUBLISHED_STEPS} steps of the exact gradient {distance:i} % of the distance to the solution ` +
          "are left, and {gap:2} % of the gap of the objective, in which the flat direction hardly counts.",
        facts: conditioning("bellman-b1", context),
      },
      figures: [BELLMAN_DESCENT(tables("descent-bellman"))],
    },
    {
      id: "descent-poisson",
      title: "Poisson cleaning: descent under general losses",
      text:
        "The lower level is not linear in its target here, so the nuisances are learned anew at each " +
        "step, by a penalised cosine series and two folds, without the jackknife. Gradient descent from " +
        "(0.8, 0.6) with step 0.5 (not published)." +
        sized(POISSON_SIZES) +
        "\n\nHyper-cleaning could not stand here: its objective falls for ever as the weights of the noisy " +
        "sources vanish, and has no minimiser.",
      found: {
        words: "The condition number at the minimum is {condition:1}.",
        facts: conditioning("poisson-cleaning", context),
      },
      figures: [POISSON_DESCENT(tables("descent-poisson"))],
    },
  ];
}

/**
 * Root mean squared distance to the solution after the last step, orthogonal over oracle. Both descend on
 * the same samples, so the ratio's error is that of paired differences (delta method).
 */
const OVER_ORACLE = `WITH ends AS (
  SELECT replication,
    max(distance * distance) FILTER (estimator = 'orthogonal') AS orthogonal,
    max(distance * distance) FILTER (estimator = 'oracle') AS oracle
  FROM descent WHERE step = (SELECT max(step) FROM descent)
  GROUP BY replication ORDER BY replication
), means AS (
  SELECT CASE WHEN count(orthogonal) = count(*) THEN avg(orthogonal) END AS orthogonal, avg(oracle) AS oracle
  FROM ends
)
SELECT sqrt(m.orthogonal / m.oracle) AS value,
  sqrt(m.orthogonal / m.oracle) / 2 * stddev_samp(e.orthogonal / m.orthogonal - e.oracle / m.oracle)
    / sqrt(count(*)) AS error
FROM ends e, means m GROUP BY m.orthogonal, m.oracle`;

/** Of a problem that is descended on: its Hessian, and what exact descent leaves after the published steps. */
const conditioning = (name: string, { exact }: PartContext): Value => ({
  sql: `WITH of AS (FROM exact), modes AS (
  SELECT max(value) / min(value) AS condition, min(value) AS flattest, max(value) AS steepest
  FROM of WHERE quantity = 'hessian_eigenvalue'
), step AS (
  SELECT max(value) AS size FROM of WHERE quantity = 'step_size'
), progress AS (
  SELECT max(value) FILTER (quantity = 'descent_distance' AND setting = 'step=${PUBLISHED_STEPS}')
      / max(value) FILTER (quantity = 'descent_distance' AND setting = 'step=0') AS distance,
    max(value) FILTER (quantity = 'descent_gap' AND setting = 'step=${PUBLISHED_STEPS}')
      / max(value) FILTER (quantity = 'descent_gap' AND setting = 'step=0') AS gap
  FROM of
)
SELECT condition, flattest, steepest, 1 - size * steepest AS factor, 100 * size * flattest AS off,
  -ln(10) / ln(1 - size * flattest) AS decade, 100 * distance AS distance, 100 * gap AS gap
FROM modes, step, progress`,
  tables: { exact: exact({ name }) },
});

/** Descents, without some series, which are in the database; and the published run at its own size. */
const descents = (without: readonly string[]): string =>
  `SELECT series, quantity, step, value, mc_error, spread, diverged
FROM curves WHERE series NOT IN (${quoted(without)})
UNION ALL
SELECT 'published draw', quantity, step::INTEGER, value::DOUBLE, NULL, NULL, NULL
FROM published WHERE (experiment, n::BIGINT, step::DOUBLE) IN (SELECT (experiment, n, level) FROM summary)
ORDER BY ALL`;

/** The rate of the flattest direction says nothing in one dimension, or under general losses. */
const FLATTEST = "flattest direction";

/** Descents in linear-IV, whose objective has one dimension. */
const IV_DESCENT = figure("descent_iv", "descentCurves", {
  title: "Linear-IV: descent along estimated gradients",
  guides: "Dotted: descent along the exact gradient.",
}).from(descents([FLATTEST, ...OTHER_PLUG_INS]));

/** Descents in projected Bellman B1, whose objective is badly conditioned. */
const BELLMAN_DESCENT = figure("descent_bellman", "descentCurves", {
  title: "Projected Bellman B1: descent along estimated gradients",
  guides:
    "Dotted: descent along the exact gradient. Dash-dotted: the flattest eigen-direction of " +
    "the Hessian alone, which sets the rate.",
}).from(descents(OTHER_PLUG_INS));

/** Descents in Poisson cleaning, whose losses are not quadratic. */
const POISSON_DESCENT = figure("descent_poisson", "descentCurves", {
  title: "Poisson cleaning: descent along estimated gradients",
  guides: "Dotted: descent along the exact gradient.",
}).from(descents([FLATTEST]));
