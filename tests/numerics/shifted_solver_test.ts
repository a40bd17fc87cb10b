import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { EigenvalueDecomposition, inverse, Matrix, solve } from "ml-matrix";
import { radialGram } from "../../numerics/radial_kernel.ts";
import { gemm, solvePositiveDefinite } from "../../numerics/kernels.ts";
import { ShiftedSolver } from "../../numerics/shifted_solver.ts";
import { distance, normals, product, SIZES, transpose } from "./support.ts";

const SHIFTS = [0.01, 0.3, 10, 1000];

/** A positive semidefinite matrix of rank n/2, about. */
function semidefinite(n: number): Float64Array {
  const rank = Math.ceil(n / 2);
  const g = normals(n * rank, "semidefinite", n);
  return product(g, transpose(g, n, rank), n, rank, n);
}

function shifted(k: Float64Array, n: number, shift: number): Float64Array {
  return k.map((value, at) => (at % (n + 1) === 0 ? value + shift : value));
}

function toMatrix(a: Float64Array, rows: number, columns: number): Matrix {
  return Matrix.from1DArray(rows, columns, Array.from(a));
}

Deno.test("solve agrees with ml-matrix at awkward sizes", () => {
  for (const n of SIZES) {
    const q = 3;
    const k = semidefinite(n);
    const rhs = normals(n * q, "rhs", n);
    const solver = new ShiftedSolver(k, n);
    for (const shift of SHIFTS) {
      const expected = solve(toMatrix(shifted(k, n, shift), n, n), toMatrix(rhs, n, q)).to1DArray();
      // rounding of K, over the shift once for the system and once for the size of Z
      const tolerance = 1e-14 * n / (shift * shift) + 1e-13;
      assertLess(distance(solver.solve(shift, rhs, q), expected), tolerance, `${n}, ${shift}`);
    }
  }
});

Deno.test("the band route agrees with a Cholesky factor for each shift, on a kernel matrix", () => {
  const n = 301;
  const q = 5;
  const k = radialGram({ shape: "gaussian", sigma: 0.5 }, normals(n * 3, "kernel"), n, 3);
  const rhs = normals(n * q, "kernel rhs");
  const solver = new ShiftedSolver(k, n);
  for (const lambda of [1e-5, 1e-3, 0.1]) {
    const a = shifted(k, n, n * lambda);
    const z = solver.solve(n * lambda, rhs, q);
    const direct = solvePositiveDefinite(a, n, rhs, q);
    // both are as far from the truth as rounding of K, some 1e-14, over the shift
    assertLess(distance(z, direct), 1e-13 / (lambda * lambda * n), `λ = ${lambda}`);
    assertLess(distance(gemm(a, z, n, n, q), rhs), 1e-11 / (n * lambda) + 1e-12, `λ = ${lambda}`);
  }
});

Deno.test("solveAll puts the solutions of all shifts side by side, to the bit", () => {
  const n = 70;
  const q = 5;
  const solver = new ShiftedSolver(semidefinite(n), n);
  const rhs = normals(n * q, "side by side");
  const all = solver.solveAll(SHIFTS, rhs, q);
  const width = SHIFTS.length * q;
  SHIFTS.forEach((shift, s) => {
    const one = solver.solve(shift, rhs, q);
    for (let i = 0; i < n; i++) {
      const from = i * width + s * q;
      assertEquals(all.slice(from, from + q), one.slice(i * q, (i + 1) * q));
    }
  });
  assertEquals(solver.solveAll([], rhs, q), new Float64Array(0));
});

Deno.test("inverseDiagonal is the diagonal of the explicit inverse", () => {
  for (const n of SIZES) {
    const k = semidefinite(n);
    const solver = new ShiftedSolver(k, n);
    for (const shift of SHIFTS) {
      const expected = inverse(toMatrix(shifted(k, n, shift), n, n)).diagonal();
      const tolerance = 1e-13 * n / (shift * shift) + 1e-15;
      assertLess(distance(solver.inverseDiagonal(shift), expected), tolerance, `${n}, ${shift}`);
    }
  }
});

Deno.test("inverseTrace is the sum of inverseDiagonal, and of 1/(eigenvalue + shift)", () => {
  for (const n of SIZES) {
    const k = semidefinite(n);
    const solver = new ShiftedSolver(k, n);
    const eigenvalues = new EigenvalueDecomposition(toMatrix(k, n, n), { assumeSymmetric: true })
      .realEigenvalues;
    for (const shift of SHIFTS) {
      const trace = solver.inverseTrace(shift);
      const diagonal = solver.inverseDiagonal(shift).reduce((sum, value) => sum + value, 0);
      const spectral = eigenvalues.reduce((sum, value) => sum + 1 / (value + shift), 0);
      assertAlmostEquals(diagonal / trace, 1, 1e-10);
      assertAlmostEquals(spectral / trace, 1, 1e-9);
    }
  }
});

Deno.test("dual weights over inverseDiagonal are the residuals of refits without each row", () => {
  const n = 12;
  const shift = 0.4;
  const k = radialGram({ shape: "gaussian", sigma: 1 }, normals(n * 2, "leave one out"), n, 2);
  const y = normals(n, "outcomes");
  const solver = new ShiftedSolver(k, n);
  const alpha = solver.solve(shift, y, 1);
  const diagonal = solver.inverseDiagonal(shift);
  for (let out = 0; out < n; out++) {
    const kept = [...Array(n).keys()].filter((i) => i !== out);
    const without = Float64Array.from(kept.flatMap((i) => kept.map((j) => k[i * n + j])));
    const refit = new ShiftedSolver(without, n - 1);
    const weights = refit.solve(shift, Float64Array.from(kept, (i) => y[i]), 1);
    const prediction = kept.reduce((sum, i, at) => sum + k[out * n + i] * weights[at], 0);
    assertAlmostEquals(alpha[out] / diagonal[out], y[out] - prediction, 1e-12);
  }
});

Deno.test("a diagonal, a zero and a constant K have their closed forms", () => {
  const n = 50;
  const rhs = normals(n, "closed forms");
  const diagonal = new Float64Array(n * n);
  for (let i = 0; i < n; i++) diagonal[i * n + i] = i;
  assertLess(
    distance(new ShiftedSolver(diagonal, n).solve(2, rhs, 1), rhs.map((y, i) => y / (i + 2))),
    1e-15,
  );
  const zero = new ShiftedSolver(new Float64Array(n * n), n);
  assertEquals(zero.solve(4, rhs, 1), rhs.map((y) => y / 4));
  assertEquals(zero.inverseTrace(4), n / 4);
  // (11' + s I)⁻¹ y = (y − sum(y)/(n + s)) / s
  const sum = rhs.reduce((total, y) => total + y, 0);
  assertLess(
    distance(
      new ShiftedSolver(new Float64Array(n * n).fill(1), n).solve(2, rhs, 1),
      rhs.map((y) => (y - sum / (n + 2)) / 2),
    ),
    1e-13,
  );
});

Deno.test("a K that is a band already, but for little, loses nothing", () => {
  // the columns to be reflected are multiples of a unit vector up to 1e-9: no cancellation is allowed
  for (const sign of [1, -1]) {
    const n = 64;
    const k = new Float64Array(n * n).fill(1e-9);
    for (let i = 0; i < n; i++) {
      k[i * n + i] = 3;
      for (const j of [i - 16, i + 16]) if (j >= 0 && j < n) k[i * n + j] = sign;
    }
    const rhs = normals(n, "band");
    const expected = solvePositiveDefinite(shifted(k, n, 1), n, rhs, 1);
    assertLess(distance(new ShiftedSolver(k, n).solve(1, rhs, 1), expected), 1e-14);
  }
});

Deno.test("shift 0 solves with K itself, and a large shift divides", () => {
  const n = 35;
  const k = shifted(semidefinite(n), n, 1);
  const rhs = normals(n, "limits");
  const solver = new ShiftedSolver(k, n);
  assertLess(distance(solver.solve(0, rhs, 1), solvePositiveDefinite(k, n, rhs, 1)), 1e-12);
  assertLess(distance(solver.solve(1e12, rhs, 1).map((z) => 1e12 * z), rhs), 1e-9);
});

Deno.test("only the lower triangle of K is read", () => {
  const n = 22;
  const k = semidefinite(n);
  const expected = new ShiftedSolver(k, n).inverseDiagonal(1);
  for (let i = 0; i < n; i++) k.fill(NaN, i * n + i + 1, (i + 1) * n);
  assertEquals(new ShiftedSolver(k, n).inverseDiagonal(1), expected);
});

Deno.test("scaling K, the shift and B by powers of two scales exactly", () => {
  const n = 40;
  const k = semidefinite(n);
  const rhs = normals(n * 2, "scaling");
  const z = new ShiftedSolver(k, n).solve(0.5, rhs, 2);
  const small = 2 ** -300;
  const scaled = new ShiftedSolver(k.map((value) => small * value), n);
  assertEquals(scaled.solve(0.5 * small, rhs.map((value) => small * value), 2), z);
});

Deno.test("results have the same bits in any order of calls, and two solvers do not meet", () => {
  const n = 53;
  const rhs = normals(n * 2, "bits");
  const one = new ShiftedSolver(semidefinite(n), n);
  const results = (): unknown[] => [
    one.solve(0.1, rhs, 2),
    one.inverseDiagonal(0.1),
    one.inverseTrace(0.1),
  ];
  const first = results();
  const poison = new Float64Array(150 * 150).fill(NaN);
  gemm(poison, poison, 150, 150, 150);
  const other = new ShiftedSolver(
    radialGram({ shape: "gaussian", sigma: 1 }, normals(90, "other"), 90, 1),
    90,
  );
  other.solve(7, normals(90, "other"), 1);
  assertEquals(results(), first);
  assertEquals(results(), first);
  gemm(poison, poison, 150, 150, 150);
  const again = new ShiftedSolver(semidefinite(n), n);
  assertEquals(again.inverseTrace(0.1), first[2]);
  assertEquals(again.inverseDiagonal(0.1), first[1]);
  assertEquals(again.solve(0.1, rhs, 2), first[0]);
});

Deno.test("an empty system has an empty solution", () => {
  const none = new Float64Array(0);
  const solver = new ShiftedSolver(none, 0);
  assertEquals(solver.solve(1, none, 2), none);
  assertEquals(solver.inverseDiagonal(1), none);
  assertEquals(solver.inverseTrace(1), 0);
});

Deno.test("what cannot be solved is refused in a sentence", () => {
  const k = Float64Array.of(1, 2, 2, 1); // eigenvalues 3 and −1
  const solver = new ShiftedSolver(k, 2);
  const rhs = Float64Array.of(1, 1);
  assertThrows(() => solver.solve(0.5, rhs, 1), RangeError, "not positive definite");
  assertThrows(() => solver.inverseDiagonal(0.5), RangeError, "shift = 0.5");
  assertThrows(() => solver.inverseTrace(0), RangeError, "shift = 0");
  assertLess(distance(solver.solve(2, rhs, 1), [0.2, 0.2]), 1e-15);
  for (const shift of [-1, NaN, Infinity]) {
    assertThrows(() => solver.solve(shift, rhs, 1), RangeError, `${shift}`);
  }
  assertThrows(() => solver.solve(1, rhs, 2), RangeError, "rhs must hold 2×2");
  assertThrows(() => new ShiftedSolver(k, 3), RangeError, "k must hold 3×3");
  for (const n of [2, 30]) {
    for (const entry of [NaN, Infinity]) {
      const bad = semidefinite(n);
      bad[n * (n - 1)] = entry;
      assertThrows(() => new ShiftedSolver(bad, n), RangeError, "NaN");
      bad[n * (n - 1)] = 0;
      bad[0] = entry;
      assertThrows(() => new ShiftedSolver(bad, n), RangeError, `${entry}`);
    }
  }
  assertThrows(() => new ShiftedSolver(k.map((x) => x * 1e150), 2), RangeError, "rescale");
});
