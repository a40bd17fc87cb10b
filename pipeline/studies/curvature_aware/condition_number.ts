/**
 * What an ill-conditioned lower level costs: oracle calls to a target against its condition number.
 *
 * @module
 */

import type { Experiment, Method } from "../experiment.ts";
import { leastEffort, searched, traced } from "../outer_loops.ts";
import type { PartContext, Sizes, StudyPart } from "../parts.ts";
import { slopesThrough } from "../query.ts";
import {
  ALLOWS_FOR,
  claim,
  type ClaimValue,
  figure,
  modules,
  named,
  overInstances,
  RANGES,
  slopeOf,
} from "../words.ts";

const ID = "condition-number";
/** The sizes are condition numbers. */
const SIZES: Sizes = { smoke: [[10, 30, 100], 2], default: [[10, 30, 100, 300, 1000, 3000], 10] };
/** The first draw: those from 0 on had been looked at before the claims were laid down as they are. */
const FIRST = 1000;
const DY = 30;
const DX = 10;
const OUTER = { outerStep: 0.7 };

const AMIGO = modules.implicit("amigo");
const REFERENCE: Method = { name: "exact", ...modules.exact("exactDescent", OUTER) };

/** The methods and the searches for their effort, given the condition number. */
function methods(condition: number): Method[] {
  const search = { least: 1, most: 8 * condition + 64, share: 1 };
  return [
    searched(
      { name: "amigo-gd", code: AMIGO, options: OUTER },
      [{ ...search, options: ["lowerSteps", "adjointSteps"] }],
    ),
    searched({ name: "amigo-cg", code: AMIGO, options: { ...OUTER, adjointSolver: "cg" } }, [
      // Meanwhile the adjoint is solved exactly, and half of the allowance is left for it.
      { ...search, options: ["lowerSteps"], share: 0.5, during: { adjointSteps: DY } },
      { ...search, options: ["adjointSteps"], most: DY },
    ]),
    searched(
      { name: "nbo-gd", ...modules.nbo.some("nboGd", OUTER) },
      [{ ...search, options: ["steps"], least: 0 }],
    ),
    searched(
      { name: "nbo-cg", ...modules.nbo.some("nboCg", OUTER) },
      [{ ...search, options: ["steps"], most: DY }],
    ),
  ];
}

/** The part for a given context. */
export function conditionNumber(context: PartContext): StudyPart {
  const { size, table } = context;
  const { sizes: conditions, replications } = size(SIZES);
  const stop = { gradient: 1e-8 };
  const allowance = { factor: 1.25, slack: 4 };
  const experiments = conditions.flatMap((condition): Experiment[] => {
    const experiment = {
      id: ID,
      problem: named("quadratic", modules.quadratic("quadratic", { condition, dy: DY, dx: DX })),
      setting: `condition=${condition}`,
      level: condition,
      replications,
      firstReplication: FIRST,
      block: 5,
    };
    return [
      { ...experiment, over: [REFERENCE], measure: traced({ iterations: 2000, stop }) },
      {
        ...experiment,
        over: methods(condition),
        measure: leastEffort({ reference: REFERENCE, stop, allowance }),
      },
    ];
  });
  const costs = table(`${ID}/costs`);
  const { queries, slopes } = slopesThrough(context, ID, "condition_points", { costs }, "slopes");
  const of = (estimator: string, quantity: string) => slopeOf(slopes, { estimator, quantity });
  // Without either of the two there is no row, and the claim is lost. One that has not always reached its target
  // has no slope, and is the farther one.
  const farthest = (from: number, estimators: string, quantity: string): ClaimValue => ({
    sql: `SELECT slope AS value, low, high, estimator AS which FROM slopes
WHERE estimator IN (${estimators}) AND quantity = '${quantity}'
QUALIFY count(*) OVER () = 2 ORDER BY abs(slope - ${from}) DESC NULLS FIRST, estimator LIMIT 1`,
    tables: { slopes },
    allowsFor: ALLOWS_FOR.instances,
  });
  const ours = { paper: "ours" } as const;
  return {
    experiments,
    queries: {
      [`${ID}/costs`]: {
        sql: "condition_costs",
        tables: { traces: table(`${ID}/collect`, "traces") },
      },
      ...queries,
    },
    claims: [
      claim(
        "amigo_gradients_grow",
        RANGES.firstOrder,
        overInstances(of("amigo-gd", "lower_gradients")),
        ours,
      )`
        AmIGO needs lower-level gradients in proportion to the condition number κ, for an equal
        number of outer iterations.
        Number: slope of log gradients in log κ, AmIGO with gradient steps`,
      claim(
        "nbo_gradients_stay",
        RANGES.noGrowth,
        farthest(0, "'nbo-gd', 'nbo-cg'", "lower_gradients"),
        { headline: true },
      )`
        NBO needs a number of lower-level gradients that does not depend on κ, for an equal number
        of outer iterations.
        Number: slope of log gradients in log κ, of NBO-GD and NBO-CG the one that is farther from
        0`,
      claim(
        "hessian_products_grow",
        RANGES.firstOrder,
        farthest(1, "'nbo-gd', 'amigo-gd'", "hessian_vectors"),
        ours,
      )`
        Hessian-vector products grow in proportion to κ with gradient steps, of NBO as of AmIGO.
        Number: slope of log products in log κ, of NBO-GD and AmIGO the one that is farther from 1`,
      claim(
        "no_products_saved",
        RANGES.noGrowth,
        overInstances(of("nbo-gd", "hessian_vectors_over_amigo")),
        ours,
      )`
        Of Hessian-vector products NBO saves nothing as κ grows: with gradient steps its number of
        them over that of AmIGO does not fall.
        Number: slope of the logarithm of that ratio, in the same draws, in log κ`,
    ],
    sections: [{
      id: ID,
      title: "The price of an ill-conditioned lower level",
      text:
        `Quadratic problems in ${DY} + ${DX} dimensions, whose outer objective is almost equally easy ` +
        `whatever the condition number κ of the lower level is; κ = ${conditions.join(", ")}, ` +
        `${replications} draws of each. Every method takes outer steps of 0.7 until ‖∇F‖² has been reduced ` +
        `by 10⁸, with the smallest inner effort for which it needs at most 1.25 times the iterations of ` +
        `descent along the exact gradient, and four.${WORDS}`,
      figures: [COSTS({ costs, slopes })],
    }],
  };
}

const WORDS =
  "\n\nThe effort is searched for in each draw from the least on, in steps of an eighth to a quarter: one number for both systems of " +
  "NBO (T of NBO-GD, N of NBO-CG) and for both loops of AmIGO. AmIGO with conjugate gradients has two: " +
  "first the steps of y, with the adjoint solved exactly and half of the allowance, then the iterations " +
  "for the adjoint. All calls are counted by the problem.\n\nThe paper bounds the calls by powers of κ that hold a common factor κ³ for the outer " +
  "iterations; that factor is held constant here, so what is compared is what remains: κ for gradients of " +
  "AmIGO, 1 for those of NBO; κ for Hessian-vector products by gradient steps and √κ by conjugate " +
  "gradients. A saving of gradients is what NBO promises, and not one of all calls, nor of products: what were gradients " +
  "become products, cheaper only where a Hessian at one point can be shared.";

const COSTS = figure("condition_costs", "slopePanels", {
  title: "Oracle calls against the condition number of the lower level",
  caption:
    "Calls until ‖∇F‖² has been reduced by 10⁸, each method with the smallest inner effort for " +
    "which it needs hardly more outer iterations than descent along the exact gradient. Draws in which no " +
    "effort was enough are left out, and counted in the table. AmIGO-GD takes equally many gradient steps " +
    "for the lower level and for the adjoint, AmIGO-CG conjugate gradients for the adjoint; NBO-GD and " +
    "NBO-CG solve both systems of the Newton step by gradient steps or by conjugate gradients. The table says how " +
    "well: the largest residual of a linear system from the first iteration on, and the draws in which one " +
    "was above 10⁻⁶.",
  x: "condition number κ",
  systems: true,
  looks: {
    "amigo-gd": "vermillion",
    "amigo-cg": { like: "amber", shape: "triangle-down" },
    "nbo-gd": "blue",
    "nbo-cg": "green",
  },
  panels: [
    {
      panel: "lower_gradients",
      title: "Gradients of the lower level",
      what: "calls",
      guides: [{ slope: 1, label: "∝ κ", beside: "amigo-gd", factor: 3 }],
    },
    {
      panel: "hessian_vectors",
      title: "Hessian-vector products",
      what: "calls",
      guides: [
        { slope: 1, label: "∝ κ", beside: "nbo-gd", factor: 2.5 },
        { slope: 0.5, label: "∝ √κ", beside: "nbo-cg", factor: 0.35 },
      ],
    },
  ],
}).from(
  `-- Geometric means of the counts over the replications that have qualified, by condition number, and the
-- slopes of their logarithms; and how well linear systems were solved, in all replications.
WITH long AS (
  SELECT problem, estimator, quantity, residual, systems_converged, condition AS x, CASE WHEN qualified THEN ln(count) END AS y
  FROM (UNPIVOT costs ON lower_gradients, hessian_vectors INTO NAME quantity VALUE count)
  WHERE count > 0
), means AS (
  SELECT problem, estimator, quantity, x, exp(avg(y)) AS value,
    exp(avg(y)) * stddev_samp(y) / sqrt(count(y)) AS mc_error, count(y) AS qualified, count(*) AS tried,
    max(residual) AS residual, unsolved(systems_converged) AS unsolved
  FROM long GROUP BY ALL
)
SELECT quantity AS panel, estimator, x, value, mc_error, qualified::INTEGER AS replications,
  tried::INTEGER AS tried, slope, low AS slope_low, high AS slope_high,
  residual, unsolved
FROM means LEFT JOIN slopes USING (problem, estimator, quantity)
ORDER BY ALL`,
);
