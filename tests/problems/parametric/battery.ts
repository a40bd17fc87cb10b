import { assert, assertEquals, assertLessOrEqual, assertThrows } from "@std/assert";
import { EigenvalueDecomposition, Matrix, solve } from "ml-matrix";
import { Stream } from "../../../numerics/random.ts";
import type {
  LowerLevel,
  OuterLevel,
  ParametricProblem,
} from "../../../problems/parametric/contract.ts";
import { counted } from "../../../problems/parametric/counted.ts";
import { along, assertDerivative, assertSame, dot } from "./finite_differences.ts";

/** Registers the tests that every parametric problem must pass. */
export function battery(label: string, problem: ParametricProblem): void {
  const { lower, outer, dx, dy } = problem;
  const test = (name: string, run: () => void): void => Deno.test(`${label}: ${name}`, run);
  const stream = Stream.of("battery", label);
  const normals = (n: number, ...path: (string | number)[]): Float64Array =>
    path.reduce<Stream>((of, part) => of.split(part), stream).fillNormal(new Float64Array(n));
  const direction = (n: number, ...path: (string | number)[]): Float64Array => {
    const d = normals(n, ...path);
    const norm = Math.sqrt(dot(d, d));
    return d.map((value) => value / norm);
  };
  const x = along(problem.start.x, normals(dx, "x"), 0.5);
  const y = normals(dy, "y").map((value) => value / 2);
  const dxs = [0, 1].map((i) => direction(dx, "dx", i));
  const dys = [0, 1].map((i) => direction(dy, "dy", i));
  const p = normals(dy, "p");

  test("says its dimensions", () => {
    assertEquals([problem.start.x.length, problem.start.y.length], [dx, dy]);
    assertEquals([lower.gradient(x, y).length, lower.hessian(x, y).times(p).length], [dy, dy]);
    assertEquals(lower.gradientX(x, y).length, dx);
    assertEquals(lower.cross(x, y, p).length, dx);
    assertEquals([outer.gradientX(x, y).length, outer.gradientY(x, y).length], [dx, dy]);
    assertEquals([problem.exactLower(x).length, problem.exactGradient(x).length], [dy, dx]);
  });

  test("∇_y g is the derivative of g", () => {
    for (const d of dys) {
      assertDerivative(
        "∇_y g",
        (t) => Float64Array.of(lower.value(x, along(y, d, t))),
        Float64Array.of(dot(lower.gradient(x, y), d)),
      );
    }
  });

  test("∇_x g is the derivative of g", () => {
    for (const d of dxs) {
      assertDerivative(
        "∇_x g",
        (t) => Float64Array.of(lower.value(along(x, d, t), y)),
        Float64Array.of(dot(lower.gradientX(x, y), d)),
      );
    }
  });

  test("∇²_yy g is the derivative of ∇_y g in y", () => {
    for (const d of dys) {
      assertDerivative(
        "∇²_yy g",
        (t) => lower.gradient(x, along(y, d, t)),
        lower.hessian(x, y).times(d),
      );
    }
  });

  test("∇²_xy g is the derivative of ∇_y g in x", () => {
    for (const d of dxs) {
      assertDerivative(
        "∇²_xy g",
        (t) => Float64Array.of(dot(lower.gradient(along(x, d, t), y), p)),
        Float64Array.of(dot(lower.cross(x, y, p), d)),
      );
    }
  });

  test("∇_x f and ∇_y f are the derivatives of f", () => {
    for (const i of [0, 1]) {
      assertDerivative(
        "∇_x f",
        (t) => Float64Array.of(outer.value(along(x, dxs[i], t), y)),
        Float64Array.of(dot(outer.gradientX(x, y), dxs[i])),
      );
      assertDerivative(
        "∇_y f",
        (t) => Float64Array.of(outer.value(x, along(y, dys[i], t))),
        Float64Array.of(dot(outer.gradientY(x, y), dys[i])),
      );
    }
  });

  test("Hessian products of several vectors are those of one at a time", () => {
    const hessian = lower.hessian(x, y);
    for (const k of [1, 2, 3, 5]) {
      const vectors = normals(k * dy, "vectors", k);
      const products = hessian.times(vectors, k);
      assertEquals(products.length, k * dy);
      for (let j = 0; j < k; j++) {
        const [from, to] = [j * dy, (j + 1) * dy];
        assertSame(
          `vector ${j} of ${k}`,
          products.slice(from, to),
          hessian.times(vectors.slice(from, to)),
        );
      }
    }
  });

  test("the Hessian's matrix, where there is one, is that of its products", () => {
    const matrix = lower.hessian(x, y).matrix?.();
    if (matrix !== undefined) assertSame("∇²_yy g", matrix, flat(dense(lower, x, y, dy)));
  });

  test("the Hessian is symmetric, and its eigenvalues are between mu and L", () => {
    const { mu, L } = problem.curvature(x);
    assert(mu > 0 && mu <= L && L < Infinity, `mu = ${mu}, L = ${L}`);
    for (const size of [0, 1, 100]) {
      const matrix = dense(lower, x, along(new Float64Array(dy), y, size), dy);
      assertSame(
        "transpose",
        Float64Array.from(new Matrix(matrix).transpose().to1DArray()),
        flat(matrix),
      );
      const eigenvalues = new EigenvalueDecomposition(new Matrix(matrix), {
        assumeSymmetric: true,
      }).realEigenvalues;
      assertLessOrEqual(mu * (1 - 1e-11), Math.min(...eigenvalues));
      assertLessOrEqual(Math.max(...eigenvalues), L * (1 + 1e-11));
    }
  });

  test("the exact lower-level solution is stationary to rounding", () => {
    for (const at of [problem.start.x, x]) {
      const solution = problem.exactLower(at);
      const origin = lower.gradient(at, new Float64Array(dy));
      const scale = Math.sqrt(dot(origin, origin)) +
        problem.curvature(at).L * Math.sqrt(dot(solution, solution));
      const gradient = lower.gradient(at, solution);
      assertLessOrEqual(Math.sqrt(dot(gradient, gradient)), 1e-14 * scale);
    }
  });

  test("the exact gradient is the derivative of f(x, y*(x))", () => {
    const gradient = problem.exactGradient(x);
    for (const d of dxs) {
      assertDerivative(
        "∇F",
        (t) => {
          const at = along(x, d, t);
          return Float64Array.of(outer.value(at, problem.exactLower(at)));
        },
        Float64Array.of(dot(gradient, d)),
        { noise: 1000 },
      );
    }
  });

  test("the exact gradient is that of a dense solve", () => {
    const at = problem.exactLower(x);
    const hessian = new Matrix(dense(lower, x, at, dy));
    const u = solve(hessian, Matrix.columnVector(Array.from(outer.gradientY(x, at)))).to1DArray();
    const indirect = lower.cross(x, at, Float64Array.from(u));
    const expected = outer.gradientX(x, at).map((value, k) => value - indirect[k]);
    const { mu, L } = problem.curvature(x);
    assertSame("∇F", problem.exactGradient(x), expected, 100 * L / mu);
  });

  const { lowerSum, outerSum } = problem;
  const seen = (level: LowerLevel | OuterLevel): Float64Array[] =>
    "gradient" in level
      ? [
        Float64Array.of(level.value(x, y)),
        level.gradient(x, y),
        level.gradientX(x, y),
        level.hessian(x, y).times(p),
        level.hessian(x, y).times(normals(4 * dy, "four"), 4),
        level.cross(x, y, p),
      ]
      : [Float64Array.of(level.value(x, y)), level.gradientX(x, y), level.gradientY(x, y)];

  for (
    const [which, full, sum] of [
      ["lower level", lower, lowerSum],
      ["outer objective", outer, outerSum],
    ] as const
  ) {
    if (sum === undefined) continue;
    const { size } = sum;
    const all = Uint32Array.from({ length: size }, (_, i) => i);
    const mixed = stream.split("rows").permutation(size);

    test(`the ${which} is the mean over all its observations, in any order`, () => {
      const expected = seen(full);
      for (const rows of [all, mixed]) {
        seen(sum.batch(rows)).forEach((values, at) => assertSame(`${at}`, values, expected[at]));
      }
    });

    test(`the ${which} is the mean of disjoint minibatches`, () => {
      const cuts = [0, 1, 4, Math.floor(size / 2), size];
      const means = seen(full).map((values) => new Float64Array(values.length));
      for (let b = 0; b + 1 < cuts.length; b++) {
        const rows = mixed.slice(cuts[b], cuts[b + 1]);
        seen(sum.batch(rows)).forEach((values, at) =>
          values.forEach((value, l) => means[at][l] += value * rows.length / size)
        );
      }
      seen(full).forEach((values, at) => assertSame(`${at}`, means[at], values));
    });

    test(`a row counts as often as it stands in a minibatch of the ${which}`, () => {
      const [a, b] = [mixed[0], mixed[1]];
      const [one, other] = [[a], [b]].map((rows) => seen(sum.batch(Uint32Array.from(rows))));
      seen(sum.batch(Uint32Array.of(a, b, a))).forEach((values, at) =>
        assertSame(`${at}`, values, one[at].map((value, l) => (2 * value + other[at][l]) / 3))
      );
      assert(one.some((values, at) => values.some((value, l) => value !== other[at][l])));
    });

    test(`a minibatch of the ${which} keeps its rows`, () => {
      const rows = mixed.slice(0, 6);
      const level = sum.batch(rows);
      const before = seen(level);
      rows.fill(mixed[7]);
      assertEquals(seen(level), before);
    });

    test(`a minibatch of the ${which} without a row, or with a strange one, is refused`, () => {
      assertThrows(() => sum.batch(new Uint32Array(0)), RangeError, "empty");
      assertThrows(() => sum.batch(Uint32Array.of(0, size)), RangeError, `${size}`);
    });
  }

  test("oracles return new arrays and leave their arguments alone", () => {
    const hessian = lower.hessian(x, y);
    const calls: (() => Float64Array)[] = [
      () => lower.gradient(x, y),
      () => lower.gradientX(x, y),
      () => hessian.times(p),
      () => hessian.times(p, 1),
      () => lower.cross(x, y, p),
      () => outer.gradientX(x, y),
      () => outer.gradientY(x, y),
      () => problem.exactLower(x),
      () => problem.exactGradient(x),
    ];
    const kept = [x, y, p, problem.start.x, problem.start.y];
    const before = kept.map((array) => array.slice());
    calls.forEach((call, at) => {
      const first = call();
      const copy = first.slice();
      first.fill(NaN);
      const second = call();
      assertEquals(second, copy, `call ${at}`);
      assert([...kept, first].every((array) => apart(array, second)), `call ${at}`);
    });
    lower.value(x, y);
    outer.value(x, y);
    problem.curvature(x);
    assertEquals(kept, before);
  });

  test("a Hessian stays that of the point it was made at", () => {
    const [movedX, movedY] = [x.slice(), y.slice()];
    const hessian = lower.hessian(movedX, movedY);
    const before = hessian.times(p);
    movedX.fill(3);
    movedY.fill(3);
    assertEquals(hessian.times(p), before);
  });

  test("vectors of a wrong length are refused", () => {
    const [longX, longY] = [new Float64Array(dx + 1), new Float64Array(dy + 1)];
    const calls = [
      () => lower.value(longX, y),
      () => lower.value(x, longY),
      () => lower.gradient(longX, y),
      () => lower.gradient(x, longY),
      () => lower.gradientX(x, longY),
      () => lower.hessian(x, y).times(longY),
      () => lower.hessian(x, y).times(p, 2),
      () => lower.cross(x, y, longY),
      () => outer.value(x, longY),
      () => outer.gradientY(x, longY),
      () => problem.exactLower(longX),
      () => problem.exactGradient(longX),
    ];
    for (const call of calls) assertThrows(call, RangeError);
  });

  test("the counted problem gives the same numbers and counts every call", () => {
    const { problem: watched, counts } = counted(problem);
    assertEquals([watched.exactLower(x), watched.exactGradient(x)], [
      problem.exactLower(x),
      problem.exactGradient(x),
    ]);
    assertEquals(watched.curvature(x), problem.curvature(x));
    assertEquals([watched.name, watched.dx, watched.dy], [problem.name, dx, dy]);
    assert(Object.values(counts.calls).every((count) => count === 0));
    assertEquals(seen(watched.lower), seen(lower));
    assertEquals(seen(watched.outer), seen(outer));
    const n = lowerSum?.size ?? 1;
    const m = outerSum?.size ?? 1;
    const rows = Uint32Array.of(0, 1, 0);
    if (lowerSum !== undefined) {
      assertEquals(seen(watched.lowerSum!.batch(rows)), seen(lowerSum.batch(rows)));
    }
    if (outerSum !== undefined) {
      assertEquals(seen(watched.outerSum!.batch(rows)), seen(outerSum.batch(rows)));
    }
    const [b, c] = [lowerSum === undefined ? 0 : 1, outerSum === undefined ? 0 : 1];
    assertEquals(counts.calls, {
      lowerValue: 1 + b,
      lowerGradient: 1 + b,
      lowerGradientX: 1 + b,
      hessian: 2 * (1 + b),
      hessianVector: 5 * (1 + b),
      cross: 1 + b,
      outerValue: 1 + c,
      outerGradientX: 1 + c,
      outerGradientY: 1 + c,
    });
    assertEquals(counts.samples, {
      lowerValue: n + 3 * b,
      lowerGradient: n + 3 * b,
      lowerGradientX: n + 3 * b,
      hessian: 2 * (n + 3 * b),
      hessianVector: 5 * (n + 3 * b),
      cross: n + 3 * b,
      outerValue: m + 3 * c,
      outerGradientX: m + 3 * c,
      outerGradientY: m + 3 * c,
    });
  });
}

/** ∇²_yy g, from its products with the unit vectors one at a time. */
function dense(lower: LowerLevel, x: Float64Array, y: Float64Array, dy: number): number[][] {
  const hessian = lower.hessian(x, y);
  return Array.from({ length: dy }, (_, l) => {
    const unit = new Float64Array(dy);
    unit[l] = 1;
    return Array.from(hessian.times(unit));
  });
}

function flat(matrix: number[][]): Float64Array {
  return Float64Array.from(matrix.flat());
}

/** Whether two arrays have no memory in common, though they may lie in one buffer. */
function apart(a: Float64Array, b: Float64Array): boolean {
  return a.buffer !== b.buffer || a.byteOffset >= b.byteOffset + b.byteLength ||
    b.byteOffset >= a.byteOffset + a.byteLength;
}
