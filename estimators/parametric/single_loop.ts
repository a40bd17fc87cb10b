/**
 * Single-loop methods: x, y and u take one step together, along directions at the old point.
 *
 * M. Dagréou, P. Ablin, S. Vaiter, T. Moreau, "A framework for bilevel optimization that enables
 * stochastic and global variance reduction algorithms", NeurIPS 2022.
 *
 * @module
 */

import type {
  LowerLevel,
  OuterLevel,
  ParametricProblem,
} from "../../problems/parametric/contract.ts";
import type { BilevelMethod, BilevelState } from "./contract.ts";
import { BATCH, type BatchOptions, levelsOf, requireFiniteSum } from "./levels.ts";
import {
  ADJOINT_STEPS,
  adjointStep,
  type AdjointSteps,
  checkOptions,
  lowerStep,
  oneOf,
  optional,
  OUTER_STEPS,
  outerStep,
  type OuterSteps,
} from "./options.ts";
import { startingState } from "./outer_loop.ts";
import { averaged, lowerBlocks, outerBlocks, type Table, tableOf } from "./saga.ts";
import { waxpy } from "../../numerics/vectors.ts";

/** Settings of `soba`. */
export interface SobaOptions extends OuterSteps, AdjointSteps, BatchOptions {}

/** What the lower level gives at (x, y, u): ∇_y g, ∇²_yy g u and ∇²_xy g u. */
export type LowerTerms = readonly [
  gradient: Float64Array,
  product: Float64Array,
  cross: Float64Array,
];

/** What the outer level gives at (x, y): ∇_y f and ∇_x f. */
export type OuterTerms = readonly [gradientY: Float64Array, gradientX: Float64Array];

function lowerTerms(level: LowerLevel, { x, y, u }: BilevelState): LowerTerms {
  return [level.gradient(x, y), level.hessian(x, y).times(u), level.cross(x, y, u)];
}

function outerTerms(level: OuterLevel, { x, y }: BilevelState): OuterTerms {
  return [level.gradientY(x, y), level.gradientX(x, y)];
}

/** y − γ ∇_y g, u − γ_u (∇²_yy g u − ∇_y f) and x − α (∇_x f − ∇²_xy g u). */
function joint(
  options: SobaOptions,
  problem: ParametricProblem,
  { x, y, u }: BilevelState,
  k: number,
  [gradient, product, cross]: LowerTerms,
  [gradientY, gradientX]: OuterTerms,
): BilevelState {
  const step = lowerStep(options, problem, x, k);
  return {
    x: waxpy(-outerStep(options, k), waxpy(-1, cross, gradientX), x),
    y: waxpy(-step, gradient, y),
    u: waxpy(-adjointStep(options, step, k), waxpy(-1, gradientY, product), u),
  };
}

const SOBA = { ...OUTER_STEPS, ...ADJOINT_STEPS, ...BATCH };

/**
 * SOBA: one joint step, from one minibatch of each level. Its published steps decay as 1/√(k + 1).
 *
 * @throws {RangeError} if an option is malformed; the first step, if there is a batch size and the
 * problem is no finite sum.
 *
 * @example
 * ```ts
 * import { quadratic, soba, Stream } from "@bigrad/bigrad";
 *
 * const problem = quadratic({ condition: 10 }, Stream.of("my problem"));
 * const method = soba({ outerStep: 0.1 / problem.outerCurvature.L });
 * let state = method.init(problem);
 * for (let k = 0; k < 1000; k++) state = method.step(problem, state, k, Stream.of("steps", k));
 * const size = (x: Float64Array) => Math.hypot(...problem.exactGradient(x)).toFixed(3);
 * console.log(size(problem.start.x), size(state.x)); // 2.964 0.000
 * ```
 */
export function soba(options: SobaOptions): BilevelMethod {
  checkOptions("soba", options, SOBA);
  return {
    init: startingState,
    step(problem, state, k, random) {
      const levels = levelsOf("soba", problem, options, random);
      const lower = lowerTerms(levels.lower("lower"), state);
      return joint(options, problem, state, k, lower, outerTerms(levels.outer(), state));
    },
  };
}

/** Settings of `saba`. */
export interface SabaOptions extends SobaOptions {
  /** Whether tables start at 0 or with a pass over all blocks; "zero" unless said. */
  readonly tables?: "zero" | "full";
}

/** The state of `saba`. */
export interface SabaState extends BilevelState {
  /** The last lower-level terms of each block, and their mean. */
  readonly lowerTable: Table<LowerTerms>;
  /** The last outer terms of each block, and their mean. */
  readonly outerTable: Table<OuterTerms>;
}

/**
 * SABA: the steps of `soba` along SAGA directions: the terms on a block, minus what the table has for
 * it, plus the table's mean. So their variance goes to 0 with constant steps. A level that is no finite
 * sum is one block.
 *
 * @throws {RangeError} as `soba`, but `init` refuses a problem that is no finite sum.
 *
 * @example
 * ```ts
 * import { logistic, logisticData, saba, Stream } from "@bigrad/bigrad";
 *
 * const data = logisticData({ n: 100, validation: 100, p: 4 }, Stream.of("my data"));
 * const problem = logistic(data, {});
 * const method = saba({ outerStep: 0.05, batch: 10 });
 * let state = method.init(problem);
 * for (let k = 0; k < 2000; k++) state = method.step(problem, state, k, Stream.of("steps", k));
 * const size = (x: Float64Array) => Math.hypot(...problem.exactGradient(x)).toFixed(3);
 * console.log(size(problem.start.x), size(state.x)); // 0.025 0.007
 * ```
 */
export function saba(options: SabaOptions): BilevelMethod<SabaState> {
  checkOptions("saba", options, { tables: optional(oneOf("zero", "full")), ...SOBA });
  const { tables = "zero" } = options;
  return {
    init(problem) {
      if (options.batch !== undefined) requireFiniteSum("saba", problem, options.batch);
      const { dx, dy } = problem;
      const state = startingState(problem);
      const full = tables === "full";
      return {
        ...state,
        lowerTable: tableOf(
          lowerBlocks(problem, options),
          [new Float64Array(dy), new Float64Array(dy), new Float64Array(dx)],
          full ? (level) => lowerTerms(level, state) : undefined,
        ),
        outerTable: tableOf(
          outerBlocks(problem, options),
          [new Float64Array(dy), new Float64Array(dx)],
          full ? (level) => outerTerms(level, state) : undefined,
        ),
      };
    },
    step(problem, state, k, random) {
      const inner = lowerBlocks(problem, options);
      const outer = outerBlocks(problem, options);
      const i = inner.draw(random.split("lower").split(0));
      const j = outer.draw(random.split("outer").split(0));
      const lower = averaged(state.lowerTable, i, inner, lowerTerms(inner.level(i), state));
      const upper = averaged(state.outerTable, j, outer, outerTerms(outer.level(j), state));
      return {
        ...joint(options, problem, state, k, lower.direction, upper.direction),
        lowerTable: lower.table,
        outerTable: upper.table,
      };
    },
  };
}
