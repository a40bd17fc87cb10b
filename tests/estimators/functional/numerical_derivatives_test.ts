import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  numericalDerivatives,
  numericalDerivativesInV,
} from "../../../estimators/functional/numerical_derivatives.ts";

const w = Float64Array.of(0.7, -1.2);

Deno.test("numerical derivatives are exact to 1e-8 where a loss changes by about its size", () => {
  // l = exp(w_0 v) + w_1² sin v
  const loss = (w: Float64Array, v: number) => Math.exp(w[0] * v) + w[1] * w[1] * Math.sin(v);
  for (const v of [-2, -0.3, 0, 1, 2.5]) {
    const [a, b] = w;
    const e = Math.exp(a * v);
    const [sine, cosine] = [b * b * Math.sin(v), b * b * Math.cos(v)];
    const got = numericalDerivatives(loss, w.slice(), v);
    const expected = {
      value: e + sine,
      v: a * e + cosine,
      vv: a * a * e - sine,
      vvv: a * a * a * e - cosine,
      w: [v * e, 2 * b * Math.sin(v)],
      vw: [(1 + a * v) * e, 2 * b * Math.cos(v)],
      vvw: [(2 * a + a * a * v) * e, -2 * b * Math.sin(v)],
    };
    for (const name of ["value", "v", "vv", "vvv"] as const) {
      assertAlmostEquals(got[name], expected[name], 2e-8, `${name} at ${v}`);
    }
    for (const name of ["w", "vw", "vvw"] as const) {
      expected[name].forEach((value, k) =>
        assertAlmostEquals(got[name][k], value, 2e-8, `${name} at ${v}`)
      );
    }
  }
});

Deno.test("numerical derivatives of polynomials have no error but rounding", () => {
  // the formulas are exact to degree 6 in v for d_v, 7 for d_vv, 6 for d_vvv, and 4 in w
  const power = (x: number, k: number) => Array.from({ length: k }).reduce((y: number) => y * x, 1);
  for (let degree = 0; degree <= 6; degree++) {
    const loss = (w: Float64Array, v: number) => power(v, degree) * power(w[0], 4);
    const got = numericalDerivatives(loss, Float64Array.of(2), 0.5);
    const falling = (m: number) =>
      Array.from({ length: m }, (_, i) => degree - i).reduce((a, b) => a * b, 1) *
      (degree < m ? 0 : power(0.5, degree - m));
    for (
      const [m, value, tolerance] of [[1, got.v, 1e-12], [2, got.vv, 1e-10], [3, got.vvv, 1e-7]]
    ) {
      assertAlmostEquals(value, 16 * falling(m), tolerance, `degree ${degree}, order ${m}`);
    }
    assertAlmostEquals(got.vw[0], 32 * falling(1), 1e-8);
  }
});

Deno.test("what a loss does not depend on has derivatives that are 0 exactly", () => {
  const constant = numericalDerivatives((w) => 0.1 * w[0], w, 0.3);
  assertEquals([constant.v, constant.vv, constant.vvv], [0, 0, 0]);
  assertEquals([...constant.vw, ...constant.vvw], [0, 0, 0, 0]);
  const another = numericalDerivatives((_, v) => Math.exp(v) / 3, w, 0.3);
  assertEquals([...another.w, ...another.vw, ...another.vvw], [0, 0, 0, 0, 0, 0]);
});

Deno.test("w is as it was, and the derivatives in v are those of both functions", () => {
  const point = w.slice();
  const loss = (w: Float64Array, v: number) => Math.sin(w[0] * v) + w[1];
  const all = numericalDerivatives(loss, point, 0.4);
  assertEquals(point, w);
  const { value, v, vv, vvv } = numericalDerivativesInV(loss, w, 0.4);
  assertEquals([all.value, all.v, all.vv, all.vvv], [value, v, vv, vvv]);
  assert(Math.abs(v) > 0.1);
});
