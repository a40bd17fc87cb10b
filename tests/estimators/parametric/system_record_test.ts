import { assert, assertEquals } from "@std/assert";
import { linearSolver, type SolverOptions } from "../../../estimators/parametric/linear_solvers.ts";
import type { LinearSolution } from "../../../estimators/parametric/linear_system.ts";
import { SOLVED, systemRecord, worse } from "../../../estimators/parametric/system_record.ts";
import { assertNear, distance, matrixHessian, normals } from "./support.ts";
import { everySolver, EXACT, turned } from "./system_support.ts";

function diagonal(...values: number[]): Float64Array {
  const n = values.length;
  return Float64Array.from({ length: n * n }, (_, at) => at % (n + 1) === 0 ? values[at % n] : 0);
}

function solved(
  options: SolverOptions,
  matrix: Float64Array,
  b: Float64Array,
  { step = 0.3, from, check = true }: { step?: number; from?: Float64Array; check?: boolean } = {},
): LinearSolution {
  const hessian = matrixHessian(matrix, b.length);
  return linearSolver("test", options)({
    hessians: () => hessian,
    b,
    step,
    ...(from ? { from } : {}),
    ...(check ? { check: hessian } : {}),
  });
}

/** ‖b − Hu‖/‖b‖. */
function residual(matrix: Float64Array, u: Float64Array, b: Float64Array): number {
  return distance(matrixHessian(matrix, b.length).times(u), b);
}

Deno.test("indefinite systems are solved by conjugate gradients, their normal equations and LDL", () => {
  const n = 9;
  const values = [-3, -1, -0.2, 0.1, 0.5, 1, 2, 4, 7];
  const matrix = turned(values);
  const b = normals(n, "b");
  const inverse = turned(values.map((value) => 1 / value));
  const truth = matrixHessian(inverse, n).times(b);
  for (const options of EXACT) {
    for (const from of [undefined, normals(n, "from")]) {
      const { u, system } = solved(options, matrix, b, from && { from });
      assertNear(u, truth, 1e-9, options.solver);
      assertEquals(system.converged, true, options.solver);
      assert(system.smallestCurvature! < 0, options.solver);
      assert(system.smallestCurvature! >= -3 - 1e-12, options.solver);
    }
  }
  const { u, system } = solved({ solver: "nystroem", rank: n, rho: 1e-9 }, matrix, b);
  assertNear(u, truth, 1e-6);
  assert(Math.abs(system.smallestCurvature! + 3) < 1e-12);
  // The iterations that need a positive H diverge, and say so
  for (const options of everySolver().slice(3, 5)) {
    const { system } = solved(options, matrix, b);
    assertEquals(system.converged, false);
    assert(system.relativeResidual! > 1e6);
    assert(system.smallestCurvature! < -2.9);
  }
});

Deno.test("the residual that is reported is the true one, whatever stopped the solver", () => {
  const n = 12;
  const matrices = {
    positive: turned(Array.from({ length: n }, (_, l) => 0.1 + l / 4)),
    indefinite: turned(Array.from({ length: n }, (_, l) => l - 4.5)),
    singular: turned(Array.from({ length: n }, (_, l) => l < 3 ? 0 : l / 3)),
  };
  for (const [name, matrix] of Object.entries(matrices)) {
    const b = normals(n, "b", name);
    const efforts: SolverOptions[] = [0, 1, 2, 5, 11, 12, 60].flatMap((iterations) => [
      { solver: "cg", iterations },
      { solver: "cg-normal", iterations },
      { solver: "fixed-point", iterations },
      { solver: "neumann", order: iterations },
      { solver: "nystroem", rank: 1 + iterations % n, rho: 0.1 },
    ]);
    for (const options of [...efforts, { solver: "dense" } as const]) {
      for (const from of [undefined, normals(n, "from")]) {
        const hessian = matrixHessian(matrix, n);
        const { u, system } = linearSolver("test", options)({
          hessians: () => hessian,
          b,
          step: 0.3,
          ...(from ? { from } : {}),
          check: hessian,
          random: { uniform: () => 0.5 } as never,
        });
        const known = residual(matrix, u, b);
        const off = Math.abs(system.relativeResidual! - known) / Math.max(1, known);
        assert(off < 1e-11, `${name} ${JSON.stringify(options)}: off by ${off}`);
        assertEquals(system.converged, system.relativeResidual! <= SOLVED);
      }
    }
  }
});

Deno.test("without a check fixed points and series report the iterate before their last step", () => {
  const matrix = turned([0.2, 1, 3]);
  const b = normals(3, "b");
  for (const from of [undefined, normals(3, "from")]) {
    for (const k of [1, 2, 7]) {
      const at = (iterations: number) =>
        solved({ solver: "fixed-point", iterations }, matrix, b, {
          ...(from ? { from } : {}),
          check: false,
        });
      const { relativeResidual } = at(k).system;
      assert(Math.abs(relativeResidual! - residual(matrix, at(k - 1).u, b)) < 1e-14);
    }
  }
  const series = (order: number) =>
    solved({ solver: "neumann", order }, matrix, b, { check: false });
  const { relativeResidual } = series(6).system;
  assert(Math.abs(relativeResidual! - residual(matrix, series(5).u, b)) < 1e-14);
});

Deno.test("what nobody knows is absent: minibatches, and rows without a product", () => {
  const b = normals(3, "b");
  const two = [matrixHessian(turned([1, 1, 2]), 3), matrixHessian(turned([1, 2, 2]), 3)];
  for (
    const options of [{ solver: "fixed-point", iterations: 4 }, { solver: "neumann", order: 4 }]
  ) {
    const solve = linearSolver("test", options as SolverOptions);
    assertEquals(solve({ hessians: (j) => two[j % 2], b, step: 0.3 }).system, {});
  }
  const { system } = linearSolver("test", { solver: "nystroem", rank: 2, rho: 1 })({
    hessians: () => two[0],
    b,
    step: 1,
    random: { uniform: () => 0.5 } as never,
  });
  assertEquals(Object.keys(system), ["smallestCurvature"]);
});

Deno.test("singular systems: solved where b is in the range, and else said not to be", () => {
  // [[1, 1], [1, 1]]: range (1, 1), null space (1, −1)
  const matrix = new Float64Array(4).fill(1);
  for (const options of EXACT) {
    const inside = solved(options, matrix, Float64Array.of(3, 3));
    assertNear(inside.u, Float64Array.of(1.5, 1.5), 1e-12, options.solver);
    assertEquals(inside.system.converged, true, options.solver);
    const outside = solved(options, matrix, Float64Array.of(3, 1));
    assertEquals(outside.system.converged, false, options.solver);
    const left = residual(matrix, outside.u, Float64Array.of(3, 1));
    assert(Math.abs(outside.system.relativeResidual! - left) < 1e-12, options.solver);
    // The shortest of the least squares, but for conjugate gradients, which minimise no residual
    if (options.solver !== "cg") assertNear(outside.u, Float64Array.of(1, 1), 1e-12);
    // H² b, and all that follows it, has no part in the null space
    if (options.solver === "cg-normal") continue;
    assert(Math.abs(outside.system.smallestCurvature!) < 1e-12, options.solver);
  }
  // A larger one, with iterations to spare
  const n = 8;
  const values = [0, 0, 0, 1, 2, 3, -4, 5];
  const large = turned(values);
  const b = matrixHessian(large, n).times(normals(n, "coefficients"));
  const shortest = matrixHessian(turned(values.map((value) => value === 0 ? 0 : 1 / value)), n)
    .times(b);
  for (const options of EXACT) {
    const { u, system } = solved(options, large, b);
    assertNear(u, shortest, 1e-9, options.solver);
    assertEquals(system.converged, true, options.solver);
    const off = solved(options, large, normals(n, "anywhere"));
    assertEquals(off.system.converged, false, options.solver);
    if (options.solver !== "cg") assert(off.u.every((value) => Math.abs(value) < 100));
  }
});

Deno.test("a singular H that is not negative anywhere: no curvature is, and the shortest u solves", () => {
  // Cholesky refuses some of these, and in others rounding makes a pivot positive
  for (let n = 3; n <= 14; n++) {
    const values = Array.from({ length: n }, (_, l) => Math.max(0, l - n / 3));
    const matrix = turned(values);
    const inverse = turned(values.map((value) => value === 0 ? 0 : 1 / value));
    const b = matrixHessian(matrix, n).times(normals(n, "singular"));
    for (const options of [...EXACT, { solver: "cg", iterations: n } as const]) {
      const { u, system } = solved(options, matrix, b);
      assertNear(u, matrixHessian(inverse, n).times(b), 1e-8, `${options.solver} ${n}`);
      assertEquals(system.converged, true);
      assert(system.smallestCurvature! >= 0, `${options.solver}: ${system.smallestCurvature}`);
      if (options.solver === "dense") assertEquals(system.smallestCurvature, 0);
    }
    const off = solved({ solver: "cg", iterations: 200 }, matrix, normals(n, "anywhere")).system;
    assert(off.smallestCurvature! >= 0 && !off.converged, `${n}: ${off.smallestCurvature}`);
  }
});

Deno.test("from far away rounding stays, and is said", () => {
  const matrix = turned([1, 2, 3, 4]);
  const from = normals(4, "far").map((value) => 1e10 * value);
  for (const solver of ["cg", "cg-normal"] as const) {
    const { u, system } = solved({ solver, iterations: 8 }, matrix, normals(4, "b"), { from });
    const known = residual(matrix, u, normals(4, "b"));
    assert(known > 1e-9 && known < 20 * system.relativeResidual!, `${solver}: ${known}`);
    // Also where H is flat, so that no residual is ever large
    const singular = turned([0, 1, 2, 3]);
    const b = matrixHessian(singular, 4).times(normals(4, "b"));
    const flat = matrixHessian(turned([1, 0, 0, 0]), 4).times(from);
    const at = solved({ solver, iterations: 8 }, singular, b, { from: flat });
    const left = residual(singular, at.u, b);
    assert(left > 1e-9 && left < 20 * at.system.relativeResidual!, `${solver}: ${left}`);
  }
});

Deno.test("a direction of zero curvature ends conjugate gradients, and is no stationary point", () => {
  // b'Hb = 0 although H is regular: the recursion breaks down at its first step
  const matrix = diagonal(1, -1);
  const b = Float64Array.of(1, 1);
  const { u, system } = solved({ solver: "cg", iterations: 10 }, matrix, b);
  assertEquals(u, new Float64Array(2));
  assertEquals(system, { relativeResidual: 1, converged: false, smallestCurvature: 0 });
  for (const options of EXACT.slice(1)) {
    assertNear(solved(options, matrix, b).u, Float64Array.of(1, -1), 1e-14, options.solver);
  }
  // Almost zero: it goes on, loses digits, and says how many
  for (const gap of [1e-4, 1e-8, 1e-12]) {
    const { u, system } = solved({ solver: "cg", iterations: 10 }, diagonal(1, -1 + gap), b);
    const known = residual(diagonal(1, -1 + gap), u, b);
    assert(known <= 10 * system.relativeResidual!, `${gap}: ${known}`);
    if (system.converged) assertNear(u, Float64Array.of(1, -1 / (1 - gap)), 1e-5);
  }
});

Deno.test("b = 0 is solved by 0, with nothing left", () => {
  for (const matrix of [diagonal(1, 2), diagonal(1, -2), diagonal(0, 1), diagonal(0, 0)]) {
    for (const options of everySolver()) {
      const { u, system } = solved(options, matrix, new Float64Array(2));
      assertEquals(u.map(Math.abs), new Float64Array(2), options.solver);
      assertEquals(system.relativeResidual, 0);
      assertEquals(system.converged, true);
    }
  }
});

Deno.test("H = 0 is not solved, and what is not finite is never called solved", () => {
  for (const options of everySolver()) {
    const { system } = solved(options, diagonal(0, 0), Float64Array.of(1, 2));
    assertEquals(system.converged, false, options.solver);
    for (
      const [matrix, b] of [
        [diagonal(NaN, 1), Float64Array.of(1, 2)],
        [diagonal(1, 1), Float64Array.of(NaN, 2)],
      ]
    ) {
      const { converged, ...numbers } = solved(options, matrix, b).system;
      assertEquals(converged, false, options.solver);
      for (const value of Object.values(numbers)) assert(Number.isFinite(value), options.solver);
      assert(!("relativeResidual" in numbers));
    }
  }
});

Deno.test("five steps at κ = 10⁴ say that they are far off, and no κ is claimed wrongly", () => {
  const n = 20;
  for (const digits of [4, 6, 8, 10, 12]) {
    const values = Array.from({ length: n }, (_, l) => Math.exp(-digits * Math.LN10 * l / (n - 1)));
    for (const sign of [1, -1]) {
      const matrix = turned(values.map((value, l) => l % 3 === 0 ? sign * value : value));
      const b = normals(n, "ill-conditioned", digits);
      for (const options of everySolver()) {
        const { u, system } = solved(options, matrix, b);
        const known = residual(matrix, u, b);
        const what = `${options.solver} κ = 1e${digits} ${sign}: ${known}, ${
          JSON.stringify(system)
        }`;
        assert(system.converged === (system.relativeResidual! <= SOLVED), what);
        if (system.converged) assert(known <= 2 * SOLVED, what);
        if (known < Infinity) assert(known <= 100 * system.relativeResidual! + 1e-12, what);
        if (sign > 0) continue;
        if (options.solver === "dense") assert(system.smallestCurvature! < 0, what);
      }
      for (const options of everySolver().slice(0, 5)) {
        const few = { ...options, iterations: 5, order: 5 };
        const { iterations: _, order: __, ...rest } = few;
        const limited = (options.solver === "dense"
          ? { solver: "dense" }
          : options.solver === "neumann"
          ? { ...rest, order: 5 }
          : { ...rest, iterations: 5 }) as SolverOptions;
        if (limited.solver === "dense") {
          continue;
        }
        assertEquals(solved(limited, matrix, b).system.converged, false, options.solver);
      }
      if (digits <= 6) {
        assertEquals(solved({ solver: "dense" }, matrix, b).system.converged, true);
      }
    }
  }
});

Deno.test("the units of H and b change nothing but the units of the answer", () => {
  const n = 6;
  const b = normals(n, "units");
  for (const values of [[1, 2, 3, 4, 5, 6], [1, -2, 3, -4, 5, 6], [0, 0, 1, 2, 3, -4]]) {
    const matrix = turned(values);
    for (const units of [1e-12, 1e-6, 1e6, 1e12]) {
      for (const size of [1e-12, 1, 1e12]) {
        const one = everySolver();
        everySolver(units).forEach((options, i) => {
          const reference = solved(one[i], matrix, b);
          const other = solved(options, matrix.map((v) => v * units), b.map((v) => v * size), {
            step: 0.3 / units,
          });
          const what = `${options.solver} ${values} ${units} ${size}`;
          assertEquals(other.system.converged, reference.system.converged, what);
          if (reference.system.converged) {
            assertNear(other.u.map((v) => v * units / size), reference.u, 1e-6, what);
          } else {
            const ratio = other.system.relativeResidual! / reference.system.relativeResidual!;
            assert(Math.abs(ratio - 1) < 1e-3, `${what}: ${ratio}`);
          }
          const curvatures = [
            other.system.smallestCurvature! / units,
            reference.system.smallestCurvature!,
          ];
          const [sign, known] = curvatures.map((v) => Math.abs(v) < 1e-9 ? 0 : Math.sign(v));
          assertEquals(sign, known, `${what} ${curvatures}`);
          for (const value of curvatures) assert(value >= Math.min(...values) - 1e-9, what);
        });
      }
    }
  }
});

Deno.test("several systems: the worst residual, and solved if all are", () => {
  const matrix = matrixHessian(diagonal(1, 0), 2);
  for (const options of EXACT) {
    const b = Float64Array.of(1, 0, 3, 4);
    const { u, system } = linearSolver("test", options)({
      hessians: () => matrix,
      b,
      count: 2,
      step: 1,
    });
    assertEquals(system.converged, false);
    const worst = residual(diagonal(1, 0), u.slice(2), b.slice(2));
    assert(Math.abs(system.relativeResidual! - worst) < 1e-12, options.solver);
    if (options.solver !== "cg") assert(Math.abs(worst - 0.8) < 1e-12);
  }
});

Deno.test("a tolerance that is met is convergence, and one that is not is none", () => {
  const matrix = turned([0.5, 1, 2, 3, 4, 5]);
  const b = normals(6, "tolerance");
  for (const solver of ["cg", "cg-normal", "fixed-point"] as const) {
    for (const tolerance of [1e-1, 1e-3]) {
      const enough = solved({ solver, iterations: 400, tolerance }, matrix, b);
      if (solver !== "cg-normal") assertEquals(enough.system.converged, true, solver);
      const few = solved({ solver, iterations: 1, tolerance: 1e-3 }, matrix, b);
      assertEquals(few.system.converged, false, solver);
    }
  }
});

Deno.test("records are joined to the worst of both, and what one does not know is not claimed", () => {
  const good = { relativeResidual: 1e-9, converged: true, smallestCurvature: 2 };
  const bad = { relativeResidual: 0.5, converged: false, smallestCurvature: -1 };
  assertEquals(worse(good, bad), bad);
  assertEquals(worse(bad, good), bad);
  assertEquals(worse(good, {}), { relativeResidual: 1e-9, smallestCurvature: 2 });
  assertEquals(worse({}, bad), bad);
  assertEquals(worse({}, {}), {});
  assertEquals(systemRecord({ b: Float64Array.of(0) }, [1], Infinity).converged, false);
});
