import { assert, assertEquals, assertThrows } from "@std/assert";
import { inverse, Matrix, SingularValueDecomposition } from "ml-matrix";
import { type AffineGradient, affineOf } from "../../../estimators/functional/affine_gradient.ts";
import { nuisanceValues, outerEvaluation } from "../../../estimators/functional/evaluate.ts";
import { rootOf } from "../../../estimators/functional/root.ts";
import { gradientOf, scoresOf } from "../../../estimators/functional/score.ts";
import {
  ADJOINT,
  FORWARD,
  FULL,
  ORTHOGONAL,
  PUBLISHED,
  termDerivative,
  type Terms,
  termScores,
} from "../../../estimators/functional/terms.ts";
import { Stream } from "../../../numerics/random.ts";
import { maxDifference, normals } from "./support.ts";

interface Data {
  readonly n: number;
  readonly p: number;
  readonly g: Float64Array;
  readonly t0: Float64Array;
  readonly y: Float64Array;
  readonly j: Float64Array;
  readonly h0: Float64Array;
  readonly m: Float64Array;
}

/** One observation's arrays, with T and h at a w. */
interface Observation {
  readonly g: readonly number[];
  readonly j: readonly number[];
  readonly t: number;
  readonly h: number;
  readonly y: number;
  readonly m: number;
}

/** An estimator by its own formulas: its score at one observation, and its A. */
interface Formulas {
  readonly terms: Terms;
  readonly score: (of: Observation) => number[];
  readonly a: (g: Matrix, j: Matrix) => Matrix;
}

const outer = (a: Matrix, b: Matrix) => a.transpose().mmul(b).div(a.rows);
const minus = (a: Matrix, b: Matrix) => Matrix.sub(a, b);
const ROWS: Record<string, Formulas> = {
  orthogonal: {
    terms: ORTHOGONAL,
    score: ({ g, j, t, h, y, m }) => j.map((v, k) => v * (t - y) + (h - m) * (g[k] - v)),
    a: (g, j) => Matrix.add(outer(j, g), outer(minus(g, j), j)),
  },
  published: {
    terms: PUBLISHED,
    score: ({ j, h, y }) => j.map((v) => v * (h - y)),
    a: (_, j) => outer(j, j),
  },
  full: {
    terms: FULL,
    score: ({ j, h, m }) => j.map((v) => v * (h - m)),
    a: (_, j) => outer(j, j),
  },
  adjoint: {
    terms: ADJOINT,
    score: ({ g, h, m }) => g.map((v) => v * (h - m)),
    a: (g, j) => outer(g, j),
  },
  forward: {
    terms: FORWARD,
    score: ({ j, t, y }) => j.map((v) => v * (t - y)),
    a: (g, j) => outer(j, g),
  },
};

function data(n: number, p: number): Data {
  const random = Stream.of("tests", "terms", n, p);
  const draw = (label: string, size: number) => normals(size, random.split(label));
  const g = draw("g", n * p);
  const near = draw("j", n * p);
  return {
    n,
    p,
    g,
    t0: draw("t0", n),
    y: draw("y", n),
    // near G, so that no A is nearly singular
    j: g.map((value, at) => value + 0.3 * near[at]),
    h0: draw("h0", n),
    m: draw("m", n),
  };
}

/** The scores at w by an estimator's own formula, n rows. */
function scoresAt({ n, p, g, t0, y, j, h0, m }: Data, w: Float64Array, of: Formulas): number[][] {
  return Array.from({ length: n }, (_, i) => {
    const row = (matrix: Float64Array) => [...matrix.subarray(i * p, (i + 1) * p)];
    const times = (matrix: Float64Array) => row(matrix).reduce((sum, v, k) => sum + v * w[k], 0);
    const [t, h] = [t0[i] + times(g), h0[i] + times(j)];
    return of.score({ g: row(g), j: row(j), t, h, y: y[i], m: m[i] });
  });
}

function meanAndCovariance(scores: readonly number[][]): { mean: number[]; covariance: Matrix } {
  const n = scores.length;
  const mean = scores[0].map((_, k) => scores.reduce((sum, row) => sum + row[k], 0) / n);
  const centred = new Matrix(scores.map((row) => row.map((value, k) => value - mean[k])));
  return { mean, covariance: centred.transpose().mmul(centred).div(n - 1) };
}

for (const [name, formulas] of Object.entries(ROWS)) {
  const { terms } = formulas;
  Deno.test(`${name}: scores, gradient, standard errors, A, c and root by its own formulas`, () => {
    for (const [n, p] of [[2, 1], [40, 1], [57, 3], [300, 5]]) {
      const of = data(n, p);
      const means = { j: of.j, h0: of.h0, m: of.m };
      const inner = { g: of.g, t0: of.t0 };
      const w = normals(p, Stream.of("tests", "terms", "w", p));
      const evaluation = outerEvaluation(inner, of.y, w);
      const nuisances = nuisanceValues(means, w);

      const scores = scoresAt(of, w, formulas);
      assert(maxDifference(scoresOf(terms)(evaluation, nuisances), scores.flat()) < 1e-14);
      const { mean, covariance } = meanAndCovariance(scores);
      const estimate = gradientOf(terms)(evaluation, nuisances);
      assert(maxDifference(estimate.gradient, mean) < 1e-14);
      const errors = covariance.diagonal().map((value) => Math.sqrt(value / n));
      assert(maxDifference(estimate.standardError, errors) < 1e-14);

      const { a, c } = affineOf(terms)(of.y, means, inner);
      const exact: AffineGradient = {
        a: Float64Array.from(
          formulas.a(Matrix.from1DArray(n, p, of.g), Matrix.from1DArray(n, p, of.j)).to1DArray(),
        ),
        c: Float64Array.from(meanAndCovariance(scoresAt(of, new Float64Array(p), formulas)).mean),
      };
      assert(maxDifference(a, exact.a) < 1e-14);
      assert(maxDifference(c, exact.c) < 1e-14);

      const system = Matrix.from1DArray(p, p, exact.a);
      const bread = inverse(system);
      const root = bread.mmul(Matrix.columnVector(exact.c)).mul(-1).to1DArray();
      const result = rootOf(terms)(of.y, means, inner);
      assert(maxDifference(result.root, root) < 1e-14);
      const v = meanAndCovariance(scoresAt(of, Float64Array.from(root), formulas)).covariance;
      const sandwich = bread.mmul(v).mmul(bread.transpose()).diagonal();
      const expected = sandwich.map((value) => Math.sqrt(value / n));
      assert(maxDifference(result.standardError, expected) < 1e-14);
      const least = Math.min(...new SingularValueDecomposition(system).diagonal);
      assert(Math.abs(result.leastSingularValue - least) < 1e-14);
    }
  });
}

Deno.test("rows need only the values that their terms name, and say which is missing", () => {
  const { n, p, j, h0: h, y: outcome } = data(20, 2);
  const values = { j, h, outcome };
  assertEquals(termScores(PUBLISHED, n, p, values).length, n * p);
  assertEquals(termDerivative(PUBLISHED, n, p, values).length, p * p);
  for (const [terms, name] of [[FULL, "m"], [ADJOINT, "g"], [FORWARD, "target"]] as const) {
    assertThrows(() => termScores(terms, n, p, values), RangeError, `${name} has no values`);
  }
});

Deno.test("a new row is a new estimator: adjoint + forward, symmetric though neither is", () => {
  const both: Terms = [...ADJOINT, ...FORWARD];
  const of = data(50, 3);
  const means = { j: of.j, h0: of.h0, m: of.m };
  const inner = { g: of.g, t0: of.t0 };
  const [sum, one, other] = [both, ADJOINT, FORWARD].map((terms) =>
    affineOf(terms)(of.y, means, inner)
  );
  assert(maxDifference(sum.a, one.a.map((value, at) => value + other.a[at])) < 1e-14);
  const transposed = sum.a.map((_, at) => sum.a[at % 3 * 3 + Math.floor(at / 3)]);
  assertEquals(sum.a, transposed);
});
