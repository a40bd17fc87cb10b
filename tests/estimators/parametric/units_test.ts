import { assertEquals } from "@std/assert";
import type { BilevelMethod } from "../../../estimators/parametric/contract.ts";
import {
  conjugateGradients,
  conjugateGradientsNormal,
} from "../../../estimators/parametric/krylov.ts";
import { fixedPoint } from "../../../estimators/parametric/linear_solvers.ts";
import { aid, amigo } from "../../../estimators/parametric/implicit.ts";
import { nboCg, nboGd } from "../../../estimators/parametric/nbo.ts";
import { nboSaga } from "../../../estimators/parametric/nbo_saga.ts";
import { qnboDescent } from "../../../estimators/parametric/qnbo.ts";
import { Stream } from "../../../numerics/random.ts";
import type {
  Hessian,
  LowerLevel,
  OuterLevel,
  ParametricProblem,
} from "../../../problems/parametric/contract.ts";
import { logistic, logisticData } from "../../../problems/parametric/logistic.ts";
import { matrixHessian, normals, positiveMatrix } from "./support.ts";

const problem = logistic(logisticData({ n: 24, validation: 20, p: 3 }, Stream.of("units")));
const [inner, outer] = [problem.lowerSum!, problem.outerSum!];

/** The problem with f and g times powers of two. */
function scaled(f: number, g: number): ParametricProblem {
  const times = (by: number, v: Float64Array) => v.map((value) => by * value);
  const upper = (level: OuterLevel): OuterLevel => ({
    value: (x, y) => f * level.value(x, y),
    gradientX: (x, y) => times(f, level.gradientX(x, y)),
    gradientY: (x, y) => times(f, level.gradientY(x, y)),
  });
  const lower = (level: LowerLevel): LowerLevel => ({
    value: (x, y) => g * level.value(x, y),
    gradient: (x, y) => times(g, level.gradient(x, y)),
    gradientX: (x, y) => times(g, level.gradientX(x, y)),
    hessian(x, y): Hessian {
      const hessian = level.hessian(x, y);
      return { times: (p, k) => times(g, hessian.times(p, k)) };
    },
    cross: (x, y, p) => times(g, level.cross(x, y, p)),
  });
  return {
    ...problem,
    outer: upper(problem.outer),
    outerSum: { size: outer.size, batch: (rows) => upper(outer.batch(rows)) },
    lower: lower(problem.lower),
    lowerSum: { size: inner.size, batch: (rows) => lower(inner.batch(rows)) },
    curvature(x) {
      const { mu, L } = problem.curvature(x);
      return { mu: g * mu, L: g * L };
    },
  };
}

const METHODS: Readonly<Record<string, (outerStep: number) => BilevelMethod>> = {
  "nbo-gd": (outerStep) => nboGd({ steps: 2, outerStep, batch: 8 }),
  "nbo-cg": (outerStep) => nboCg({ steps: 2, outerStep }),
  "nbo-cg in minibatches": (outerStep) => nboCg({ steps: 2, outerStep, batch: 8 }),
  "nbo-saga": (outerStep) =>
    nboSaga({ steps: 1, outerStep, batch: 8, newest: 0.3 }) as unknown as BilevelMethod,
  amigo: (outerStep) => amigo({ lowerSteps: 2, adjointSteps: 2, outerStep, batch: 8 }),
  "amigo-cg": (outerStep) =>
    amigo({ lowerSteps: 2, adjointSteps: 2, adjointSolver: "cg", outerStep }),
  "normal equations": (outerStep) =>
    aid({ lowerSteps: 2, adjoint: { solver: "cg-normal", iterations: 3 }, outerStep }),
  qnbo: (outerStep) => qnboDescent({ warmUp: 1, iterations: 2, adjointSteps: 2, outerStep }),
};

for (const [name, method] of Object.entries(METHODS)) {
  Deno.test(`${name} goes where it goes in other units of f and g, to the bit`, () => {
    const ends = (f: number, g: number): Float64Array[] => {
      const of = scaled(f, g);
      const one = method(0.5 / f);
      let state = one.init(of);
      for (let k = 0; k < 4; k++) state = one.step(of, state, k, Stream.of("steps", k));
      return [state.x, state.y];
    };
    const wanted = ends(1, 1);
    for (const f of [2 ** -600, 2 ** 500]) assertEquals(ends(f, 1), wanted, `f times ${f}`);
    if (name === "qnbo") return; // its inverse Hessian has squares of its own
    for (const g of [2 ** -600, 2 ** -300, 2 ** 600]) {
      assertEquals(ends(1, g), wanted, `g times ${g}`);
    }
  });
}

Deno.test("right-hand sides whose squares are no numbers are solved as any other, alone or beside one", () => {
  const far = 5.260135901548374e210; // 2⁷⁰⁰
  const n = 12;
  const hessian = matrixHessian(positiveMatrix(n, 0.2, "H"), n);
  const [b, from] = [normals(n, "b"), normals(n, "from")];
  const hessians = () => hessian;
  for (const solver of [conjugateGradients, conjugateGradientsNormal]) {
    for (const scale of [far, 1 / far]) {
      const times = (v: Float64Array) => v.map((value) => scale * value);
      for (const start of [{}, { from }]) {
        const solve = solver({ iterations: 5 });
        const wanted = solve({ hessians, b, step: 0.2, ...start });
        const other = start.from === undefined ? {} : { from: times(from) };
        const found = solve({ hessians, b: times(b), step: 0.2, ...other });
        assertEquals([found.u, found.system], [times(wanted.u), wanted.system]);
        if (start.from !== undefined) continue;
        const beside = solve({
          hessians,
          b: Float64Array.of(...b, ...times(b)),
          count: 2,
          step: 0.2,
        });
        assertEquals(beside.u, Float64Array.of(...wanted.u, ...times(wanted.u)));
      }
    }
  }
});

Deno.test("the record of a system is the same where squares of its right-hand side are lost", () => {
  const times = (p: Float64Array) => p.map((value, i) => [2, 5][i % 2] * value);
  const hessian: Hessian = { times };
  const solve = fixedPoint({ iterations: 3, step: 0.1 });
  const record = (unit: number) =>
    solve({ hessians: () => hessian, b: Float64Array.of(2 * unit, 5 * unit), step: 0.1 })
      .system;
  const { relativeResidual, converged } = record(1);
  assertEquals(converged, false);
  for (const unit of [2 ** -600, 2 ** 600]) {
    const found = record(unit);
    assertEquals([found.relativeResidual, found.converged], [relativeResidual, converged]);
  }
});
