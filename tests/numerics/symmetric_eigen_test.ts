import { assert, assertEquals, assertThrows } from "@std/assert";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { Stream } from "../../numerics/random.ts";
import { symmetricEigen, withoutRounding } from "../../numerics/symmetric_eigen.ts";

function symmetric(n: number): Float64Array {
  const a = Stream.of("symmetric", n).fillNormal(new Float64Array(n * n));
  return a.map((value, at) => value + a[(at % n) * n + Math.floor(at / n)]);
}

Deno.test("AV' = V'Λ with orthonormal rows of V, and ml-matrix's eigenvalues", () => {
  for (const n of [0, 1, 2, 5, 30]) {
    const a = symmetric(n);
    const { values, vectors } = symmetricEigen(a, n);
    if (n === 0) continue;
    const [A, V] = [Matrix.from1DArray(n, n, a), Matrix.from1DArray(n, n, vectors)];
    const size = Math.max(...values.map(Math.abs));
    const off = Matrix.sub(A.mmul(V.transpose()), V.transpose().mmul(Matrix.diag([...values])));
    assert(off.abs().max() <= 1e-14 * n * size, `n = ${n}`);
    assert(Matrix.sub(V.mmul(V.transpose()), Matrix.eye(n, n)).abs().max() <= 1e-14 * n);
    const known = new EigenvalueDecomposition(A, { assumeSymmetric: true }).realEigenvalues;
    known.sort((x, y) => x - y);
    [...values].sort((x, y) => x - y).forEach((value, i) => {
      assert(Math.abs(value - known[i]) <= 1e-13 * size);
    });
  }
});

Deno.test("closed forms, any scale, and only the lower triangle", () => {
  for (const scale of [1e-12, 1, 1e12]) {
    const { values } = symmetricEigen(Float64Array.of(0, NaN, scale, 0), 2);
    for (const [i, value] of [...values].sort((a, b) => a - b).entries()) {
      assert(Math.abs(value / scale - [-1, 1][i]) < 1e-15);
    }
  }
  assertEquals(symmetricEigen(Float64Array.of(3, 0, 0, -1), 2), {
    values: Float64Array.of(3, -1),
    vectors: Float64Array.of(1, 0, 0, 1),
  });
  assertEquals(symmetricEigen(new Float64Array(4), 2).values, new Float64Array(2));
});

Deno.test("what is zero to rounding is zero, relative to the largest", () => {
  const ones = symmetricEigen(new Float64Array(9).fill(1e-12), 3).values;
  const kept = [...withoutRounding(ones)].sort((a, b) => a - b);
  assertEquals(kept.slice(0, 2), [0, 0]);
  assert(Math.abs(kept[2] - 3e-12) < 1e-26);
  assertEquals(
    withoutRounding(Float64Array.of(1, 1e-12, -1e-12)),
    Float64Array.of(1, 1e-12, -1e-12),
  );
});

Deno.test("what is not finite gives NaN, and a wrong size is refused", () => {
  for (const bad of [NaN, Infinity]) {
    const { values, vectors } = symmetricEigen(Float64Array.of(1, 0, bad, 1), 2);
    assert(values.every(Number.isNaN) && vectors.every(Number.isNaN));
  }
  assertThrows(() => symmetricEigen(new Float64Array(3), 2), RangeError, "2×2 = 4 numbers");
});
