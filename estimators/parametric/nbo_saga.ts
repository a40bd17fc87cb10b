/**
 * NBO by minibatches whose variance tables lessen, and with a moving average of its directions.
 *
 * The curvature-aware paper names such forms (NSBO-SAGA, MA-NSBO-SAGA; Y. Dong, J. Yang, W. Yao, J. Zhang,
 * arXiv 2505.02101); no code of them was released, and which quantities have tables is this library's reading.
 *
 * @module
 */

import { axpy, waxpy } from "../../numerics/vectors.ts";
import type { BilevelMethod, BilevelState } from "./contract.ts";
import { BATCH, type BatchOptions, requireFiniteSum } from "./levels.ts";
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
import { corrected, type SagaTables, sagaTables } from "./saga.ts";
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
  readonly tables: SagaTables;
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
      return { ...state, tables: sagaTables(problem, options, state, tables === "full") };
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
