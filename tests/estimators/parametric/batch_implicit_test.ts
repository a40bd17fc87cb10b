import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  batchImplicit,
  type BatchImplicitOptions,
} from "../../../estimators/parametric/batch_implicit.ts";
import { implicit } from "../../../estimators/parametric/implicit.ts";
import { countedFixedPoint } from "../../../problems/parametric/counted_fixed_point.ts";
import { gradientMap } from "../../../problems/parametric/gradient_map.ts";
import { kinds, tinyWeighted } from "./fixed_point_support.ts";
import { assertNear, distance, normals, smallLogistic } from "./support.ts";

Deno.test("solved to the end, every solver gives the exact gradient", () => {
  for (const [name, problem] of Object.entries(kinds)) {
    const { lambda } = problem.start;
    const w = problem.exactSolution(lambda);
    const q = problem.contraction(lambda);
    const many = Math.ceil(36 / -Math.log(q));
    for (const solver of ["fixed-point", "cg", "cg-normal"] as const) {
      if (solver === "cg" && !problem.symmetric) continue;
      const iterations = solver === "fixed-point" ? many : 3 * problem.dw;
      const { gradient, w: at } = batchImplicit({ t: 0, adjoint: { solver, iterations } })(
        problem,
        lambda,
        { w },
      );
      assertEquals(at, w);
      assertNear(gradient, problem.exactGradient(lambda), 1e-9, `${name} ${solver}`);
    }
  }
});

Deno.test("fixed-point iterations converge as q^t at most", () => {
  for (const [name, problem] of Object.entries(kinds)) {
    const { lambda } = problem.start;
    const q = problem.contraction(lambda);
    const solution = problem.exactSolution(lambda);
    const w = solution.map((value, l) => value + normals(problem.dw, name)[l]);
    const after = (t: number): number => {
      const { w: end } = batchImplicit({ t, adjoint: { solver: "fixed-point", iterations: 0 } })(
        problem,
        lambda,
        { w },
      );
      return distance(end, solution);
    };
    assert(after(10) <= Math.exp(10 * Math.log(q)) * after(0) * (1 + 1e-9), name);
  }
});

Deno.test("on gradient steps it is implicit differentiation of the lower objective", () => {
  const problem = smallLogistic();
  const map = gradientMap(problem, { step: 0.4 });
  const { lambda } = map.start;
  const w = normals(5, "aid");
  const other = implicit({
    lowerSteps: 6,
    lowerStep: 0.4,
    adjoint: { solver: "fixed-point", iterations: 9 },
  })(problem, lambda, { y: w });
  const adjoint = { solver: "fixed-point", iterations: 9 } as const;
  const { gradient, v } = batchImplicit({ t: 6, adjoint })(map, lambda, { w });
  assertNear(gradient, other.gradient, 1e-13);
  assertNear(v.map((value) => 0.4 * value), other.u!, 1e-13);
  const cg = { solver: "cg", iterations: 3 } as const;
  assertNear(
    batchImplicit({ t: 6, adjoint: cg })(map, lambda, { w }).gradient,
    implicit({ lowerSteps: 6, lowerStep: 0.4, adjoint: cg })(problem, lambda, { y: w }).gradient,
    1e-12,
  );
});

Deno.test("the residual of v's system is the true one, and tells too few iterations from enough", () => {
  for (const [name, problem] of Object.entries(kinds)) {
    const { lambda, w } = problem.start;
    const b = problem.outer.gradientW(w, lambda);
    const residual = (v: Float64Array): number =>
      distance(v.map((value, l) => value - problem.map.d1T(w, lambda, v)[l]), b);
    for (const solver of ["fixed-point", "cg", "cg-normal"] as const) {
      if (solver === "cg" && !problem.symmetric) continue;
      const zero = b.every((value) => value === 0);
      for (const v of zero ? [undefined] : [undefined, normals(problem.dw, "v")]) {
        const after = (iterations: number) =>
          batchImplicit({ t: 0, adjoint: { solver, iterations } })(problem, lambda, {
            w,
            ...(v ? { v } : {}),
          });
        for (const iterations of [1, 3, 60]) {
          const { system } = after(iterations);
          if (solver === "fixed-point" && (v || iterations > 1) && !zero) {
            const before = after(iterations - 1).v;
            const product = problem.map.d1T(w, lambda, before);
            const curvature = before.reduce(
              (sum, value, l) => sum + value * (value - product[l]),
              0,
            );
            const size = before.reduce((sum, value) => sum + value * value, 0);
            assert(Math.abs(system!.smallestCurvature! - curvature / size) < 1e-12, name);
          }
          const known = residual(after(solver === "fixed-point" ? iterations - 1 : iterations).v);
          assert(
            Math.abs(system!.relativeResidual! - known) < 1e-12,
            `${name} ${solver} ${iterations}: ${system!.relativeResidual} ${known}`,
          );
        }
        // From 0 a system with b = 0 is solved before it begins
        assertEquals(after(1).system!.converged, zero, `${name} ${solver}`);
        if (solver !== "fixed-point") assertEquals(after(60).system!.converged, true, name);
      }
    }
  }
});

Deno.test("products are counted, and a solver goes on from where it is given", () => {
  const { problem, counts, reset } = countedFixedPoint(kinds.layer);
  const { lambda, w } = problem.start;
  const cost = (adjoint: BatchImplicitOptions["adjoint"]): number[] => {
    reset();
    batchImplicit({ t: 4, adjoint })(problem, lambda, { w });
    return [counts.calls.phi, counts.calls.d1T, counts.calls.d1, counts.calls.d2T];
  };
  assertEquals(cost({ solver: "fixed-point", iterations: 5 }), [4, 4, 0, 1]);
  assertEquals(cost({ solver: "cg-normal", iterations: 5 }), [4, 5, 6, 1]);
  for (const solver of ["fixed-point", "cg-normal"] as const) {
    const few = batchImplicit({ t: 0, adjoint: { solver, iterations: 4 } });
    const half = few(problem, lambda, { w });
    const whole = few(problem, lambda, { w, v: half.v });
    const truth = batchImplicit({ t: 0, adjoint: { solver, iterations: 400 } })(
      problem,
      lambda,
      { w },
    );
    assert(distance(whole.v, truth.v) < 0.9 * distance(half.v, truth.v), solver);
  }
});

Deno.test("malformed options and asymmetric maps are refused in one sentence", () => {
  const cases: [object, string][] = [
    [{ t: 1 }, "batch implicit: adjoint is missing"],
    [{ t: -1, adjoint: {} }, "t is -1"],
    [{ t: 1, adjoint: { solver: "lu", iterations: 1 } }, 'solver is "lu": give "fixed-point"'],
    [{ t: 1, adjoint: { solver: "cg" } }, "adjoint: iterations is missing"],
    [{ t: 1, adjoint: { solver: "fixed-point", iterations: 1, tolerance: 1 } }, "tolerance"],
  ];
  for (const [options, message] of cases) {
    assertThrows(() => batchImplicit(options as BatchImplicitOptions), RangeError, message);
  }
  const estimate = batchImplicit({ t: 0, adjoint: { solver: "cg", iterations: 2 } });
  const { start } = kinds.bellman;
  assertThrows(
    () => estimate(kinds.bellman, start.lambda, start),
    RangeError,
    '∂₁Φ of bellman-map is not symmetric: give the solver "cg-normal"',
  );
  estimate(tinyWeighted, tinyWeighted.start.lambda, tinyWeighted.start);
});
