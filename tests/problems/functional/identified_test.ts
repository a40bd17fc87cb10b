import { assert, assertEquals, assertThrows } from "@std/assert";
import { inverse, Matrix } from "ml-matrix";
import type { AffineFunctionalProblem } from "../../../problems/functional/contract.ts";
import { identified } from "../../../problems/functional/identified.ts";
import { sineIVExogenous } from "../../../problems/functional/sine_iv.ts";
import { assertClose } from "./support.ts";

const A = Float64Array.of(4, 1, 0.5, 1, 3, -1, 0.5, -1, 2);
const V = Float64Array.of(1, 0.2, 0.3, 0.2, 2, 0.1, 0.3, 0.1, 0.7);
const root = Float64Array.of(1, 2, 3);
const problem: AffineFunctionalProblem = {
  ...sineIVExogenous,
  p: 3,
  efficiencyBound: (w) => V.map((value) => value * w[0]),
};

Deno.test("the bound of the root is the sandwich at the root", () => {
  const bread = inverse(Matrix.from1DArray(3, 3, A));
  const expected = bread.mmul(Matrix.from1DArray(3, 3, V)).mmul(bread).to1DArray();
  assertClose(identified(problem, root, A).rootBound(), expected, 1e-15);
});

Deno.test("an identified problem hands out copies and keeps the problem", () => {
  const made = identified(problem, root, A);
  made.hessian().fill(0);
  assertEquals(made.hessian(), A);
  assert(made.sample === problem.sample && made.name === problem.name);
});

Deno.test("a problem whose root is not identified is refused", () => {
  const flat = Float64Array.of(1, 1, 0, 1, 1, 0, 0, 0, 1);
  assertThrows(() => identified(problem, root, flat), RangeError, "pivot 1 is 0");
  const indefinite = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, -1);
  assertThrows(() => identified(problem, root, indefinite), RangeError, "pivot 2 is -1");
});
