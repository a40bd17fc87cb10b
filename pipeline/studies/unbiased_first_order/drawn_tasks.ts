/**
 * Where descent ends, and how fast it gets there, on pairs of tasks whose curvatures are drawn.
 *
 * @module
 */

import { formatInteger } from "../../../reports/charts/number.ts";
import type { InputReference } from "../../engine/stage.ts";
import type { Experiment, Method, Problem } from "../experiment.ts";
import { debiased, trained } from "../meta_training.ts";
import type { PartContext, Sizes, StudyPart } from "../parts.ts";
import { slopesThrough } from "../query.ts";
import {
  ALLOWS_FOR,
  claim,
  type ClaimValue,
  figure,
  means,
  MEANS_AND_SLOPES,
  modules,
  named,
  prose,
  RANGES,
  slopeOf,
} from "../words.ts";

const ID = "drawn-tasks";
/** Descent with steps ∝ 1/k, to see where it ends. */
const ENDS = "drawn-ends";
/**
 * The sizes are iterations. A slope over four doublings has an error of about ½/√replications by theory, so
 * that 2000 tell −½ from a tenth more or less.
 */
const SIZES: Sizes = { smoke: [[640], 4], default: [[5120], 2000] };
/** What is not random in the end needs fewer. */
const FEWER = 10;
/** So many times the iterations, for so many times fewer pairs. */
const LONGER = 4;
const EVEN_FEWER = 20;
/** That of the rate, and that of where it ends. */
const [OFTEN, SELDOM] = [0.5, 0.2];
/** The first record; each further one is after as many iterations again as there were before. */
const FIRST = 160;

const within = { curvature: [0.25, 0.75], around: 5 } as const;
const PAIR: Problem = named(
  "drawn-pair",
  modules.metaProblems("drawnTasksProblem", { ...within, gap: [0.75, 1.25] }),
);
const EQUAL: Problem = named(
  "drawn-equal",
  modules.metaProblems("drawnTasksProblem", { ...within, gap: [0, 0] }),
);

/** The part for a given context. */
export function drawnTasks(context: PartContext): StudyPart {
  const { size, table } = context;
  const { sizes, replications } = size(SIZES);
  const iterations = sizes[0];
  const recorded: number[] = [];
  for (let k = FIRST; k < iterations; k *= 2) recorded.push(k);
  const training = (problem: Problem, method: Method, replications: number): Experiment => ({
    id: ID,
    problem,
    replications,
    block: 200,
    over: [method],
    measure: trained({
      training: { steps: { schedule: "root", scale: 1.5 } },
      loop: { iterations, recorded, averaged: true },
    }),
  });
  const [cheap, unbiased] = [debiased(0), debiased(OFTEN)];
  const fewer = Math.max(2, replications / FEWER);
  const fewest = Math.max(2, replications / EVEN_FEWER);
  const long: Experiment = {
    id: ENDS,
    problem: PAIR,
    replications: fewest,
    block: 50,
    over: [debiased(SELDOM)],
    measure: trained({
      training: { steps: { schedule: "harmonic", scale: 10 } },
      loop: { iterations: LONGER * iterations, recorded: [] },
    }),
  };
  const traces = table(`${ID}/collect`);
  const ends = table(`${ENDS}/collect`);
  const { queries, points, slopes } = slopesThrough(context, ID, "meta_rate_points", { traces });
  const slope = (estimator: string): ClaimValue => ({
    ...slopeOf(slopes, { problem: PAIR.name, estimator }),
    allowsFor: ALLOWS_FOR.instances,
  });
  return {
    experiments: [
      training(PAIR, cheap, fewer),
      training(PAIR, unbiased, replications),
      training(EQUAL, cheap, fewer),
      long,
    ],
    queries,
    claims: [
      claim("first_order_family", RANGES.misled, ending(traces, PAIR, cheap), { headline: true })`
        Not on two tasks alone: first-order meta-learning ends where the derivative is √(2·0.06) on
        a family of pairs of tasks.
        Number: mean |M′(θ)| at the last iteration over drawn pairs, first-order estimate`,
      claim("unbiased_converges", RANGES.stationary, ending(ends, PAIR, debiased(SELDOM)), {
        headline: true,
      })`
        With an exact gradient in one of five iterations, the debiased estimate converges to a
        stationary point where the first-order one does not.
        Number: mean |M′(θ)| at the last iteration over drawn pairs, q = ${SELDOM}, steps ∝ 1/k`,
      claim("first_order_not_misled", RANGES.stationary, ending(traces, EQUAL, cheap), {
        paper: "ours",
      })`
        Where the curvatures of the two tasks agree, first-order meta-learning does converge to a
        stationary point.
        Number: mean |M′(θ)| at the last iteration over drawn pairs with equal curvatures,
        first-order estimate`,
      claim("unbiased_rate", RANGES.halfPower, slope(unbiased.name), { paper: "ours" })`
        With steps ∝ 1/√k the squared derivative of debiased descent falls at least as fast as the
        inverse root of the iterations, as theory has it for unbiased estimates.
        Number: slope of the mean of M′(θ)² over the second half of K iterations, log-log, over
        drawn pairs, q = ${OFTEN}`,
      claim("first_order_stays", RANGES.noGrowth, slope(cheap.name), { paper: "ours" })`
        With the same steps the squared derivative of first-order descent does not fall.
        Number: slope of the mean of M′(θ)² over the second half of K iterations, log-log, over
        drawn pairs`,
    ],
    sections: [{
      id: ID,
      title: "Pairs of tasks that are drawn",
      text: prose`
        ${formatInteger(replications)} pairs of the tasks above (${fewer} for the first-order
        estimate): one curvature uniform on [0.25, 0.75], the other one greater by 0.75 to 1.25,
        slopes by the same formula, the first θ within 5 of the minimiser, ten inner steps of 0.1.
        And ${fewer} pairs with equal curvatures, minimisers 8 apart. ${
        formatInteger(iterations)
      } iterations with steps of 1.5/√(k + 1), one task each. And ${fewest} pairs with ${
        formatInteger(LONGER * iterations)
      } iterations and steps of 10/(k + 1), as the published code has them, to see where debiased
        descent ends. Intervals allow for the draw of the pair.${WORDS}`,
      figures: [RATES({ points, slopes })],
    }],
  };
}

const WORDS =
  "\n\nWith unbiased estimates and steps γ_k ∝ 1/√k theory bounds the mean of M′² over K iterations by a " +
  "multiple of 1/√K, up to a logarithm, without convexity. Around a minimiser with M″ > 0 it is γ_k times " +
  "a constant in the end: the power tends to −½, from below. So that the way from the start does not count, the mean " +
  "is over the second half of the iterations, and what is before the 160th is left out. A bias makes the " +
  "slope flatter, for it stays.";

/** |M′| where descent ends, its mean over pairs. */
function ending(traces: InputReference, problem: Problem, method: Method): ClaimValue {
  return {
    sql: `SELECT unnest(mean_interval(gradient_norm))
FROM run_ends('traces') WHERE problem = '${problem.name}' AND estimator = '${method.name}'
HAVING count(*) > 0`,
    tables: { traces },
    allowsFor: ALLOWS_FOR.instances,
  };
}

const RATES = figure("meta_rates", "slopePanels", {
  title: "The squared derivative along meta-training on drawn pairs of tasks",
  caption:
    "Means over pairs of M′(θ)² over the second half of so many iterations, with steps ∝ 1/√k. first-order " +
    "is q = 0; the unbiased one with q = 0.5 computes an exact gradient in every other iteration on average.",
  x: "iterations",
  panels: [
    {
      panel: "drawn-pair",
      title: "Different curvatures",
      what: "M′(θ)²",
      guides: [{ slope: -0.5, label: "slope −½", beside: "unbiased-0.5", factor: 0.4 }],
    },
    {
      panel: "drawn-equal",
      title: "Equal curvatures",
      what: "M′(θ)²",
      guides: [{ slope: -0.5, label: "slope −½", beside: "first-order", factor: 0.4 }],
    },
  ],
  looks: { "first-order": "vermillion", "unbiased-0.5": "blue" },
}).from(
  `-- Means over pairs of squared derivatives, and slopes of their logarithms.
WITH ${means()}
SELECT problem AS panel, estimator, ${MEANS_AND_SLOPES}
ORDER BY ALL`,
);
