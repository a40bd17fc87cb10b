import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { nuisanceErrors } from "../../../estimators/functional/nuisance_errors.ts";

const truth = {
  j: Float64Array.of(1, 2, 3, 4),
  h: Float64Array.of(0, 1),
  m: Float64Array.of(5, 5),
};

Deno.test("nuisance errors are root mean squares over points and coordinates", () => {
  const learned = {
    j: Float64Array.of(1, 2, 3, 6),
    h: Float64Array.of(3, 5),
    m: Float64Array.of(5, 4),
  };
  const errors = nuisanceErrors(learned, truth);
  assertAlmostEquals(errors.j, 1, 1e-15);
  assertAlmostEquals(errors.h, 5 / Math.SQRT2, 1e-15);
  assertAlmostEquals(errors.m, 1 / Math.SQRT2, 1e-15);
  assertAlmostEquals(errors.product, 6 / Math.SQRT2, 1e-15);
});

Deno.test("nuisance errors vanish at the truth", () => {
  assertEquals(nuisanceErrors(truth, truth), { h: 0, j: 0, m: 0, product: 0 });
});

Deno.test("nuisance errors reject sizes that differ and empty arrays", () => {
  const short = { ...truth, m: truth.m.subarray(1) };
  assertThrows(() => nuisanceErrors(short, truth), RangeError, "m has 1 learned and 2 true");
  const none = new Float64Array(0);
  const empty = { j: none, h: none, m: none };
  assertThrows(() => nuisanceErrors(empty, empty), RangeError, "h has 0 learned and 0 true");
});
