import { assert, assertEquals, assertThrows } from "@std/assert";
import { Matrix, solve } from "ml-matrix";
import { Stream } from "../../../numerics/random.ts";
import { dense, nystroem } from "../../../estimators/parametric/dense_solvers.ts";
import {
  conjugateGradients,
  conjugateGradientsNormal,
} from "../../../estimators/parametric/krylov.ts";
import {
  fixedPoint,
  linearSolver,
  neumann,
  type SolverOptions,
} from "../../../estimators/parametric/linear_solvers.ts";
import type { LinearSolver } from "../../../estimators/parametric/linear_system.ts";
import type { Hessian } from "../../../problems/parametric/contract.ts";
import { assertNear, distance, matrixHessian, normals, positiveMatrix } from "./support.ts";

const N = 12;
const H = positiveMatrix(N, 0.2, "H");
const B = normals(N, "b");
const hessian = matrixHessian(H, N);
const STEP = 0.2;

function exactly(matrix: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const x = solve(Matrix.from1DArray(n, n, matrix), Matrix.from1DArray(n, 1, b));
  return Float64Array.from(x.to1DArray());
}

function u(solver: LinearSolver, b = B, from?: Float64Array, count = 1): Float64Array {
  const start = from === undefined ? {} : { from };
  return solver({ hessians: () => hessian, b, count, step: STEP, ...start }).u;
}

/** The operator, and how many products were asked of it. */
function tallied(of: Hessian): { hessian: Hessian; products: () => number } {
  let products = 0;
  return {
    hessian: {
      times(p, k = 1) {
        products += k;
        return of.times(p, k);
      },
    },
    products: () => products,
  };
}

Deno.test("conjugate gradients are exact after as many iterations as dimensions, and not before", () => {
  const truth = exactly(H, B);
  assertNear(u(conjugateGradients({ iterations: N })), truth, 1e-11);
  assert(distance(u(conjugateGradients({ iterations: N - 1 })), truth) > 1e-6);
});

Deno.test("conjugate gradients minimise the H-norm of the error over the Krylov space", () => {
  // Against an explicit basis: minimise over span{b, Hb, …} by its normal equations
  const truth = exactly(H, B);
  for (const k of [1, 2, 3, 5]) {
    const basis: Float64Array[] = [B];
    for (let i = 1; i < k; i++) {
      const next = hessian.times(basis[i - 1]);
      basis.push(next.map((value) => value / Math.sqrt(next.reduce((s, t) => s + t * t, 0))));
    }
    const inner = (a: Float64Array, b: Float64Array): number =>
      hessian.times(a).reduce((sum, value, l) => sum + value * b[l], 0);
    const gram = Float64Array.from(
      { length: k * k },
      (_, at) => inner(basis[Math.floor(at / k)], basis[at % k]),
    );
    const weights = exactly(gram, Float64Array.from(basis, (v) => inner(v, truth)));
    const best = new Float64Array(N);
    basis.forEach((v, i) => v.forEach((value, l) => best[l] += weights[i] * value));
    assertNear(u(conjugateGradients({ iterations: k })), best, 1e-9, `k = ${k}`);
  }
});

Deno.test("one dimension is solved in one iteration", () => {
  const one = matrixHessian(Float64Array.of(2), 1);
  for (const solver of [conjugateGradients, conjugateGradientsNormal]) {
    for (const tolerance of [0, 0.1]) {
      const { u } = solver({ iterations: 5, tolerance })({
        hessians: () => one,
        b: Float64Array.of(3),
        step: 1,
      });
      assertEquals(u, Float64Array.of(1.5));
    }
  }
});

Deno.test("conjugate gradients stop at the tolerance, with the iterate that meets it", () => {
  for (const tolerance of [1e-1, 1e-3, 1e-6]) {
    const { hessian: counted, products } = tallied(hessian);
    const system = { hessians: () => counted, b: B, step: STEP };
    const { u } = conjugateGradients({ iterations: 100, tolerance })(system);
    const used = products();
    const residual = distance(hessian.times(u), B);
    assert(residual <= tolerance * (1 + 1e-6), `${residual} at ${tolerance}`);
    assert(used <= N);
    const earlier = conjugateGradients({ iterations: used - 1 })(system).u;
    assert(distance(hessian.times(earlier), B) > tolerance);
  }
});

Deno.test("iterations without end do no harm once the system is solved", () => {
  const truth = exactly(H, B);
  for (const solver of [conjugateGradients, conjugateGradientsNormal]) {
    assertNear(u(solver({ iterations: 2000 })), truth, 1e-10);
  }
});

Deno.test("a warm start is where the iteration goes on from", () => {
  const truth = exactly(H, B);
  const start = truth.map((value, l) => value + 1e-3 * Math.sin(l));
  // CG from a start is the start plus CG from 0 on what is left
  const left = B.map((value, l) => value - hessian.times(start)[l]);
  const three = u(conjugateGradients({ iterations: 3 }), left);
  const sum = start.map((value, l) => value + three[l]);
  assertNear(u(conjugateGradients({ iterations: 3 }), B, start), sum, 1e-13);
  const start2 = start.slice();
  u(fixedPoint({ iterations: 3 }), B, start);
  assertEquals(start, start2);
  const step = start.map((value, l) => value - STEP * (hessian.times(start)[l] - B[l]));
  assertEquals(u(fixedPoint({ iterations: 1 }), B, start), step);
  assertEquals(u(fixedPoint({ iterations: 0 }), B, start), start);
  assertNear(u(conjugateGradients({ iterations: N }), B, start), truth, 1e-11);
  assertNear(u(conjugateGradientsNormal({ iterations: 2 * N }), B, start), truth, 1e-11);
});

Deno.test("where H is not positive conjugate gradients solve it, on the normal equations or not", () => {
  const indefinite = Float64Array.of(1, 0, 0, -2);
  const system = {
    hessians: () => matrixHessian(indefinite, 2),
    b: Float64Array.of(1, 1),
    step: 1,
  };
  const normal = conjugateGradientsNormal({ iterations: 2 })(system).u;
  assertNear(normal, Float64Array.of(1, -0.5), 1e-14);
  assertNear(conjugateGradients({ iterations: 2 })(system).u, Float64Array.of(1, -0.5), 1e-14);
});

Deno.test("the fixed-point iteration is its closed form, and the Neumann series one step longer", () => {
  // u_K = γ Σ_{j<K} (I − γH)^j b
  let term = B.slice();
  let sum = new Float64Array(N);
  for (let k = 1; k <= 8; k++) {
    sum = sum.map((value, l) => value + STEP * term[l]);
    const product = hessian.times(term);
    term = term.map((value, l) => value - STEP * product[l]);
    assertNear(u(fixedPoint({ iterations: k })), sum, 1e-14, `K = ${k}`);
    assertNear(u(neumann({ order: k - 1 })), sum, 1e-14, `K = ${k}`);
  }
  assertEquals(u(fixedPoint({ iterations: 0 })), new Float64Array(N));
  assertNear(
    u(fixedPoint({ iterations: 5, step: 0.05 })),
    u(neumann({ order: 4, step: 0.05 })),
    1e-14,
  );
  assert(
    distance(u(fixedPoint({ iterations: 5, step: 0.05 })), u(fixedPoint({ iterations: 5 }))) > 0.1,
  );
});

Deno.test("the fixed-point iteration stops one step after the tolerance is met", () => {
  const { hessian: counted, products } = tallied(hessian);
  const tolerance = 1e-4;
  const { u: found } = fixedPoint({ iterations: 10_000, tolerance })({
    hessians: () => counted,
    b: B,
    step: STEP,
  });
  const used = products();
  assertNear(found, u(fixedPoint({ iterations: used + 1 })), 0);
  assert(distance(hessian.times(u(fixedPoint({ iterations: used }))), B) <= tolerance);
  assert(distance(hessian.times(u(fixedPoint({ iterations: used - 1 }))), B) > tolerance);
});

Deno.test("products are what each solver says", () => {
  const cost = (solver: LinearSolver, from?: Float64Array): number => {
    const { hessian: counted, products } = tallied(hessian);
    const start = from === undefined ? {} : { from };
    const random = Stream.of("rows");
    solver({ hessians: () => counted, b: B, step: STEP, random, ...start });
    return products();
  };
  assertEquals(cost(conjugateGradients({ iterations: 4 })), 4);
  assertEquals(cost(conjugateGradients({ iterations: 4 }), B), 5);
  assertEquals(cost(conjugateGradientsNormal({ iterations: 4 })), 9);
  assertEquals(cost(fixedPoint({ iterations: 4 })), 3);
  assertEquals(cost(fixedPoint({ iterations: 4 }), B), 4);
  assertEquals(cost(neumann({ order: 4 })), 4);
  assertEquals(cost(nystroem({ rank: 4, rho: 1 })), 4);
  assertEquals(cost(dense), N);
});

Deno.test("each iteration of a minibatch solver sees its own Hessian", () => {
  const matrices = Array.from({ length: 4 }, (_, j) => positiveMatrix(3, 0.1, "batch", j));
  const b = normals(3, "b of batches");
  const seen: number[] = [];
  const hessians = (j: number): Hessian => {
    seen.push(j);
    return matrixHessian(matrices[j], 3);
  };
  const from = normals(3, "start of batches");
  let by = from;
  for (let j = 0; j < 4; j++) {
    const product = matrixHessian(matrices[j], 3).times(by);
    by = by.map((value, l) => value - 0.1 * (product[l] - b[l]));
  }
  assertNear(fixedPoint({ iterations: 4 })({ hessians, b, from, step: 0.1 }).u, by, 1e-15);
  assertEquals(seen, [0, 1, 2, 3]);
  let term = b;
  let sum = b;
  for (let j = 1; j < 4; j++) {
    const product = matrixHessian(matrices[j], 3).times(term);
    term = term.map((value, l) => value - 0.1 * product[l]);
    sum = sum.map((value, l) => value + term[l]);
  }
  seen.length = 0;
  const series = neumann({ order: 3 })({ hessians, b, step: 0.1 }).u;
  assertNear(series, sum.map((value) => 0.1 * value), 1e-15);
  assertEquals(seen, [1, 2, 3]);
});

Deno.test("Nyström with all rows is (H + ρI)⁻¹, to the rounding that ρ leaves", () => {
  for (const rho of [1, 1e-3, 1e-9]) {
    const damped = H.map((value, at) => at % (N + 1) === 0 ? value + rho : value);
    const tolerance = 1e-15 / rho + 1e-13;
    for (const rank of [N, 99]) {
      assertNear(u(nystroem({ rank, rho })), exactly(damped, B), tolerance, `ρ = ${rho}`);
    }
  }
});

Deno.test("Nyström is its published formula on the rows it draws, and rank decides how many", () => {
  const rho = 0.3;
  for (const rank of [1, 4, 9]) {
    const drawn: Float64Array[] = [];
    const watched: Hessian = {
      times(p, k = 1) {
        assertEquals(k, rank);
        for (let i = 0; i < k; i++) drawn.push(p.slice(i * N, (i + 1) * N));
        return hessian.times(p, k);
      },
    };
    const random = Stream.of("nystroem", rank);
    const { u } = nystroem({ rank, rho })({ hessians: () => watched, b: B, step: 1, random });
    const rows = drawn.map((unit) => unit.indexOf(1));
    assertEquals(new Set(rows).size, rank);
    const full = Matrix.from1DArray(N, N, H);
    const c = new Matrix(rows.map((i) => full.getRow(i)));
    const m = new Matrix(rows.map((i) => rows.map((j) => full.get(i, j))));
    const core = Matrix.add(m, Matrix.div(c.mmul(c.transpose()), rho));
    const b = Matrix.columnVector(Array.from(B));
    const correction = c.transpose().mmul(solve(core, c.mmul(b)));
    const formula = Matrix.sub(Matrix.div(b, rho), Matrix.div(correction, rho * rho));
    assertNear(u, Float64Array.from(formula.to1DArray()), 1e-11, `rank ${rank}`);
  }
});

Deno.test("Nyström's rows are each drawn equally often", () => {
  const times = new Float64Array(5);
  const five = matrixHessian(positiveMatrix(5, 1, "five"), 5);
  const watched: Hessian = {
    times(p, k = 1) {
      for (let l = 0; l < 5; l++) for (let i = 0; i < k; i++) times[l] += p[i * 5 + l];
      return five.times(p, k);
    },
  };
  const draws = 2000;
  for (let i = 0; i < draws; i++) {
    const random = Stream.of("rows", i);
    nystroem({ rank: 2, rho: 1 })({
      hessians: () => watched,
      b: new Float64Array(5),
      step: 1,
      random,
    });
  }
  // 2 of 5: mean 0.4 draws each, variance 0.24
  const error = Math.sqrt(0.24 / draws);
  for (const count of times) assert(Math.abs(count / draws - 0.4) < 4 * error, `${times}`);
});

Deno.test("several right-hand sides are solved as each alone", () => {
  const count = 3;
  const b = new Float64Array(count * N);
  for (let i = 0; i < count; i++) b.set(normals(N, "several", i), i * N);
  // The second is solved at once: it leaves the block of the others
  b.fill(0, N, 2 * N);
  const from = normals(count * N, "several", "from");
  const solvers: [LinearSolver, boolean][] = [
    [conjugateGradients({ iterations: 5 }), true],
    [conjugateGradients({ iterations: 50, tolerance: 1e-3 }), true],
    [conjugateGradientsNormal({ iterations: 5 }), true],
    [fixedPoint({ iterations: 5 }), true],
    [neumann({ order: 5 }), false],
    [nystroem({ rank: N, rho: 0.1 }), false],
    [dense, false],
  ];
  for (const [solver, warm] of solvers) {
    for (const start of warm ? [undefined, from] : [undefined]) {
      const together = u(solver, b, start, count);
      for (let i = 0; i < count; i++) {
        const part = (a: Float64Array): Float64Array => a.slice(i * N, (i + 1) * N);
        const alone = u(solver, part(b), start && part(start));
        assertNear(part(together), alone, 1e-14, `${i}`);
      }
    }
  }
});

Deno.test("solved systems of a block cost nothing more", () => {
  const { hessian: counted, products } = tallied(hessian);
  const b = new Float64Array(2 * N);
  b.set(B);
  conjugateGradients({ iterations: 4 })({ hessians: () => counted, b, count: 2, step: 1 });
  assertEquals(products(), 4);
});

Deno.test("a right-hand side of 0 has the solution 0", () => {
  const zero = new Float64Array(N);
  for (const options of everySolver()) {
    assertEquals(u(linearSolver("test", options), zero), zero, options.solver);
  }
});

Deno.test("what is not finite gives what is not finite", () => {
  const b = B.with(0, NaN);
  const broken = matrixHessian(H.with(0, NaN), N);
  for (const options of everySolver()) {
    const solver = linearSolver("test", options);
    for (
      const solution of [
        u(solver, b),
        solver({ hessians: () => broken, b: B, step: STEP }).u,
      ]
    ) {
      assert(!solution.every(Number.isFinite), options.solver);
    }
  }
});

Deno.test("a solver holds what it says", () => {
  const memory = (options: SolverOptions): number =>
    linearSolver("test", options)({ hessians: () => hessian, b: B, step: STEP }).memory;
  // u, the residual, the direction and its product, and two numbers
  assertEquals(memory({ solver: "cg", iterations: 5 }), 4 * N + 2);
  assertEquals(memory({ solver: "cg", iterations: 50 }), 4 * N + 2);
  assertEquals(memory({ solver: "fixed-point", iterations: 5 }), 2 * N);
  assertEquals(memory({ solver: "neumann", order: 5 }), 3 * N);
  assertEquals(memory({ solver: "dense" }), 2 * N * N + N);
});

Deno.test("malformed solvers are refused in one sentence", () => {
  const refused: [unknown, string][] = [
    [{ solver: "gmres" }, 'test: solver is "gmres": give "cg" or'],
    [{}, "test: solver is missing"],
    [{ solver: "cg" }, "test: iterations is missing: give a whole number, at least 0"],
    [{ solver: "cg", iterations: 1.5 }, "test: iterations is 1.5"],
    [{ solver: "cg", iterations: 3, tolerance: -1 }, "test: tolerance is -1"],
    [{ solver: "fixed-point", iterations: 3, step: 0 }, "test: step is 0"],
    [{ solver: "neumann", iterations: 3 }, "test: there is no option iterations"],
    [{ solver: "nystroem", rank: 0, rho: 1 }, "test: rank is 0"],
    [{ solver: "nystroem", rank: 1, rho: 0 }, "test: rho is 0"],
    [{ solver: "dense", rank: 1 }, "test: there is no option rank"],
    [null, "test: the options are null"],
    [{ solver: "toString" }, 'test: solver is "toString"'],
  ];
  for (const [options, sentence] of refused) {
    assertThrows(() => linearSolver("test", options as SolverOptions), RangeError, sentence);
  }
  const system = { hessians: () => hessian, b: B, step: STEP };
  assertThrows(
    () => nystroem({ rank: 2, rho: 1 })(system),
    RangeError,
    `2 of ${N} rows are drawn at random: give a random source`,
  );
});

function everySolver(): SolverOptions[] {
  return [
    { solver: "cg", iterations: 5 },
    { solver: "cg-normal", iterations: 5 },
    { solver: "fixed-point", iterations: 5 },
    { solver: "neumann", order: 5 },
    { solver: "nystroem", rank: N, rho: 0.1 },
    { solver: "dense" },
  ];
}
