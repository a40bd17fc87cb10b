import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { naturalSplineBasis } from "../../../estimators/nuisance/natural_spline.ts";
import {
  type Basis,
  cosineBasis,
  penalisedSeries,
  ratePenalty,
} from "../../../estimators/nuisance/penalised_series.ts";
import { gaussLegendre } from "../../../numerics/quadrature.ts";
import { maxDifference } from "../functional/support.ts";
import { assertLearnsQuadraticRisks } from "./risk_support.ts";

const MODES = 8;
const SIZE = MODES + 2;
const basis = naturalSplineBasis({ modes: MODES, low: -1, high: 1 });

/** The basis functions at one x. */
function at(x: number): Float64Array {
  return basis.design(Float64Array.of(x), 1, 1);
}

Deno.test("penalised natural splines minimise quadratic risks", () => {
  assertLearnsQuadraticRisks(penalisedSeries(basis, 0.02));
});

Deno.test("natural splines are orthonormal", () => {
  const { nodes, weights } = gaussLegendre(60);
  const phi = basis.design(nodes, 60, 1);
  for (let k = 0; k < SIZE; k++) {
    for (let l = 0; l < SIZE; l++) {
      let product = 0;
      for (let i = 0; i < 60; i++) {
        product += weights[i] / 2 * phi[SIZE * i + k] * phi[SIZE * i + l];
      }
      assertAlmostEquals(product, k === l ? 1 : 0, 1e-12);
    }
  }
});

Deno.test("the fourth derivative of a mode is k⁴ times it, and (2k/π)⁴ is its penalty", () => {
  const step = 0.02;
  for (const x of [-0.7, 0.1, 0.55]) {
    const values = [-2, -1, 0, 1, 2].map((m) => at(x + m * step));
    for (let j = 0; j < SIZE; j++) {
      const [a, b, c, d, e] = values.map((row) => row[j]);
      const fourth = (a - 4 * b + 6 * c - 4 * d + e) / (step * step * step * step);
      const half = Math.PI / 2;
      const factor = basis.penalty[j] * half * half * half * half;
      // the difference quotient is off by a sixth of (k step)², and by rounding
      const error = Math.sqrt(factor) * step * step / 6 + 1e-3;
      assert(Math.abs(fourth - factor * c) <= 2 * error * factor + 1e-6, `${j} at ${x}`);
    }
  }
});

Deno.test("natural splines are straight at the ends and go on as straight lines", () => {
  const step = 1e-3;
  for (const end of [-1, 1]) {
    const inwards = [0, 1, 2, 3].map((m) => at(end - end * m * step));
    const outwards = [1, 2].map((m) => at(end + end * m * step));
    for (let j = 0; j < SIZE; j++) {
      const [a, b, c, d] = inwards.map((row) => row[j]);
      const [e, f] = outwards.map((row) => row[j]);
      // f'' and f''' are zero at the end, so that f − tangent falls as the fourth power
      const scale = 1 + basis.penalty[j];
      assert(Math.abs(a - 2 * b + c) < 20 * scale * step * step * step * step, `f'' of ${j}`);
      assert(Math.abs(d - 3 * c + 3 * b - a) < 40 * scale * step * step * step * step, `f''' ${j}`);
      assertAlmostEquals(f - 2 * e + a, 0, 1e-12);
      assertAlmostEquals(e - a, a - b, 20 * scale * step * step * step * step);
    }
  }
});

Deno.test("the modes are those of a free beam: cos 2k cosh 2k = 1", () => {
  // β_j L of a free beam, from tables
  for (const [j, expected] of [4.730040745, 7.853204624, 10.995607838, 14.137165491].entries()) {
    const quarter = Math.sqrt(Math.sqrt(basis.penalty[j + 2]));
    assertAlmostEquals(quarter * Math.PI, expected, 1e-8);
  }
});

Deno.test("any interval will do", () => {
  const moved = naturalSplineBasis({ modes: 3, low: 2, high: 10 });
  const standard = naturalSplineBasis({ modes: 3, low: -1, high: 1 });
  assertEquals(moved.penalty, standard.penalty);
  const x = Float64Array.of(2, 3.5, 11);
  const u = x.map((value) => (value - 6) / 4);
  assert(maxDifference(moved.design(x, 3, 1), standard.design(u, 3, 1)) < 1e-12);
});

Deno.test("a penalty however large leaves straight lines as they are, which it bends in cosines", () => {
  const n = 200;
  const x = Float64Array.from({ length: n }, (_, i) => -1 + (2 * i + 1) / n);
  const line = x.map((value) => 2 - 3 * value);
  const bias = (of: Basis, lambda: number) => {
    const functions = penalisedSeries(of, lambda)(x, n, 1);
    const beta = functions.weighted(new Float64Array(n).fill(1))(line.map((value) => -value), 1);
    return maxDifference(functions.fitted(beta, 1), line);
  };
  assert(bias(basis, 1e6) < 1e-10);
  assert(bias(cosineBasis({ frequencies: 20, low: -1, high: 1 }), ratePenalty(n)) > 0.1);
});

Deno.test("natural splines reject malformed settings", () => {
  const settings = { modes: 3, low: 0, high: 1 };
  const cases = [
    [{ modes: 0 }, "modes is 0"],
    [{ modes: 1.5 }, "modes is 1.5"],
    [{ low: 1 }, "the interval is [1, 1]"],
    [{ high: Infinity }, "the interval is [0, Infinity]"],
  ] as const;
  for (const [change, message] of cases) {
    assertThrows(() => naturalSplineBasis({ ...settings, ...change }), RangeError, message);
  }
  assertThrows(() => basis.design(new Float64Array(4), 2, 2), RangeError, "x has 2 covariates");
});
