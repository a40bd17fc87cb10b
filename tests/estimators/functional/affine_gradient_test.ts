import { assert, assertThrows } from "@std/assert";
import { affineFunction, affineOf } from "../../../estimators/functional/affine_gradient.ts";
import type { ScoreEstimator } from "../../../estimators/functional/contract.ts";
import { nuisanceValues, outerEvaluation } from "../../../estimators/functional/evaluate.ts";
import { orthogonal } from "../../../estimators/functional/orthogonal.ts";
import { adjoint, forward, full, published } from "../../../estimators/functional/plug_in.ts";
import {
  ADJOINT,
  FORWARD,
  FULL,
  ORTHOGONAL,
  PUBLISHED,
  type Terms,
} from "../../../estimators/functional/terms.ts";
import { Stream } from "../../../numerics/random.ts";
import { projectedBellmanB1 } from "../../../problems/functional/projected_bellman.ts";
import { maxDifference, normals } from "./support.ts";

const N = 60;
const P = 3;
const random = Stream.of("tests", "affine gradient");
const draw = (label: string, size: number) => normals(size, random.split(label));
const outcome = draw("y", N);
const inner = { g: draw("g", N * P), t0: draw("t0", N) };
const means = { j: draw("j", N * P), h0: draw("h0", N), m: draw("m", N) };

const PAIRS: [string, Terms, ScoreEstimator][] = [
  ["orthogonal", ORTHOGONAL, orthogonal],
  ["published plug-in", PUBLISHED, published],
  ["full plug-in", FULL, full],
  ["adjoint plug-in", ADJOINT, adjoint],
  ["forward plug-in", FORWARD, forward],
];

for (const [name, terms, score] of PAIRS) {
  Deno.test(`${name}: A w + c is the mean of its scores at any w`, () => {
    const gradient = affineFunction(affineOf(terms)(outcome, means, inner));
    for (const scale of [0, 1, 30]) {
      const w = draw(`w ${scale}`, P).map((value) => scale * value);
      const expected = score(outerEvaluation(inner, outcome, w), nuisanceValues(means, w));
      assert(maxDifference(gradient(w), expected.gradient) < 1e-13 * (1 + scale));
    }
  });
}

Deno.test("A is symmetric where the gradient is that of an objective, and only there", () => {
  for (const [name, terms] of PAIRS) {
    const { a } = affineOf(terms)(outcome, means, inner);
    const transposed = a.map((_, at) => a[at % P * P + Math.floor(at / P)]);
    const apart = maxDifference(a, transposed);
    assert(name === "adjoint plug-in" || name === "forward plug-in" ? apart > 0.1 : apart === 0);
  }
});

Deno.test("orthogonal = forward + adjoint - full", () => {
  const [, , fully, adjointly, forwardly] = PAIRS.map(([, terms]) =>
    affineOf(terms)(outcome, means, inner)
  );
  const orthogonally = affineOf(ORTHOGONAL)(outcome, means, inner);
  for (const part of ["a", "c"] as const) {
    const sum = fully[part].map((value, at) => forwardly[part][at] + adjointly[part][at] - value);
    assert(maxDifference(orthogonally[part], sum) < 1e-14);
  }
});

Deno.test("with the true means every A tends to the Hessian, every root to the minimiser", () => {
  const problem = projectedBellmanB1;
  const sample = problem.sample(40_000, Stream.of("tests", "affine gradient", "bellman"));
  const truth = problem.conditionalMeans(sample.x);
  for (const [name, terms] of PAIRS) {
    const gradient = affineOf(terms)(sample.y, truth, problem.innerTarget(sample));
    assert(maxDifference(gradient.a, problem.hessian()) < 0.03, name);
    assert(maxDifference(affineFunction(gradient)(problem.root), [0, 0, 0, 0]) < 0.01, name);
  }
});

Deno.test("affine gradients reject arrays that do not belong together", () => {
  const cut = (a: Float64Array) => a.subarray(1);
  for (const [, terms] of PAIRS) {
    const attempt = (change: Partial<typeof means>, y = outcome) => () =>
      affineOf(terms)(y, { ...means, ...change }, inner);
    assertThrows(attempt({}, new Float64Array(0)), RangeError, "outcome is empty");
    assertThrows(attempt({ j: cut(means.j) }), RangeError, "j has 179 values");
    assertThrows(attempt({ h0: cut(means.h0) }), RangeError, "h_0 has 59 values: 60 are needed");
  }
  for (const terms of [ORTHOGONAL, ADJOINT, FORWARD]) {
    const attempt = (target: typeof inner) => () => affineOf(terms)(outcome, means, target);
    assertThrows(attempt({ ...inner, g: cut(inner.g) }), RangeError, "G has 179 values");
    assertThrows(attempt({ ...inner, t0: cut(inner.t0) }), RangeError, "T_0 has 59 values");
  }
  assertThrows(
    () => affineOf(FULL)(outcome, { ...means, m: cut(means.m) }, inner),
    RangeError,
    "m has 59 values",
  );
});
