import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertLess,
  assertLessOrEqual,
  assertThrows,
} from "@std/assert";
import { gram } from "../../../numerics/kernels.ts";
import { Stream } from "../../../numerics/random.ts";
import type { Hessian, LowerLevel } from "../../../problems/parametric/contract.ts";
import { minimise, minimum } from "../../../problems/parametric/exact_solution.ts";
import {
  denseHessian,
  hessianSolver,
  NewtonSystems,
} from "../../../problems/parametric/hessian_systems.ts";
import { assertSame, dot } from "./finite_differences.ts";

const NONE = new Float64Array(0);

/** A separable lower level Σ φ(y_l − l), by φ' and φ''. */
function separable(slope: (v: number) => number, curvature: (v: number) => number): LowerLevel {
  return {
    value: () => NaN,
    gradient: (_x, y) => y.map((value, l) => slope(value - l)),
    gradientX: () => NONE,
    hessian: (_x, y) => ({
      times: (p, k = 1) => {
        assert(p.length === k * y.length);
        return p.map((value, at) => curvature(y[at % y.length] - at % y.length) * value);
      },
    }),
    cross: () => NONE,
  };
}

/** The matrix a as a Hessian that counts its products. */
function matrixHessian(a: Float64Array, n: number): Hessian & { products: number } {
  return {
    products: 0,
    times(p, k = 1) {
      this.products += k;
      const out = new Float64Array(k * n);
      for (let j = 0; j < k; j++) {
        for (let i = 0; i < n; i++) {
          for (let l = 0; l < n; l++) out[j * n + i] += a[i * n + l] * p[j * n + l];
        }
      }
      return out;
    },
  };
}

Deno.test("full Newton steps would diverge here, and damped ones converge", () => {
  // φ' = v/√(1 + v²) + 10⁻³ v: from |v| > 1 Newton's method on the first term alone runs away.
  const level = separable(
    (v) => v / Math.sqrt(1 + v * v) + 1e-3 * v,
    (v) => 1 / ((1 + v * v) * Math.sqrt(1 + v * v)) + 1e-3,
  );
  const start = Float64Array.of(50, -70, 9);
  const once = level.hessian(NONE, start).times(Float64Array.of(1, 1, 1));
  const full = level.gradient(NONE, start).map((value, l) => start[l] - value / once[l]);
  assert(Math.abs(full[0]) > 50);
  assertSame("y*", minimise(level, NONE, start), Float64Array.of(0, 1, 2), 10);
});

Deno.test("a minimum is solved to rounding in any units of y", () => {
  const solution = (unit: number): number => {
    const level = separable(
      (v) => Math.exp(v / unit) + v / unit - 3,
      (v) => (Math.exp(v / unit) + 1) / unit,
    );
    return minimise(level, NONE, Float64Array.of(0))[0] / unit;
  };
  for (const unit of [1e-15, 1e-9, 1e9]) assertAlmostEquals(solution(unit), solution(1), 1e-14);
});

Deno.test("the start is left alone, and a solution is returned at once", () => {
  const level = separable((v) => v, () => 1);
  const start = Float64Array.of(5, 5);
  const solution = minimise(level, NONE, start);
  assertSame("y*", solution, Float64Array.of(0, 1));
  assertSame("start", start, Float64Array.of(5, 5), 0);
  const again = minimise(level, NONE, solution);
  assertSame("y*", again, solution, 0);
  assert(again !== solution);
});

Deno.test("the minimum brings the solver of its Hessian, with one Hessian a step", () => {
  const level = separable((v) => v + v * v * v, (v) => 1 + 3 * v * v);
  let hessians = 0;
  const counting: LowerLevel = {
    ...level,
    hessian(x, y) {
      hessians++;
      return level.hessian(x, y);
    },
  };
  const { y, solve } = minimum(counting, NONE, Float64Array.of(9, 9));
  const b = Float64Array.of(2, -3);
  const before = hessians;
  assertEquals(solve(b), hessianSolver(level.hessian(NONE, y), b.length)(b));
  assertEquals(hessians, before);
});

Deno.test("a Hessian with a matrix is not asked for products with unit vectors", () => {
  const a = Float64Array.of(2, 1, 1, 3);
  const hessian = matrixHessian(a, 2);
  const known = { times: hessian.times.bind(hessian), matrix: () => a.slice() };
  assertSame("u", hessianSolver(known, 2)(Float64Array.of(3, 4)), Float64Array.of(1, 1), 4);
  const withMatrix = hessian.products;
  hessianSolver(hessian, 2)(Float64Array.of(3, 4));
  assertEquals(hessian.products, 2 * withMatrix + 2);
});

Deno.test("large and small dimensions give one solution", () => {
  const level = separable((v) => v + v * v * v, (v) => 1 + 3 * v * v);
  for (const dy of [3, 300, 301, 400]) {
    const expected = Float64Array.from({ length: dy }, (_, l) => l);
    assertSame("y*", minimise(level, NONE, new Float64Array(dy).fill(-4)), expected, 10);
  }
});

Deno.test("a function that is not convex, or is NaN, is refused", () => {
  const concave = separable((v) => -v, () => -1);
  assertThrows(() => minimise(concave, NONE, Float64Array.of(2, 3)), RangeError, "not positive");
  // φ' > 0 everywhere: there is no minimum to find.
  const sloping = separable((v) => 1 + Math.exp(-Math.abs(v)) / 2, () => 1e-6);
  assertThrows(() => minimise(sloping, NONE, Float64Array.of(2)), RangeError, "not solved");
  const nan = separable(() => NaN, () => 1);
  assertThrows(() => minimise(nan, NONE, Float64Array.of(2)), RangeError, "not solved");
});

Deno.test("a function with a kink at its minimum is refused in any units of y", () => {
  for (const unit of [1, 1e-6, 1e-9, 1e-11]) {
    // |v − 3| + v²/20 in units: the slope jumps at 3, where it is least
    const kinked = separable(
      (v) => Math.sign(v / unit - 3) * unit + v / 10,
      () => 1 / 10,
    );
    assertThrows(() => minimise(kinked, NONE, Float64Array.of(0)), RangeError, "was not solved");
  }
});

Deno.test("an ill-conditioned system is solved to a residual at rounding", () => {
  // Hilbert's matrix of order 8: condition number 1.5·10¹⁰.
  const n = 8;
  const hilbert = Float64Array.from(
    { length: n * n },
    (_, at) => 1 / (1 + at % n + Math.floor(at / n)),
  );
  const hessian = matrixHessian(hilbert, n);
  const b = Stream.of("b").fillNormal(new Float64Array(n));
  const u = hessianSolver(hessian, b.length)(b);
  const residual = hessian.times(u).map((value, l) => b[l] - value);
  assertLessOrEqual(Math.sqrt(dot(residual, residual)), 1e-15 * Math.sqrt(dot(u, u)));
  assertSame("H", denseHessian(hessian, n), hilbert, 0);
});

Deno.test("a large system is solved without its matrix, to the accuracy of a factorisation", () => {
  const n = 310;
  const a = Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return Math.exp(-Math.abs(i - j) / 10) + (i === j ? 0.01 : 0);
  });
  const hessian = matrixHessian(a, n);
  const truth = Stream.of("truth").fillNormal(new Float64Array(n));
  const b = hessian.times(truth);
  hessian.products = 0;
  assertSame("u", hessianSolver(hessian, b.length)(b), truth, 1e4);
  assertLess(hessian.products, 2 * n);
});

Deno.test("one factor serves points that are near each other, and no others", () => {
  const n = 60;
  const random = Stream.of("near");
  const a = gram(random.fillNormal(new Float64Array(2 * n * n)), 2 * n, n);
  const near = a.map((value, at) => at % (n + 1) === 0 ? 1.02 * value : value);
  const far = a.map((value, at) => at % (n + 1) === 0 ? value + 1e5 * (at % 7) : value);
  const b = random.fillNormal(new Float64Array(n));
  const systems = new NewtonSystems(n);
  for (const [matrix, least, most] of [[a, n, n + 4], [near, 4, 40], [far, n, n + 40]] as const) {
    const hessian = matrixHessian(matrix, n);
    const { direction, solve } = systems.at(hessian);
    const truth = hessian.times(b);
    hessian.products = 0;
    assertSame("u", solve(truth), b, 1e5);
    assert(hessian.products >= least && hessian.products <= most, `${hessian.products} products`);
    const error = direction(truth).map((value, l) => value - b[l]);
    assertLess(dot(error, error), 1e-12 * dot(b, b));
  }
  const concave = matrixHessian(a.map((value) => -value), n);
  assertThrows(() => systems.at(concave).direction(b), RangeError, "not positive");
});

Deno.test("zero has the solution zero", () => {
  const hessian = matrixHessian(Float64Array.of(2, 0, 0, 2), 2);
  assertSame("u", hessianSolver(hessian, 2)(new Float64Array(2)), new Float64Array(2));
  assertAlmostEquals(hessianSolver(hessian, 2)(Float64Array.of(0, 3))[1], 1.5, 1e-16);
});

Deno.test("a system is solved in any units of its right-hand side", () => {
  const n = 60;
  const features = Stream.of("tests", "units").fillNormal(new Float64Array(2 * n * n));
  const hessian = matrixHessian(gram(features, 2 * n, n), n);
  const b = Stream.of("tests", "side").fillNormal(new Float64Array(n));
  const expected = hessianSolver(hessian, n)(b);
  for (const unit of [1e-200, 1e-162, 1e160, 1e200]) {
    const u = hessianSolver(hessian, n)(b.map((value) => unit * value));
    assertSame(`u / ${unit}`, u.map((value) => value / unit), expected, 100);
  }
});
