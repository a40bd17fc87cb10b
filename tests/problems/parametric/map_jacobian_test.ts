import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { bellmanMap } from "../../../problems/parametric/bellman_map.ts";
import { gradientMap } from "../../../problems/parametric/gradient_map.ts";
import { gradientSensitivity } from "../../../problems/parametric/gradient_sensitivity.ts";
import { adjointAt, gradientAt } from "../../../problems/parametric/fixed_point_solution.ts";
import {
  asymmetry,
  greatestSampleNorm,
  jacobian,
  spectralNorm,
  untransposedError,
} from "../../../problems/parametric/map_jacobian.ts";
import { recurrentLayer } from "../../../problems/parametric/recurrent_layer.ts";
import { linearData, ridge } from "../../../problems/parametric/ridge.ts";
import { weightedRidge } from "../../../problems/parametric/weighted_fit.ts";
import { dot } from "./finite_differences.ts";
import { linearMap } from "./linear_map.ts";

const stream = Stream.of("map jacobian");
const ridgeMap = gradientMap(ridge(linearData({ n: 40, validation: 30, p: 6 }, stream)));
const weighted = gradientMap(weightedRidge(linearData({ n: 9, validation: 8, p: 3 }, stream)));
const layer = recurrentLayer({ noise: 1 }, stream);
const bellman = bellmanMap({}, stream);
const normals = (n: number, label: string): Float64Array =>
  stream.split(label).fillNormal(new Float64Array(n));

Deno.test("the Jacobian's rows are products with its transpose, its columns products with it", () => {
  for (const { map, dy, start: { x } } of [ridgeMap, layer, bellman]) {
    const y = normals(dy, "y");
    const [v, p] = [normals(dy, "v"), normals(dy, "p")];
    const a = jacobian(map, x, y);
    const product = p.map((_, i) => dot(a.subarray(i * dy, (i + 1) * dy), p));
    assertAlmostEquals(dot(v, product), dot(v, map.jvp(x, y, p)), 1e-13);
    assertAlmostEquals(dot(v, product), dot(map.vjp(x, y, v), p), 1e-13);
  }
});

Deno.test("its norm is the contraction constant of linear maps, and below it for others", () => {
  for (const { map, dy, contraction, start: { x } } of [ridgeMap, bellman]) {
    const norm = spectralNorm(jacobian(map, x, normals(dy, "y")), dy);
    // The constant of gradient steps is a bound from bounds of eigenvalues
    assertAlmostEquals(norm / contraction(x), 1, 0.01);
  }
  const { map, dy, contraction, start: { x } } = layer;
  assertLess(spectralNorm(jacobian(map, x, normals(dy, "y")), dy), contraction(x));
});

Deno.test("asymmetry is 0 for symmetric, 1 for skew matrices, and 1/√2 for a triangle", () => {
  assertEquals(asymmetry(Float64Array.of(1, 2, 2, 5), 2), 0);
  assertEquals(asymmetry(Float64Array.of(0, 3, -3, 0), 2), 1);
  assertAlmostEquals(asymmetry(Float64Array.of(0, 7, 0, 0), 2), Math.SQRT1_2, 1e-15);
  assertEquals(asymmetry(new Float64Array(4), 2), 0);
  for (
    const [problem, symmetric] of [[ridgeMap, true], [layer, false], [bellman, false]] as const
  ) {
    const { map, dy, start: { x } } = problem;
    const share = asymmetry(jacobian(map, x, normals(dy, "y")), dy);
    assert(symmetric ? share < 1e-14 : share > 0.01, `${share}`);
  }
});

Deno.test("dropout doubles the norm of a layer of one unit, and no noise leaves it", () => {
  for (const noise of [0, 0.5, 1]) {
    const one = recurrentLayer({ units: 1, inputs: 1, noise }, stream);
    const { start: { x }, map } = one;
    const y = Float64Array.of(0.3);
    const norm = Math.abs(jacobian(map, x, y)[0]);
    assertAlmostEquals(greatestSampleNorm(one, x, y) / norm, 1 + noise, 1e-12);
  }
});

Deno.test("forgetting the transpose is harmless for symmetric maps alone", () => {
  assertLess(untransposedError(ridgeMap, ridgeMap.start.x), 1e-13);
  // Φ = Aw + x, A = (0 a; 0 0), E = ½‖y − t‖², at x = 0: y = 0, v = −(I + Aᵀ)t, ṽ = −(I + A)t
  const a = 0.4;
  const problem = linearMap(Float64Array.of(0, a, 0, 0), Float64Array.of(1, 2));
  const none = new Float64Array(2);
  assertEquals(adjointAt(problem, none, none), Float64Array.of(-1, -2 - a));
  assertEquals(problem.exactGradient(none), Float64Array.of(-1, -2 - a));
  const expected = Math.hypot(2 * a, a) / Math.hypot(1, 2 + a);
  assertAlmostEquals(untransposedError(problem, none), expected, 1e-14);
});

Deno.test("sensitivities of a linear map are squared singular values of (I − A)⁻¹, and 1", () => {
  const problem = linearMap(Float64Array.of(0.5, 0, 0, -0.5), Float64Array.of(1, 2));
  const { lower, adjoint } = gradientSensitivity(problem, Float64Array.of(0.1, 0.2));
  // The bounds of eigenvalues are within 2^{1/2048}
  assertAlmostEquals(lower.greatest, 4, 4e-3);
  assertAlmostEquals(lower.least, 4 / 9, 4e-4);
  assertAlmostEquals(adjoint.greatest, 1, 1e-3);
  assertAlmostEquals(adjoint.least, 1, 1e-3);
});

Deno.test("to first order the squared error lies between the sensitivities times that of y or v", () => {
  // The last has more outer variables than lower ones
  for (const problem of [ridgeMap, layer, bellman, weighted]) {
    const { map, dy, dx, start: { x } } = problem;
    const { lower, adjoint } = gradientSensitivity(problem, x);
    assertEquals(lower.least === 0, dx < dy);
    const y = problem.exactLower(x);
    const truth = problem.exactGradient(x);
    for (let i = 0; i < 20; i++) {
      const d = normals(dy, `direction ${i}`);
      const h = 1e-5;
      const moved = gradientAt(problem, x, y.map((value, l) => value + h * d[l]));
      const off = moved.map((value, k) => (value - truth[k]) / h);
      const shift = map.vjpX(x, y, d);
      for (const [error, { least, greatest }] of [[off, lower], [shift, adjoint]] as const) {
        const ratio = dot(error, error) / dot(d, d);
        assert(
          least * 0.999 <= ratio && ratio <= greatest * 1.001,
          `${least} ${ratio} ${greatest}`,
        );
      }
    }
  }
});
