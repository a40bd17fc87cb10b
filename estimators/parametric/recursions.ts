/**
 * Stochastic methods of bilevel optimisation as one loop over the parts that `RECURSIONS` names.
 *
 * @module
 */

import type { RandomSource } from "../../problems/random_source.ts";
import type { BilevelMethod, BilevelState } from "./contract.ts";
import { type Kept, type Point, renewed } from "./direction.ts";
import {
  BATCH,
  type BatchOptions,
  type Levels,
  levelsOf,
  requireFiniteSum,
  wholeLevels,
} from "./levels.ts";
import {
  ADJOINT_STEPS,
  adjointStep,
  type AdjointSteps,
  checkOptions,
  decayed,
  lowerStep,
  nonNegative,
  oneOf,
  optional,
  OUTER_STEPS,
  outerStep,
  type OuterSteps,
  positive,
  type Rule,
  whole,
} from "./options.ts";
import { startingState } from "./outer_loop.ts";
import { type RecursionName, RECURSIONS, type RecursionScheme } from "./recursion_table.ts";
import { corrected, type SagaTables, sagaTables } from "./saga.ts";
import { type Terms, termsOf } from "./recursion_terms.ts";
import { waxpy } from "../../numerics/vectors.ts";

/** Settings of `recursion`. Which of them a method has follows from its row of `RECURSIONS`. */
export interface RecursionOptions extends OuterSteps, AdjointSteps, BatchOptions {
  /** The method. */
  readonly method: RecursionName;
  /** T ≥ 1, steps of y: bsa, vrbo, pzobo. */
  readonly lowerSteps?: number;
  /** K, of the series or of the terms of which one is drawn: ttsa, bsa, sustain, mrbo, vrbo. */
  readonly order?: number;
  /** η, from 0 on to 1; ½ unless said: ma-soba, ma-saba, fsla, sustain, mrbo. */
  readonly newest?: number;
  /** Its exponent of decay; that of the row unless said. */
  readonly newestDecay?: number;
  /** Iterations from whole terms to whole terms, the first of which is iteration 0: srba, vrbo. */
  readonly period?: number;
  /** The probability of whole terms in any iteration but the first: spaba. */
  readonly probability?: number;
  /** Whether tables start at 0 or with a pass over all blocks; "zero" unless said: ma-saba. */
  readonly tables?: "zero" | "full";
  /** Q ≥ 1, directions in which responses are looked at; 1 unless said: pzobo. */
  readonly directions?: number;
  /** μ, how far; 0.1 unless said: pzobo. */
  readonly radius?: number;
}

/** The state of `recursion`. */
export interface RecursionState extends BilevelState {
  /** The directions of y, u and x as they are to be renewed, where they remember any. */
  readonly kept: { readonly y?: Kept; readonly u?: Kept; readonly x?: Kept };
  /** What each block of a level gave last, where terms are SAGA directions. */
  readonly tables?: SagaTables;
}

const SHARE: Rule = {
  wanted: "a number above 0, at most 1",
  accepts: (value) => typeof value === "number" && value > 0 && value <= 1,
};

function rulesOf(scheme: RecursionScheme): Readonly<Record<string, Rule>> {
  const { y, u, x, anew, severalSteps, tables } = scheme;
  return {
    method: oneOf(...Object.keys(RECURSIONS)),
    ...(severalSteps ? { lowerSteps: whole(1) } : {}),
    ...(u === "series" ? { order: whole(0) } : u === "term" ? { order: whole(1) } : {}),
    ...(anew === undefined && [y, u, x].some((rule) => rule === "average" || rule === "recursive")
      ? { newest: optional(SHARE), newestDecay: optional(nonNegative) }
      : {}),
    ...(tables ? { tables: optional(oneOf("zero", "full")) } : {}),
    ...(anew === "period" ? { period: whole(1) } : {}),
    ...(anew === "coin" ? { probability: SHARE } : {}),
    ...(u === "responses" ? { directions: optional(whole(1)), radius: optional(positive) } : {}),
    ...OUTER_STEPS,
    ...ADJOINT_STEPS,
    ...BATCH,
  };
}

/**
 * MA-SOBA, MA-SABA, SRBA, SPABA, FSLA, TTSA, BSA, SUSTAIN, MRBO, VRBO or PZOBO, as `RECURSIONS` puts them together. Steps
 * and η decay as published unless said.
 *
 * Where u is carried and all move together, all terms share one minibatch of each level, as in `soba`; else each
 * use has its own. A direction that starts anew goes through all observations.
 *
 * @throws {RangeError} if an option is malformed or not one of the method's; the first step, if there is a batch
 * size and the problem is no finite sum.
 *
 * @example
 * ```ts
 * import { quadratic, recursion, Stream } from "@bigrad/bigrad";
 *
 * const problem = quadratic({ condition: 10 }, Stream.of("my problem"));
 * const method = recursion({ method: "srba", period: 20, outerStep: 0.1 });
 * let state = method.init(problem);
 * for (let k = 0; k < 1000; k++) state = method.step(problem, state, k, Stream.of("steps", k));
 * const size = (x: Float64Array) => Math.hypot(...problem.exactGradient(x)).toFixed(3);
 * console.log(size(problem.start.x), size(state.x)); // 2.964 0.000
 * ```
 */
export function recursion(options: RecursionOptions): BilevelMethod<RecursionState> {
  const { method } = options;
  if (!Object.hasOwn(RECURSIONS, method)) {
    checkOptions("recursion", { method }, { method: oneOf(...Object.keys(RECURSIONS)) });
  }
  const scheme: RecursionScheme = RECURSIONS[method];
  checkOptions(method, options, rulesOf(scheme));
  const { decays } = scheme;
  const settings = { lowerDecay: decays.lower, outerDecay: decays.outer, ...options };
  const { newest = 1 / 2, newestDecay = decays.newest, lowerSteps = 1 } = settings;
  const share = scheme.order === "together" && isRule(scheme.u);
  return {
    init(problem) {
      const state = { ...startingState(problem), kept: {} };
      if (!scheme.tables) return state;
      if (options.batch !== undefined) requireFiniteSum(method, problem, options.batch);
      return { ...state, tables: sagaTables(problem, options, state, options.tables === "full") };
    },
    step(problem, state, k, random) {
      const size = lowerStep({ ...settings, lowerDecay: 0 }, problem, state.x, k);
      const step = size * decayed(k, settings.lowerDecay);
      const { levels, ...tables } = state.tables === undefined
        ? { levels: levelsOf(method, problem, options, random, share) }
        : corrected(problem, options, state.tables, random, share);
      const anew = startsAnew(scheme, settings, state.kept, k, random);
      const next = MOVES[scheme.order]({
        scheme,
        state,
        lowerSteps,
        levels,
        ...(anew ? { anew: wholeLevels(problem) } : {}),
        newest: scheme.anew === undefined ? newest * decayed(k, newestDecay) : 0,
        terms: termsOf(scheme.u, problem, settings, {
          y: step,
          u: settings.adjointStep ?? size,
        }, random),
        steps: {
          y: step,
          u: adjointStep(settings, step, k),
          x: outerStep(settings, k),
        },
      });
      return { ...next, ...tables };
    },
  };
}

function isRule(u: RecursionScheme["u"]): u is "plain" | "average" | "recursive" {
  return u === "plain" || u === "average" || u === "recursive";
}

function startsAnew(
  { anew }: RecursionScheme,
  { period = 1, probability = 1 }: RecursionOptions,
  kept: RecursionState["kept"],
  k: number,
  random: RandomSource,
): boolean {
  if (anew === undefined) return false;
  if (kept.x === undefined) return true;
  return anew === "period" ? k % period === 0 : random.split("coin").uniform() < probability;
}

interface Iteration {
  readonly scheme: RecursionScheme;
  readonly state: RecursionState;
  readonly lowerSteps: number;
  readonly levels: Levels;
  /** Where terms are whole in this iteration. */
  readonly anew?: Levels;
  readonly newest: number;
  readonly terms: Terms;
  readonly steps: Readonly<Record<"x" | "y" | "u", number>>;
}

/** The direction of one variable at a point. */
function direction(
  { scheme, levels, anew, newest, terms }: Iteration,
  variable: "x" | "y" | "u",
  at: Point,
  kept: Kept | undefined,
): Kept {
  const rule = scheme[variable];
  return renewed(isRule(rule) ? rule : "plain", terms[variable], at, kept, {
    levels,
    newest,
    ...(anew === undefined ? {} : { anew }),
  });
}

const moved = (at: Float64Array, step: number, { direction }: Kept): Float64Array =>
  waxpy(-step, direction, at);

const MOVES: Readonly<Record<RecursionScheme["order"], (of: Iteration) => RecursionState>> = {
  "together": (of) => {
    const { scheme, state: { x, y, u, kept }, steps } = of;
    const at = { x, y, u };
    const alongY = direction(of, "y", at, kept.y);
    const alongU = isRule(scheme.u) ? direction(of, "u", at, kept.u) : undefined;
    const alongX = direction(of, "x", at, kept.x);
    return {
      x: moved(x, steps.x, alongX),
      y: moved(y, steps.y, alongY),
      u: alongU === undefined ? u : moved(u, steps.u, alongU),
      kept: { y: alongY, x: alongX, ...(alongU === undefined ? {} : { u: alongU }) },
    };
  },
  "in turn": (of) => {
    const { scheme, state: { x, y: from, kept }, steps } = of;
    let [y, u] = [from, of.state.u];
    let alongY = kept.y;
    for (let t = 0; t < of.lowerSteps; t++) {
      alongY = direction(later(of, t), "y", { x, y, u }, alongY);
      y = moved(y, steps.y, alongY);
    }
    const alongU = isRule(scheme.u) ? direction(of, "u", { x, y, u }, kept.u) : undefined;
    if (alongU !== undefined) u = moved(u, steps.u, alongU);
    const alongX = direction(of, "x", { x, y, u, from }, kept.x);
    return { x: moved(x, steps.x, alongX), y, u, kept: { x: alongX } };
  },
  "x first": (of) => {
    const { state: { u, ...start }, steps } = of;
    const at = { x: start.x, y: start.y, u };
    const known = (variable: "x" | "y"): Kept =>
      of.anew === undefined ? start.kept[variable]! : direction(of, variable, at, undefined);
    let kept = { y: known("y"), x: known("x") };
    const x = moved(start.x, steps.x, kept.x);
    let { y } = start;
    const { anew: _, ...onward } = of;
    for (let t = 0; t < of.lowerSteps; t++) {
      const inner = later(onward, t);
      const now = { x, y, u };
      kept = {
        y: direction(inner, "y", now, kept.y),
        x: direction(inner, "x", now, kept.x),
      };
      y = moved(y, steps.y, kept.y);
    }
    return { x, y, u, kept };
  },
};

/** The iteration on the minibatches of its t-th step of y. */
const later = (of: Iteration, t: number): Iteration => ({
  ...of,
  levels: of.terms.later(of.levels, t),
});
