/**
 * NBO by minibatches whose variance tables lessen, and with a moving average of its directions.
 *
 * The curvature-aware paper names such forms (NSBO-SAGA, MA-NSBO-SAGA; Y. Dong, J. Yang, W. Yao, J. Zhang,
 * arXiv 2505.02101); no code of them was released, and which quantities have tables is this library's reading.
 *
 * @module
 */

import type { Hessian, LowerLevel, ParametricProblem } from "../../problems/parametric/contract.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import { axpy, waxpy } from "../../numerics/vectors.ts";
import type { BilevelMethod, BilevelState } from "./contract.ts";
import { BATCH, type BatchOptions, type Blocks, type Levels, requireFiniteSum } from "./levels.ts";
import { fixedPoint } from "./linear_solvers.ts";
import { newton } from "./nbo.ts";
import {
  checkOptions,
  LOWER_STEPS,
  lowerStep,
  type LowerSteps,
  oneOf,
  optional,
  OUTER_STEPS,
  outerStep,
  type OuterSteps,
  type Rule,
  whole,
} from "./options.ts";
import { startingState } from "./outer_loop.ts";
import { averaged, lowerBlocks, outerBlocks, type Table, tableOf } from "./saga.ts";
import { worse } from "./system_record.ts";

/** Settings of `nboSaga`. */
export interface NboSagaOptions extends OuterSteps, LowerSteps, BatchOptions {
  /** T of NBO-GD(T). */
  readonly steps: number;
  /** Whether tables start at 0 or with a pass over all blocks; "zero" unless said. */
  readonly tables?: "zero" | "full";
  /** Weight of the newest direction in the moving average that x goes along; 1, no average, unless said. */
  readonly newest?: number;
}

/** The state of `nboSaga`. */
export interface NboSagaState extends BilevelState {
  /** Tables of ∇_y g, ∇²_yy g u and ∇_y f at (x, y, u), and of ∇²_xy g u⁺ and ∇_x f at (x, y⁺, u⁺). */
  readonly tables: Readonly<
    Record<
      "gradient" | "product" | "gradientY" | "cross" | "gradientX",
      Table<readonly [Float64Array]>
    >
  >;
  /** The moving average of directions; absent before the first. */
  readonly along?: Float64Array;
}

const NEWEST: Rule = {
  wanted: "a number above 0, at most 1",
  accepts: (value) => typeof value === "number" && value > 0 && value <= 1,
};

/**
 * NSBO-SAGA(T), and MA-NSBO-SAGA(T) where x goes along a moving average: `nboGd` in minibatches, each of its
 * five quantities corrected by a table. The T Hessian steps have minibatches of their own and no table: their
 * products are with vectors that vanish where the method ends, and so does their noise. So does all variance with
 * constant steps. A level that is no finite sum is one block, and on whole levels it is `nboGd`.
 *
 * @throws {RangeError} if an option is malformed; `init`, if there is a batch size and the problem is no
 * finite sum.
 *
 * @example
 * ```ts
 * import { logistic, logisticData, nboSaga, Stream } from "@bigrad/bigrad";
 *
 * const data = logisticData({ n: 100, validation: 100, p: 4 }, Stream.of("my data"));
 * const problem = logistic(data, {});
 * const method = nboSaga({ steps: 1, outerStep: 1, batch: 10 });
 * let state = method.init(problem);
 * for (let k = 0; k < 1000; k++) state = method.step(problem, state, k, Stream.of("steps", k));
 * const size = (x: Float64Array) => Math.hypot(...problem.exactGradient(x));
 * console.log(size(state.x) < size(problem.start.x) / 2); // true
 * ```
 */
export function nboSaga(options: NboSagaOptions): BilevelMethod<NboSagaState> {
  checkOptions("nbo-saga", options, {
    steps: whole(0),
    tables: optional(oneOf("zero", "full")),
    newest: optional(NEWEST),
    ...OUTER_STEPS,
    ...LOWER_STEPS,
    ...BATCH,
  });
  const { tables = "zero", newest = 1, batch } = options;
  const solve = fixedPoint({ iterations: options.steps + 1 });
  return {
    init(problem) {
      if (batch !== undefined) requireFiniteSum("nbo-saga", problem, batch);
      const state = startingState(problem);
      const { x, y, u } = state;
      const start = <Level>(
        blocks: Blocks<Level>,
        length: number,
        found: (level: Level) => Float64Array,
      ) =>
        tableOf(
          blocks,
          [new Float64Array(length)] as const,
          tables === "full" ? (level) => [found(level)] as const : undefined,
        );
      const [lower, outer] = [lowerBlocks(problem, options), outerBlocks(problem, options)];
      const { dx, dy } = problem;
      return {
        ...state,
        tables: {
          gradient: start(lower, dy, (level) => level.gradient(x, y)),
          product: start(lower, dy, (level) => level.hessian(x, y).times(u)),
          gradientY: start(outer, dy, (level) => level.gradientY(x, y)),
          cross: start(lower, dx, (level) => level.cross(x, y, u)),
          gradientX: start(outer, dx, (level) => level.gradientX(x, y)),
        },
      };
    },
    step(problem, state, k, random) {
      const { levels, tables } = corrected(problem, options, state.tables, random);
      const step = lowerStep(options, problem, state.x, k);
      const { gradient, y, u, system } = newton(levels, state, solve, step);
      const along = state.along === undefined || newest === 1
        ? gradient
        : axpy(newest, waxpy(-1, state.along, gradient), state.along.slice());
      const x = waxpy(-outerStep(options, k), along, state.x);
      const systems = state.systems && system ? worse(state.systems, system) : system;
      return { x, y, u, ...(systems === undefined ? {} : { systems }), tables, along };
    },
  };
}

/** Levels of which each quantity with a table is a SAGA direction, and the tables as they become. */
function corrected(
  problem: ParametricProblem,
  options: BatchOptions,
  before: NboSagaState["tables"],
  random: RandomSource,
): { readonly levels: Levels; readonly tables: NboSagaState["tables"] } {
  const tables = { ...before };
  const [lower, outer] = [lowerBlocks(problem, options), outerBlocks(problem, options)];
  const along = <Level>(
    name: keyof typeof tables,
    blocks: Blocks<Level>,
    block: number,
    found: Float64Array,
  ): Float64Array => {
    const { direction, table } = averaged(before[name], block, blocks, [found] as const);
    tables[name] = table;
    return direction[0];
  };
  const inner = (use: string, j: number): LowerLevel => {
    const block = lower.draw(random.split(use).split(j));
    const level = lower.level(block);
    const hessian = (x: Float64Array, y: Float64Array): Hessian => {
      const of = level.hessian(x, y);
      return { times: (p) => along("product", lower, block, of.times(p)) };
    };
    switch (use) {
      case "lower":
        return over(level, {
          gradient: (x, y) => along("gradient", lower, block, level.gradient(x, y)),
        });
      case "cross":
        return over(level, {
          cross: (x, y, u) => along("cross", lower, block, level.cross(x, y, u)),
        });
      default:
        return j === 0 ? over(level, { hessian }) : level;
    }
  };
  const levels: Levels = {
    lower: (use, j = 0) => inner(use, j),
    outer(j = 0) {
      const block = outer.draw(random.split("outer").split(j));
      const level = outer.level(block);
      return over(level, {
        gradientY: (x, y) => along("gradientY", outer, block, level.gradientY(x, y)),
        gradientX: (x, y) => along("gradientX", outer, block, level.gradientX(x, y)),
      });
    },
  };
  return { levels, tables };
}

/** A level with some of its functions replaced; it may be frozen. */
function over<Level extends object>(level: Level, functions: Partial<Level>): Level {
  const own = Object.entries(functions).map(([name, value]) => [name, { value }]);
  return Object.create(level, Object.fromEntries(own)) as Level;
}
