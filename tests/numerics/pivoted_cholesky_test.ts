import { assert, assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { radialGram } from "../../numerics/radial_kernel.ts";
import {
  type PivotedCholesky,
  pivotedCholesky,
  type PivotedCholeskyOptions,
} from "../../numerics/pivoted_cholesky.ts";
import { distance, normals, positiveDefinite, product, transpose } from "./support.ts";

/** The factor of a matrix at hand. */
function factorOf(
  k: Float64Array,
  n: number,
  options: Partial<PivotedCholeskyOptions> = {},
): PivotedCholesky {
  const diagonal = Float64Array.from({ length: n }, (_, i) => k[i * n + i]);
  const column = (index: number, out: Float64Array) => {
    for (let i = 0; i < n; i++) out[i] = k[i * n + index];
  };
  return pivotedCholesky(diagonal, column, { tolerance: 0, maxRank: n, ...options });
}

/** K − LL'. */
function residual(k: Float64Array, n: number, { factor, rank }: PivotedCholesky): Float64Array {
  const approximation = product(factor, transpose(factor, n, rank), n, rank, n);
  return k.map((value, at) => value - approximation[at]);
}

function trace(k: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += k[i * n + i];
  return sum;
}

Deno.test("pivoted Cholesky is exact on a matrix of low rank, and stops there", () => {
  for (const [n, rank] of [[1, 1], [9, 1], [30, 5], [64, 17]]) {
    const g = normals(n * rank, "low rank", n);
    const k = product(g, transpose(g, n, rank), n, rank, n);
    const found = factorOf(k, n);
    assertEquals(found.rank, rank);
    assertEquals(found.pivots.length, rank);
    assertEquals(found.factor.length, n * rank);
    assertLess(distance(residual(k, n, found), new Float64Array(n * n)), 1e-13 * trace(k, n));
    assertLess(found.residualTrace, 1e-13 * trace(k, n));
  }
});

Deno.test("pivoted Cholesky of a positive definite matrix is complete", () => {
  const n = 33;
  const k = positiveDefinite(n, 0.1, "complete");
  const found = factorOf(k, n);
  assertEquals(found.rank, n);
  assertEquals(found.residualTrace, 0);
  assertEquals([...found.pivots].sort((a, b) => a - b), [...Array(n).keys()]);
  assertLess(distance(residual(k, n, found), new Float64Array(n * n)), 1e-13 * trace(k, n));
});

Deno.test("at every rank the residual trace is tr(K − LL'), and K − LL' is semidefinite", () => {
  const n = 60;
  const k = radialGram({ shape: "gaussian", sigma: 1 }, normals(n * 2, "trace"), n, 2);
  let before = n;
  for (const maxRank of [0, 1, 2, 3, 7, 20]) {
    const found = factorOf(k, n, { maxRank });
    const left = residual(k, n, found);
    assertEquals(found.rank, maxRank);
    assertAlmostEquals(found.residualTrace, trace(left, n), 1e-12);
    assert(found.residualTrace < before || maxRank === 0);
    before = found.residualTrace;
    const eigen = new EigenvalueDecomposition(Matrix.from1DArray(n, n, left), {
      assumeSymmetric: true,
    }).realEigenvalues;
    assert(eigen.every((value) => value > -1e-13 && value <= found.residualTrace + 1e-13));
  }
});

Deno.test("each pivot is the greatest residual, and is interpolated from then on", () => {
  const n = 40;
  const k = radialGram({ shape: "gaussian", sigma: 1 }, normals(n * 3, "greedy"), n, 3);
  const all = factorOf(k, n, { maxRank: 12 });
  for (let step = 0; step < 12; step++) {
    const left = residual(k, n, factorOf(k, n, { maxRank: step }));
    const diagonal = Array.from({ length: n }, (_, i) => left[i * n + i]);
    assertAlmostEquals(diagonal[all.pivots[step]], Math.max(...diagonal), 1e-12);
  }
  const left = residual(k, n, all);
  for (const pivot of all.pivots) {
    assertLess(
      distance(left.subarray(pivot * n, (pivot + 1) * n), new Float64Array(n)),
      1e-13,
    );
  }
  // the rows at the pivots are lower triangular, exactly
  all.pivots.forEach((pivot, step) => {
    for (let c = step + 1; c < 12; c++) assertEquals(all.factor[pivot * 12 + c], 0);
    assert(all.factor[pivot * 12 + step] > 0);
  });
});

Deno.test("it stops at the first rank whose residual trace is within the tolerance", () => {
  const n = 80;
  const k = radialGram({ shape: "gaussian", sigma: 1.5 }, normals(n * 2, "tolerance"), n, 2);
  for (const tolerance of [10, 1, 1e-3, 1e-8]) {
    const found = factorOf(k, n, { tolerance });
    assert(found.residualTrace <= tolerance);
    assert(factorOf(k, n, { maxRank: found.rank - 1 }).residualTrace > tolerance);
  }
  assertEquals(factorOf(k, n, { tolerance: n }).rank, 0);
});

Deno.test("only the columns of the pivots are read", () => {
  const n = 50;
  const k = radialGram({ shape: "gaussian", sigma: 1 }, normals(n, "columns"), n, 1);
  const read: number[] = [];
  const found = pivotedCholesky(new Float64Array(n).fill(1), (index, out) => {
    read.push(index);
    out.set(k.subarray(index * n, (index + 1) * n));
  }, { tolerance: 1e-6, maxRank: n });
  assertEquals(read, [...found.pivots]);
  assertLess(found.rank, n / 2);
});

Deno.test("a diagonal matrix is taken largest entry first, the identity in order", () => {
  const diagonal = Float64Array.of(2, 5, 0, 5, 1);
  const k = new Float64Array(25);
  diagonal.forEach((value, i) => k[i * 6] = value);
  const found = factorOf(k, 5);
  assertEquals([...found.pivots], [1, 3, 0, 4]);
  assertEquals(found.factor[1 * 4], Math.sqrt(5));
  const identity = Float64Array.from({ length: 16 }, (_, at) => at % 5 === 0 ? 1 : 0);
  const unit = factorOf(identity, 4);
  assertEquals([...unit.pivots], [0, 1, 2, 3]);
  assertEquals(unit.factor, identity);
  assertEquals(unit.residualTrace, 0);
});

Deno.test("nothing and zero have rank 0", () => {
  const none = factorOf(new Float64Array(0), 0);
  assertEquals([none.rank, none.factor.length, none.residualTrace], [0, 0, 0]);
  const zero = factorOf(new Float64Array(9), 3);
  assertEquals([zero.rank, zero.factor.length, zero.residualTrace], [0, 0, 0]);
});

Deno.test("scaling K and the tolerance by a power of two scales exactly", () => {
  const n = 30;
  const k = radialGram({ shape: "gaussian", sigma: 1 }, normals(n, "scale"), n, 1);
  const one = factorOf(k, n, { tolerance: 1e-5 });
  const scale = 2 ** -200;
  const small = factorOf(k.map((value) => scale * value), n, { tolerance: 1e-5 * scale });
  assertEquals(small.pivots, one.pivots);
  assertEquals(small.factor.map((value) => value * 2 ** 100), one.factor);
});

Deno.test("what has no factor is refused in a sentence", () => {
  const n = 3;
  const k = Float64Array.of(1, 2, 0, 2, 1, 0, 0, 0, 1); // eigenvalues 3, −1, 1
  assertThrows(() => factorOf(k, n), RangeError, "not positive semidefinite");
  const negative = Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, 1);
  assertThrows(() => factorOf(negative, n), RangeError, "is -1 at 1");
  for (const entry of [NaN, Infinity]) {
    const bad = Float64Array.of(2, 0, 0, 0, 1, 0, 0, 0, 1);
    bad[6] = entry;
    assertThrows(() => factorOf(bad, n), RangeError, "in row 2");
    bad[6] = 0;
    bad[8] = entry;
    assertThrows(() => factorOf(bad, n), RangeError, `the matrix holds ${entry} in row 2`);
  }
  assertThrows(() => factorOf(k, n, { tolerance: -1 }), RangeError, "tolerance is -1");
  assertThrows(() => factorOf(k, n, { tolerance: NaN }), RangeError, "tolerance is NaN");
  assertThrows(() => factorOf(k, n, { maxRank: 1.5 }), RangeError, "maxRank is 1.5");
  assertThrows(() => factorOf(k, n, { maxRank: -1 }), RangeError, "maxRank is -1");
});
