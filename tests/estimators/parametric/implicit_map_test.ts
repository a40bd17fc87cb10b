import { assert, assertEquals, assertThrows } from "@std/assert";
import { implicit, type ImplicitOptions } from "../../../estimators/parametric/implicit.ts";
import { countedFixedPoint } from "../../../problems/parametric/counted.ts";
import { gradientMap } from "../../../problems/parametric/gradient_map.ts";
import { kinds, tinyWeighted } from "./fixed_point_support.ts";
import { assertNear, distance, normals, smallLogistic } from "./support.ts";

Deno.test("solved to the end, every solver gives the exact gradient", () => {
  for (const [name, problem] of Object.entries(kinds)) {
    const { x } = problem.start;
    const y = problem.exactLower(x);
    const q = problem.contraction(x);
    const many = Math.ceil(36 / -Math.log(q));
    const adjoints: ImplicitOptions["adjoint"][] = [
      { solver: "fixed-point", iterations: many },
      { solver: "neumann", order: many },
      { solver: "cg-normal", iterations: 3 * problem.dy },
    ];
    if (problem.symmetric) {
      adjoints.push({ solver: "cg", iterations: 3 * problem.dy }, { solver: "dense" });
    }
    for (const adjoint of adjoints) {
      const { gradient, y: at } = implicit({ lowerSteps: 0, adjoint })(problem, x, { y });
      assertEquals(at, y);
      assertNear(gradient, problem.exactGradient(x), 1e-9, `${name} ${adjoint.solver}`);
    }
  }
});

Deno.test("shorter steps on a fixed point are those of its equation", () => {
  const { map, start: { x } } = kinds.layer;
  const y = normals(kinds.layer.dy, "shorter");
  const adjoint = { solver: "fixed-point", iterations: 0 } as const;
  const { y: next } = implicit({ lowerSteps: 1, lowerStep: 0.25, adjoint })(kinds.layer, x, { y });
  assertNear(next, map.phi(x, y).map((value, l) => 0.75 * y[l] + 0.25 * value), 1e-15);
});

Deno.test("fixed-point iterations converge as q^t at most", () => {
  for (const [name, problem] of Object.entries(kinds)) {
    const { x } = problem.start;
    const q = problem.contraction(x);
    const solution = problem.exactLower(x);
    const y = solution.map((value, l) => value + normals(problem.dy, name)[l]);
    const after = (t: number): number => {
      const { y: end } = implicit({
        lowerSteps: t,
        adjoint: { solver: "fixed-point", iterations: 0 },
      })(
        problem,
        x,
        { y },
      );
      return distance(end, solution);
    };
    assert(after(10) <= Math.exp(10 * Math.log(q)) * after(0) * (1 + 1e-9), name);
  }
});

Deno.test("on gradient steps it is implicit differentiation of the lower objective", () => {
  const problem = smallLogistic();
  const map = gradientMap(problem, { step: 0.4 });
  const { x } = map.start;
  const y = normals(5, "aid");
  const other = implicit({
    lowerSteps: 6,
    lowerStep: 0.4,
    adjoint: { solver: "fixed-point", iterations: 9 },
  })(problem, x, { y: y });
  const adjoint = { solver: "fixed-point", iterations: 9 } as const;
  const { gradient, u } = implicit({ lowerSteps: 6, adjoint })(map, x, { y });
  assertNear(gradient, other.gradient, 1e-13);
  assertNear(u!.map((value) => 0.4 * value), other.u!, 1e-13);
  const cg = { solver: "cg", iterations: 3 } as const;
  assertNear(
    implicit({ lowerSteps: 6, adjoint: cg })(map, x, { y }).gradient,
    implicit({ lowerSteps: 6, lowerStep: 0.4, adjoint: cg })(problem, x, { y: y }).gradient,
    1e-12,
  );
});

Deno.test("the residual of v's system is the true one, and tells too few iterations from enough", () => {
  for (const [name, problem] of Object.entries(kinds)) {
    const { x, y } = problem.start;
    const b = problem.outer.gradientY(x, y);
    const residual = (v: Float64Array): number =>
      distance(v.map((value, l) => value - problem.map.vjp(x, y, v)[l]), b);
    for (const solver of ["fixed-point", "cg", "cg-normal"] as const) {
      if (solver === "cg" && !problem.symmetric) continue;
      const zero = b.every((value) => value === 0);
      for (const v of zero ? [undefined] : [undefined, normals(problem.dy, "v")]) {
        const after = (iterations: number) =>
          implicit({ lowerSteps: 0, adjoint: { solver, iterations } })(problem, x, {
            y,
            ...(v ? { u: v } : {}),
          });
        for (const iterations of [1, 3, 60]) {
          const { system } = after(iterations);
          if (solver === "fixed-point" && (v || iterations > 1) && !zero) {
            const before = after(iterations - 1).u!;
            const product = problem.map.vjp(x, y, before);
            const curvature = before.reduce(
              (sum, value, l) => sum + value * (value - product[l]),
              0,
            );
            const size = before.reduce((sum, value) => sum + value * value, 0);
            assert(Math.abs(system!.smallestCurvature! - curvature / size) < 1e-12, name);
          }
          const known = residual(after(solver === "fixed-point" ? iterations - 1 : iterations).u!);
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
  const { x, y } = problem.start;
  const cost = (adjoint: ImplicitOptions["adjoint"]): number[] => {
    reset();
    implicit({ lowerSteps: 4, adjoint })(problem, x, { y });
    return [counts.calls.phi, counts.calls.vjp, counts.calls.jvp, counts.calls.vjpX];
  };
  assertEquals(cost({ solver: "fixed-point", iterations: 5 }), [4, 4, 0, 1]);
  assertEquals(cost({ solver: "cg-normal", iterations: 5 }), [4, 5, 6, 1]);
  for (const solver of ["fixed-point", "cg-normal"] as const) {
    const few = implicit({ lowerSteps: 0, adjoint: { solver, iterations: 4 } });
    const half = few(problem, x, { y });
    const whole = few(problem, x, { y, u: half.u! });
    const truth = implicit({ lowerSteps: 0, adjoint: { solver, iterations: 400 } })(
      problem,
      x,
      { y },
    );
    assert(distance(whole.u!, truth.u!) < 0.9 * distance(half.u!, truth.u!), solver);
  }
});

Deno.test("malformed options and asymmetric maps are refused in one sentence", () => {
  const cases: [object, string][] = [
    [{ lowerSteps: 1 }, "implicit: adjoint is missing"],
    [{ lowerSteps: -1, adjoint: {} }, "lowerSteps is -1"],
    [{ lowerSteps: 1, adjoint: { solver: "lu" } }, 'solver is "lu": give "cg"'],
    [{ lowerSteps: 1, adjoint: { solver: "cg" } }, "adjoint: iterations is missing"],
  ];
  for (const [options, message] of cases) {
    assertThrows(() => implicit(options as ImplicitOptions), RangeError, message);
  }
  const cg = { solver: "cg", iterations: 2 } as const;
  for (const adjoint of [cg, { solver: "dense" } as const]) {
    const estimate = implicit({ lowerSteps: 0, adjoint });
    const { start } = kinds.bellman;
    assertThrows(
      () => estimate(kinds.bellman, start.x, start),
      RangeError,
      "∂_yΦ of bellman-map is not symmetric: give one of the solvers " +
        '"fixed-point", "neumann", "cg-normal"',
    );
    estimate(tinyWeighted, tinyWeighted.start.x, tinyWeighted.start);
  }
});
