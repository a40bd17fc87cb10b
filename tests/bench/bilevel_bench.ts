/**
 * Seconds of an outer iteration of each method of the logistic tuning, on its data:
 * `deno bench -A tests/bench/bilevel_bench.ts`. No result of the pipeline has a time in it.
 *
 * @module
 */

import { Stream } from "../../numerics/random.ts";
import type { BilevelMethod } from "../../estimators/parametric/contract.ts";
import { f2sa } from "../../estimators/parametric/f2sa.ts";
import { aid, amigo } from "../../estimators/parametric/implicit.ts";
import { nboCg, nboGd } from "../../estimators/parametric/nbo.ts";
import { shineDescent } from "../../estimators/parametric/shine.ts";
import { soba } from "../../estimators/parametric/single_loop.ts";
import { itd } from "../../estimators/parametric/unrolled.ts";
import { logistic, logisticData } from "../../problems/parametric/logistic.ts";

const random = Stream.of("bench");
const problem = logistic(logisticData({}, random));
const outerStep = 100;

const METHODS: Readonly<Record<string, BilevelMethod>> = {
  "nbo-gd-0": nboGd({ outerStep, steps: 0 }),
  "nbo-gd-1": nboGd({ outerStep, steps: 1 }),
  "nbo-gd-3": nboGd({ outerStep, steps: 3 }),
  "nbo-gd-9": nboGd({ outerStep, steps: 9 }),
  "nbo-cg-1": nboCg({ outerStep, steps: 1 }),
  "nbo-cg-3": nboCg({ outerStep, steps: 3 }),
  "nbo-cg-5": nboCg({ outerStep, steps: 5 }),
  "amigo-1": amigo({ outerStep, lowerSteps: 1, adjointSteps: 1 }),
  "amigo-2": amigo({ outerStep, lowerSteps: 2, adjointSteps: 2 }),
  "amigo-10": amigo({ outerStep, lowerSteps: 10, adjointSteps: 10 }),
  "amigo-cg": amigo({ outerStep, lowerSteps: 10, adjointSteps: 5, adjointSolver: "cg" }),
  "aid-cg": aid({
    outerStep,
    lowerSteps: 10,
    adjoint: { solver: "cg", iterations: 10 },
    warmStart: false,
  }),
  "itd": itd({ outerStep, lowerSteps: 10 }),
  "soba": soba({ outerStep }),
  "shine": shineDescent({ outerStep, iterations: 10 }),
  "f2sa": f2sa({ outerStep, lambda: 100, lowerSteps: 5 }),
};

for (const [name, method] of Object.entries(METHODS)) {
  // Not at the start, where y and the adjoint are 0.
  let state = method.init(problem);
  for (let k = 0; k < 5; k++) state = method.step(problem, state, k, random);
  Deno.bench(name, { group: "an outer iteration", baseline: name === "nbo-gd-1" }, () => {
    method.step(problem, state, 5, random);
  });
}
