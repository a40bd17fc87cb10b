import { assert, assertEquals, assertLessOrEqual, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { countedFixedPoint } from "../../../problems/parametric/counted.ts";
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
 * @param scale The size of the coordinates of y where Jacobians are taken.
 * @param h The step of differences along the solution; a problem with kinks needs a short one.
 */
export function fixedPointBattery(
  label: string,
  problem: FixedPointProblem,
  { scale = 1, h = 1e-3 }: { readonly scale?: number; readonly h?: number } = {},
): void {
  const { map, mapSum, outer, dy, dx } = problem;
  const test = (name: string, run: () => void): void => Deno.test(`${label}: ${name}`, run);
  const stream = Stream.of("fixed-point battery", label);
  const normals = (n: number, name: string): Float64Array =>
    stream.split(name).fillNormal(new Float64Array(n));
  const direction = (n: number, name: string): Float64Array => {
    const d = normals(n, name);
    return d.map((value) => value / size(d));
  };
  const x = along(problem.start.x, normals(dx, "x"), 0.2);
  const y = normals(dy, "y").map((value) => scale * value);
  const v = normals(dy, "v");
  const [dws, dls] = [direction(dy, "dy"), direction(dx, "dx")];
  const few = stream.split("rows").permutation(mapSum.size).slice(0, 3);

  test("says its dimensions, and that of a start it can be evaluated at", () => {
    const { start } = problem;
    assertEquals([start.y.length, start.x.length], [dy, dx]);
    assertEquals(map.phi(start.x, start.y).length, dy);
    assertEquals(
      [map.jvp(x, y, v), map.vjp(x, y, v), map.vjpX(x, y, v)].map((a) => a.length),
      [dy, dy, dx],
    );
    assertEquals(outer.gradientY(x, y).length, dy);
    assertEquals(outer.gradientX(x, y).length, dx);
  });

  for (
    const [which, of] of [["map", map], ["minibatch", mapSum.batch(few)]] as const
  ) {
    test(`Jacobian products of the ${which} are derivatives`, () => {
      const along1 = (t: number): Float64Array => of.phi(x, along(y, dws, t));
      const along2 = (t: number): Float64Array => of.phi(along(x, dls, t), y);
      const tested = (f: (t: number) => Float64Array) => (t: number) =>
        Float64Array.of(dot(f(t), v));
      assertDerivative("∂_yΦ", along1, of.jvp(x, y, dws));
      assertDerivative(
        "∂_yΦᵀ",
        tested(along1),
        Float64Array.of(dot(of.vjp(x, y, v), dws)),
      );
      assertDerivative(
        "∂_xΦᵀ",
        tested(along2),
        Float64Array.of(dot(of.vjpX(x, y, v), dls)),
      );
    });
  }

  test("∂_yΦ and ∂_yΦᵀ are adjoint, and equal just where the problem says so", () => {
    const u = normals(dy, "u");
    const [left, right] = [dot(v, map.jvp(x, y, u)), dot(map.vjp(x, y, v), u)];
    assertLessOrEqual(Math.abs(left - right), 1e-12 * (size(u) * size(v)));
    const off = size(minus(map.jvp(x, y, u), map.vjp(x, y, u))) / size(u);
    assert(problem.symmetric ? off < 1e-13 : off > 1e-3, `${off}`);
  });

  test("∇_y f and ∇_x f are the derivatives of E", () => {
    assertDerivative(
      "∇_y f",
      (t) => Float64Array.of(outer.value(x, along(y, dws, t))),
      Float64Array.of(dot(outer.gradientY(x, y), dws)),
    );
    assertDerivative(
      "∇_x f",
      (t) => Float64Array.of(outer.value(along(x, dls, t), y)),
      Float64Array.of(dot(outer.gradientX(x, y), dls)),
    );
  });

  const looks: Record<string, (of: FixedPointMap) => Float64Array> = {
    phi: (of) => of.phi(x, y),
    jvp: (of) => of.jvp(x, y, v),
    vjp: (of) => of.vjp(x, y, v),
    vjpX: (of) => of.vjpX(x, y, v),
  };

  for (const [name, look] of Object.entries(looks)) {
    test(`${name} of one uniform row is unbiased`, () => {
      const mean = new Float64Array(look(map).length);
      let largest = 0;
      for (let i = 0; i < mapSum.size; i++) {
        const one = look(mapSum.batch(Uint32Array.of(i)));
        largest = Math.max(largest, size(one));
        one.forEach((value, l) => mean[l] += value / mapSum.size);
      }
      assertLessOrEqual(size(minus(mean, look(map))), 1e-14 * largest * Math.sqrt(mapSum.size));
    });

    test(`${name} of a minibatch is the mean over its rows, as often as they stand in it`, () => {
      const [a, b] = [few[0], few[1]].map((r) => look(mapSum.batch(Uint32Array.of(r))));
      const both = look(mapSum.batch(Uint32Array.of(few[0], few[1], few[0])));
      assertSame(name, both, a.map((value, l) => (2 * value + b[l]) / 3), 1000);
    });
  }

  test("a minibatch keeps its rows", () => {
    const rows = few.slice();
    const of = mapSum.batch(rows);
    const before = looks.phi(of);
    rows.fill(few[1]);
    assertEquals(looks.phi(of), before);
  });

  test("the map contracts by q < 1, and its derivative too", () => {
    for (const at of [problem.start.x, x]) {
      const q = problem.contraction(at);
      assert(q >= 0 && q < 1, `${q}`);
      const random = stream.split("pairs");
      for (let i = 0; i < 50; i++) {
        const spread = [0.01, 1, 100][i % 3];
        const a = random.fillNormal(new Float64Array(dy), spread);
        const b = random.fillNormal(new Float64Array(dy), spread);
        const moved = size(minus(map.phi(at, a), map.phi(at, b)));
        const slack = 1e-12 * (size(a) + size(b) + 1);
        assertLessOrEqual(moved, q * size(minus(a, b)) + slack);
        assertLessOrEqual(size(map.vjp(at, a, b)), q * size(b) + slack);
      }
    }
  });

  test("the exact solution is a fixed point", () => {
    for (const at of [problem.start.x, x]) {
      const y = problem.exactLower(at);
      assertLessOrEqual(size(minus(map.phi(at, y), y)), 1e-13 * (1 + size(y)));
    }
  });

  test("the exact gradient is the derivative of E(y*(x), x)", () => {
    assertDerivative(
      "∇F",
      (t) => {
        const at = along(x, dls, t);
        return Float64Array.of(outer.value(at, problem.exactLower(at)));
      },
      Float64Array.of(dot(problem.exactGradient(x), dls)),
      { h, noise: 10_000 },
    );
  });

  test("the exact gradient solves the adjoint equation", () => {
    const y = problem.exactLower(x);
    const b = outer.gradientY(x, y);
    let v = b;
    const enough = Math.ceil(40 / -Math.log(problem.contraction(x)));
    for (let i = 0; i < enough; i++) v = along(map.vjp(x, y, v), b, 1);
    const indirect = map.vjpX(x, y, v);
    const expected = along(outer.gradientX(x, y), indirect, 1);
    assertLessOrEqual(
      size(minus(problem.exactGradient(x), expected)),
      1e-11 * (size(expected) + size(indirect)),
    );
  });

  test("oracles return new arrays and leave their arguments alone", () => {
    const kept = [y, x, v, problem.start.y, problem.start.x];
    const before = kept.map((array) => array.slice());
    const calls = [
      ...Object.values(looks).map((look) => () => look(map)),
      ...Object.values(looks).map((look) => () => look(mapSum.batch(few))),
      () => outer.gradientY(x, y),
      () => outer.gradientX(x, y),
      () => problem.exactLower(x),
      () => problem.exactGradient(x),
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
    const [longW, longL] = [new Float64Array(dy + 1), new Float64Array(dx + 1)];
    const calls = [
      () => map.phi(x, longW),
      () => map.phi(longL, y),
      () => map.jvp(x, y, longW),
      () => map.vjp(x, y, longW),
      () => map.vjpX(x, y, longW),
      () => outer.gradientY(x, longW),
      () => mapSum.batch(new Uint32Array(0)),
      () => mapSum.batch(Uint32Array.of(mapSum.size)),
    ];
    calls.forEach((call, at) => {
      assertThrows(call, RangeError, undefined, `call ${at}`);
    });
  });

  test("the counted problem gives the same numbers and counts every call", () => {
    const { problem: watched, counts, reset } = countedFixedPoint(problem);
    const seen = (of: FixedPointProblem): unknown[] => [
      ...[of.map, of.mapSum.batch(few)].flatMap((m) => Object.values(looks).map((look) => look(m))),
      of.outer.value(x, y),
      of.outer.gradientY(x, y),
      of.outer.gradientX(x, y),
    ];
    assertEquals(seen(watched), seen(problem));
    watched.exactGradient(x);
    watched.contraction(x);
    const one = { outerValue: 1, outerGradientY: 1, outerGradientX: 1 };
    assertEquals(counts.calls, { phi: 2, jvp: 2, vjp: 2, vjpX: 2, ...one });
    const [n, m] = [mapSum.size + 3, problem.outerSum?.size ?? 1];
    assertEquals(counts.samples, {
      ...{ phi: n, jvp: n, vjp: n, vjpX: n },
      ...{ outerValue: m, outerGradientY: m, outerGradientX: m },
    });
    reset();
    assert(
      [...Object.values(counts.calls), ...Object.values(counts.samples)].every((c) => c === 0),
    );
  });
}
