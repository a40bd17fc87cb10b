import { assert, assertEquals, assertLessOrEqual, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { countedFixedPoint } from "../../../problems/parametric/counted_fixed_point.ts";
import type {
  FixedPointMap,
  FixedPointProblem,
} from "../../../problems/parametric/fixed_point_contract.ts";
import { along, assertDerivative, assertSame, dot } from "./finite_differences.ts";

const size = (a: Float64Array): number => Math.sqrt(dot(a, a));
const minus = (a: Float64Array, b: Float64Array): Float64Array => a.map((v, l) => v - b[l]);

/**
 * Registers the tests that every fixed-point problem must pass.
 *
 * @param scale The size of the coordinates of w where Jacobians are taken.
 * @param h The step of differences along the solution; a problem with kinks needs a short one.
 */
export function fixedPointBattery(
  label: string,
  problem: FixedPointProblem,
  { scale = 1, h = 1e-3 }: { readonly scale?: number; readonly h?: number } = {},
): void {
  const { map, sum, outer, dw, dlambda } = problem;
  const test = (name: string, run: () => void): void => Deno.test(`${label}: ${name}`, run);
  const stream = Stream.of("fixed-point battery", label);
  const normals = (n: number, name: string): Float64Array =>
    stream.split(name).fillNormal(new Float64Array(n));
  const direction = (n: number, name: string): Float64Array => {
    const d = normals(n, name);
    return d.map((value) => value / size(d));
  };
  const lambda = along(problem.start.lambda, normals(dlambda, "lambda"), 0.2);
  const w = normals(dw, "w").map((value) => scale * value);
  const v = normals(dw, "v");
  const [dws, dls] = [direction(dw, "dw"), direction(dlambda, "dlambda")];
  const few = stream.split("rows").permutation(sum.size).slice(0, 3);

  test("says its dimensions, and that of a start it can be evaluated at", () => {
    const { start } = problem;
    assertEquals([start.w.length, start.lambda.length], [dw, dlambda]);
    assertEquals(map.phi(start.w, start.lambda).length, dw);
    assertEquals(
      [map.d1(w, lambda, v), map.d1T(w, lambda, v), map.d2T(w, lambda, v)].map((a) => a.length),
      [dw, dw, dlambda],
    );
    assertEquals(outer.gradientW(w, lambda).length, dw);
    assertEquals(outer.gradientLambda(w, lambda).length, dlambda);
  });

  for (
    const [which, of] of [["map", map], ["minibatch", sum.batch(few)]] as const
  ) {
    test(`Jacobian products of the ${which} are derivatives`, () => {
      const along1 = (t: number): Float64Array => of.phi(along(w, dws, t), lambda);
      const along2 = (t: number): Float64Array => of.phi(w, along(lambda, dls, t));
      const tested = (f: (t: number) => Float64Array) => (t: number) =>
        Float64Array.of(dot(f(t), v));
      assertDerivative("∂₁Φ", along1, of.d1(w, lambda, dws));
      assertDerivative(
        "∂₁Φᵀ",
        tested(along1),
        Float64Array.of(dot(of.d1T(w, lambda, v), dws)),
      );
      assertDerivative(
        "∂₂Φᵀ",
        tested(along2),
        Float64Array.of(dot(of.d2T(w, lambda, v), dls)),
      );
    });
  }

  test("∂₁Φ and ∂₁Φᵀ are adjoint, and equal just where the problem says so", () => {
    const u = normals(dw, "u");
    const [left, right] = [dot(v, map.d1(w, lambda, u)), dot(map.d1T(w, lambda, v), u)];
    assertLessOrEqual(Math.abs(left - right), 1e-12 * (size(u) * size(v)));
    const off = size(minus(map.d1(w, lambda, u), map.d1T(w, lambda, u))) / size(u);
    assert(problem.symmetric ? off < 1e-13 : off > 1e-3, `${off}`);
  });

  test("∇₁E and ∇₂E are the derivatives of E", () => {
    assertDerivative(
      "∇₁E",
      (t) => Float64Array.of(outer.value(along(w, dws, t), lambda)),
      Float64Array.of(dot(outer.gradientW(w, lambda), dws)),
    );
    assertDerivative(
      "∇₂E",
      (t) => Float64Array.of(outer.value(w, along(lambda, dls, t))),
      Float64Array.of(dot(outer.gradientLambda(w, lambda), dls)),
    );
  });

  const looks: Record<string, (of: FixedPointMap) => Float64Array> = {
    phi: (of) => of.phi(w, lambda),
    d1: (of) => of.d1(w, lambda, v),
    d1T: (of) => of.d1T(w, lambda, v),
    d2T: (of) => of.d2T(w, lambda, v),
  };

  for (const [name, look] of Object.entries(looks)) {
    test(`${name} of one uniform row is unbiased`, () => {
      const mean = new Float64Array(look(map).length);
      let largest = 0;
      for (let i = 0; i < sum.size; i++) {
        const one = look(sum.batch(Uint32Array.of(i)));
        largest = Math.max(largest, size(one));
        one.forEach((value, l) => mean[l] += value / sum.size);
      }
      assertLessOrEqual(size(minus(mean, look(map))), 1e-14 * largest * Math.sqrt(sum.size));
    });

    test(`${name} of a minibatch is the mean over its rows, as often as they stand in it`, () => {
      const [a, b] = [few[0], few[1]].map((r) => look(sum.batch(Uint32Array.of(r))));
      const both = look(sum.batch(Uint32Array.of(few[0], few[1], few[0])));
      assertSame(name, both, a.map((value, l) => (2 * value + b[l]) / 3), 1000);
    });
  }

  test("a minibatch keeps its rows", () => {
    const rows = few.slice();
    const of = sum.batch(rows);
    const before = looks.phi(of);
    rows.fill(few[1]);
    assertEquals(looks.phi(of), before);
  });

  test("the map contracts by q < 1, and its derivative too", () => {
    for (const at of [problem.start.lambda, lambda]) {
      const q = problem.contraction(at);
      assert(q >= 0 && q < 1, `${q}`);
      const random = stream.split("pairs");
      for (let i = 0; i < 50; i++) {
        const spread = [0.01, 1, 100][i % 3];
        const a = random.fillNormal(new Float64Array(dw), spread);
        const b = random.fillNormal(new Float64Array(dw), spread);
        const moved = size(minus(map.phi(a, at), map.phi(b, at)));
        const slack = 1e-12 * (size(a) + size(b) + 1);
        assertLessOrEqual(moved, q * size(minus(a, b)) + slack);
        assertLessOrEqual(size(map.d1T(a, at, b)), q * size(b) + slack);
      }
    }
  });

  test("the exact solution is a fixed point", () => {
    for (const at of [problem.start.lambda, lambda]) {
      const w = problem.exactSolution(at);
      assertLessOrEqual(size(minus(map.phi(w, at), w)), 1e-13 * (1 + size(w)));
    }
  });

  test("the exact gradient is the derivative of E(w(λ), λ)", () => {
    assertDerivative(
      "∇F",
      (t) => {
        const at = along(lambda, dls, t);
        return Float64Array.of(outer.value(problem.exactSolution(at), at));
      },
      Float64Array.of(dot(problem.exactGradient(lambda), dls)),
      { h, noise: 10_000 },
    );
  });

  test("the exact gradient solves the adjoint equation", () => {
    const w = problem.exactSolution(lambda);
    const b = outer.gradientW(w, lambda);
    let v = b;
    const enough = Math.ceil(40 / -Math.log(problem.contraction(lambda)));
    for (let i = 0; i < enough; i++) v = along(map.d1T(w, lambda, v), b, 1);
    const indirect = map.d2T(w, lambda, v);
    const expected = along(outer.gradientLambda(w, lambda), indirect, 1);
    assertLessOrEqual(
      size(minus(problem.exactGradient(lambda), expected)),
      1e-11 * (size(expected) + size(indirect)),
    );
  });

  test("oracles return new arrays and leave their arguments alone", () => {
    const kept = [w, lambda, v, problem.start.w, problem.start.lambda];
    const before = kept.map((array) => array.slice());
    const calls = [
      ...Object.values(looks).map((look) => () => look(map)),
      ...Object.values(looks).map((look) => () => look(sum.batch(few))),
      () => outer.gradientW(w, lambda),
      () => outer.gradientLambda(w, lambda),
      () => problem.exactSolution(lambda),
      () => problem.exactGradient(lambda),
    ];
    calls.forEach((call, at) => {
      const first = call();
      const copy = first.slice();
      first.fill(NaN);
      assertEquals(call(), copy, `call ${at}`);
    });
    assertEquals(kept, before);
  });

  test("vectors of a wrong length and strange rows are refused", () => {
    const [longW, longL] = [new Float64Array(dw + 1), new Float64Array(dlambda + 1)];
    const calls = [
      () => map.phi(longW, lambda),
      () => map.phi(w, longL),
      () => map.d1(w, lambda, longW),
      () => map.d1T(w, lambda, longW),
      () => map.d2T(w, lambda, longW),
      () => outer.gradientW(longW, lambda),
      () => sum.batch(new Uint32Array(0)),
      () => sum.batch(Uint32Array.of(sum.size)),
    ];
    calls.forEach((call, at) => {
      assertThrows(call, RangeError, undefined, `call ${at}`);
    });
  });

  test("the counted problem gives the same numbers and counts every call", () => {
    const { problem: watched, counts, reset } = countedFixedPoint(problem);
    const seen = (of: FixedPointProblem): unknown[] => [
      ...[of.map, of.sum.batch(few)].flatMap((m) => Object.values(looks).map((look) => look(m))),
      of.outer.value(w, lambda),
      of.outer.gradientW(w, lambda),
      of.outer.gradientLambda(w, lambda),
    ];
    assertEquals(seen(watched), seen(problem));
    watched.exactGradient(lambda);
    watched.contraction(lambda);
    const one = { value: 1, gradientW: 1, gradientLambda: 1 };
    assertEquals(counts.calls, { phi: 2, d1: 2, d1T: 2, d2T: 2, ...one });
    const [n, m] = [sum.size + 3, outer.size];
    assertEquals(counts.samples, {
      ...{ phi: n, d1: n, d1T: n, d2T: n },
      ...{ value: m, gradientW: m, gradientLambda: m },
    });
    reset();
    assert(
      [...Object.values(counts.calls), ...Object.values(counts.samples)].every((c) => c === 0),
    );
  });
}
