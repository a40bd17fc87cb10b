import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { nuisanceValues, outerEvaluation } from "../../../estimators/functional/evaluate.ts";

const w = Float64Array.of(2, -1);
const g = Float64Array.of(1, 2, 3, 4, 5, 6);
const constant = Float64Array.of(10, 20, 30);
const other = Float64Array.of(7, 8, 9);

Deno.test("a sample at an outer point: T_w = T_0 + w'G", () => {
  const evaluation = outerEvaluation({ g, t0: constant }, other, w);
  assertEquals([...evaluation.target], [10, 22, 34]);
  assertEquals([evaluation.n, evaluation.p], [3, 2]);
  assertStrictEquals(evaluation.jacobian, g);
  assertStrictEquals(evaluation.outcome, other);
});

Deno.test("nuisances at an outer point: h = h_0 + w'j", () => {
  const values = nuisanceValues({ j: g, h0: constant, m: other }, w);
  assertEquals([...values.h], [10, 22, 34]);
  assertStrictEquals(values.j, g);
  assertStrictEquals(values.m, other);
});

Deno.test("evaluation rejects arrays whose sizes do not agree", () => {
  const short = constant.subarray(1);
  assertThrows(() => outerEvaluation({ g, t0: short }, other, w), RangeError, "constant part 2");
  assertThrows(
    () => outerEvaluation({ g, t0: constant }, other, Float64Array.of(1)),
    RangeError,
    "G has 6 values",
  );
  assertThrows(
    () => outerEvaluation({ g, t0: constant }, new Float64Array(0), w),
    RangeError,
    "outcome is empty",
  );
  assertThrows(
    () => nuisanceValues({ j: g.subarray(1), h0: constant, m: other }, w),
    RangeError,
    "j has 5 values",
  );
});
