import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { Stream } from "../../../numerics/random.ts";
import { gram } from "../../../numerics/kernels.ts";
import { spectrumBounds, spectrumOfGram } from "../../../problems/parametric/spectrum_bounds.ts";

const close = (n: number): number => Math.exp(Math.log(n) / 2048);

function assertBounds(a: Float64Array, n: number, bounds = spectrumBounds(a, n)): void {
  const { realEigenvalues } = new EigenvalueDecomposition(
    Matrix.from1DArray(n, n, Array.from(a)),
    { assumeSymmetric: true },
  );
  const [least, greatest] = [Math.min(...realEigenvalues), Math.max(...realEigenvalues)];
  const rounding = 1e-10;
  assertLessOrEqual(greatest * (1 - rounding), bounds.greatest);
  assertLessOrEqual(bounds.greatest, greatest * close(n) * (1 + rounding));
  assertLessOrEqual(bounds.least, least * (1 + rounding));
  assertLessOrEqual(least * (1 - rounding), bounds.least * close(n));
}

Deno.test("the bounds hold, and are as close as is said", () => {
  for (const n of [1, 2, 5, 17, 60]) {
    const x = Stream.of("spectrum", n).fillNormal(new Float64Array(3 * n * n));
    assertBounds(gram(x, 3 * n, n), n);
  }
});

Deno.test("they are closest for one large eigenvalue, furthest for equal ones", () => {
  const one = Float64Array.of(1e8, 0, 0, 1e-8);
  assertBounds(one, 2);
  assert(Math.abs(spectrumBounds(one, 2).greatest / 1e8 - 1) < 1e-12);
  const same = Float64Array.from({ length: 256 }, (_, at) => at % 17 === 0 ? 1e-200 : 0);
  assert(Math.abs(spectrumBounds(same, 16).greatest / (1e-200 * close(16)) - 1) < 1e-12);
});

Deno.test("a singular matrix has the lower bound zero", () => {
  assertEquals(spectrumBounds(Float64Array.of(1, 2, 2, 4), 2).least, 0);
  assertEquals(spectrumBounds(new Float64Array(9), 3), { least: 0, greatest: 0 });
});

Deno.test("a Gram matrix with more columns than rows is singular, and has the others' top", () => {
  const x = Stream.of("wide").fillNormal(new Float64Array(4 * 11));
  const wide = spectrumOfGram(x, 4, 11);
  assertEquals(wide.least, 0);
  const transposed = Float64Array.from({ length: 44 }, (_, at) => x[(at % 4) * 11 + (at >> 2)]);
  const tall = spectrumOfGram(transposed, 11, 4);
  assertBounds(gram(transposed, 11, 4), 4, tall);
  assert(Math.abs(wide.greatest / tall.greatest - 1) < 1e-12);
});
