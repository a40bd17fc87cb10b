import { assertEquals, assertThrows } from "@std/assert";
import { aid, implicit } from "../../../estimators/parametric/implicit.ts";
import { bsgm, sampledOuter } from "../../../estimators/parametric/bsgm.ts";
import { descent, onMap } from "../../../estimators/parametric/descent.ts";
import { stochasticImplicit } from "../../../estimators/parametric/stochastic_implicit.ts";
import type { ParametricProblem } from "../../../problems/parametric/contract.ts";
import { gradientMap } from "../../../problems/parametric/gradient_map.ts";
import { assertNear, bestStep, iterate, tinySum } from "./support.ts";

const problem = tinySum(12, 8);
const map = (of: ParametricProblem) => gradientMap(of);

Deno.test("along SID gradients it is BSGM that goes on from y and u", () => {
  const sid = { t: 3, k: 4, J: 2, batch: 2 };
  const one = onMap(
    (of, _x, random) => sampledOuter(map(of), sid, random),
    descent("sid", stochasticImplicit(sid), { outerStep: 0.5, outerDecay: 0.5 }),
  );
  const other = onMap(map, bsgm({ ...sid, outerStep: 0.5, outerDecay: 0.5, warmStart: "both" }));
  assertEquals(iterate(one, problem, 6), iterate(other, problem, 6));
});

Deno.test("along AID gradients of the gradient map it is AID with the map's step", () => {
  const step = bestStep(problem, problem.start.x);
  const adjoint = { solver: "cg", iterations: 2 } as const;
  const one = iterate(
    onMap(map, descent("aid", implicit({ lowerSteps: 5, adjoint }), { outerStep: 0.5 })),
    problem,
    4,
  );
  const other = iterate(
    aid({ lowerSteps: 5, lowerStep: step, adjoint, outerStep: 0.5 }),
    problem,
    4,
  );
  assertNear(one.x, other.x, 1e-12);
  assertNear(one.y, other.y, 1e-12);
  assertNear(one.u, other.u.map((value) => value / step), 1e-12);
});

Deno.test("refuses steps that are none", () => {
  const estimator = implicit({ lowerSteps: 1, adjoint: { solver: "fixed-point", iterations: 1 } });
  assertThrows(() => descent("mine", estimator, { outerStep: 0 }), RangeError, "mine: outerStep");
});
