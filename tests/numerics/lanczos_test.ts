import { assertAlmostEquals, assertLess, assertThrows } from "@std/assert";
import { lanczos } from "../../numerics/lanczos.ts";
import { matvec } from "../../numerics/matrix.ts";
import { symmetricEigen } from "../../numerics/symmetric_eigen.ts";
import { normals, positiveDefinite } from "./support.ts";

const n = 20;
const a = positiveDefinite(n, 0.1, "lanczos");
a[0] -= 30; // indefinite
const { values } = symmetricEigen(a, n);
const times = (v: Float64Array): Float64Array => matvec(a, v);

Deno.test("with all directions the ends of the spectrum are exact, and the vector is one of the least", () => {
  const { least, greatest, direction, residual } = lanczos(times, normals(n, "start"), n);
  assertAlmostEquals(least, Math.min(...values), 1e-9);
  assertAlmostEquals(greatest, Math.max(...values), 1e-9);
  const image = times(direction);
  direction.forEach((value, l) => assertAlmostEquals(image[l], least * value, 1e-7));
  assertLess(residual, 1e-7);
});

Deno.test("directions stay orthogonal where the spectrum spans fifteen orders", () => {
  const spectrum = Float64Array.from({ length: 60 }, (_, i) => Math.exp(-35 * i / 59));
  const scaled = (v: Float64Array): Float64Array => v.map((x, i) => spectrum[i] * x);
  const { least, greatest } = lanczos(scaled, normals(60, "start"), 60);
  assertAlmostEquals(greatest, 1, 1e-14);
  assertLess(Math.abs(least - spectrum[59]), 1e-15);
});

Deno.test("with a few the ends lie inside, and an eigenvalue within the residual", () => {
  const { least, greatest, residual } = lanczos(times, normals(n, "start"), 8);
  assertLess(Math.min(...values), least + 1e-9);
  assertLess(greatest, Math.max(...values) + 1e-9);
  assertLess(Math.min(...values.map((value) => Math.abs(value - least))), residual + 1e-9);
});

Deno.test("a start that is an eigenvector has seen all that it can", () => {
  const { least, greatest } = lanczos((v) => v.map((x) => 3 * x), normals(5, "start"), 5);
  assertAlmostEquals(least, 3, 1e-14);
  assertAlmostEquals(greatest, 3, 1e-14);
});

Deno.test("the units of the operator and of the start are no matter, and no start is refused", () => {
  const start = normals(n, "start");
  const wanted = lanczos(times, start, 8);
  for (const unit of [2 ** -600, 2 ** 600]) {
    const scaled = (v: Float64Array) => times(v).map((value) => unit * value);
    const { least, greatest, residual } = lanczos(scaled, start.map((v) => v / unit), 8);
    assertAlmostEquals(least / unit, wanted.least, 1e-12);
    assertAlmostEquals(greatest / unit, wanted.greatest, 1e-12);
    assertAlmostEquals(residual / unit, wanted.residual, 1e-12);
  }
  assertThrows(() => lanczos(times, new Float64Array(n), 8), RangeError, "no direction");
  assertThrows(() => lanczos(times, start, 0), RangeError, "steps is 0");
});
