import { assert } from "@std/assert";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { sampleSplit } from "../../../estimators/functional/cross_fit.ts";
import { nuisanceValues, outerEvaluation } from "../../../estimators/functional/evaluate.ts";
import { orthogonal } from "../../../estimators/functional/orthogonal.ts";
import { adjoint, forward, full, published } from "../../../estimators/functional/plug_in.ts";
import { waldEstimate } from "../../../estimators/inference/wald.ts";
import { gaussian } from "../../../estimators/nuisance/kernel.ts";
import { kernelRidge } from "../../../estimators/nuisance/kernel_ridge.ts";
import { Stream } from "../../../numerics/random.ts";
import { arbitrary, maxDifference, normals } from "./support.ts";

Deno.test("each plug-in is the Wald estimate of its own scores", () => {
  const n = 21;
  const p = 2;
  const { evaluation, nuisances } = arbitrary(n, p, Stream.of("tests", "plug-in"));
  const { target, jacobian, outcome } = evaluation;
  const { j, h, m } = nuisances;
  const cases = [
    [published, j, (i: number) => h[i] - outcome[i]],
    [full, j, (i: number) => h[i] - m[i]],
    [adjoint, jacobian, (i: number) => h[i] - m[i]],
    [forward, j, (i: number) => target[i] - outcome[i]],
  ] as const;
  for (const [estimator, direction, residual] of cases) {
    const scores = direction.map((value, at) => value * residual(Math.floor(at / p)));
    const expected = waldEstimate(scores, n, p);
    const got = estimator(evaluation, nuisances);
    assert(maxDifference(got.gradient, expected.gradient) < 1e-15);
    assert(maxDifference(got.standardError, expected.standardError) < 1e-15);
  }
});

Deno.test("a smoother that shrinks by f leaves 1 − f², 1 − f, and (1 − f)² of the gradient", () => {
  // Without noise, and evaluated where it was fitted, kernel ridge regression multiplies the
  // component along the l-th eigenvector of K by f_l = κ_l/(κ_l + nλ).
  const n = 40;
  const lambda = 0.05;
  const random = Stream.of("tests", "twicing");
  const x = normals(n, random.split("x"));
  const g = normals(n, random.split("g"));
  const y = normals(n, random.split("y"));
  const w = Float64Array.of(0.8);
  const kernel = gaussian(0.7);
  const gram = Matrix.from1DArray(n, n, kernel.gram(x, n, 1));
  const eigen = new EigenvalueDecomposition(gram, { assumeSymmetric: true });

  const inner = { g, t0: new Float64Array(n) };
  const learner = kernelRidge({ kernel, lambdas: [lambda], intercept: false });
  const sample = { n, x, t: new Float64Array(0), y };
  const learned = nuisanceValues(sampleSplit(sample, inner, sample, learner).means, w);
  const evaluation = outerEvaluation(inner, y, w);
  const r = evaluation.target.map((value, i) => value - y[i]);
  const exact = g.reduce((sum, value, i) => sum + value * r[i], 0) / n;

  const remainders = { full: 0, oneSided: 0, orthogonal: 0 };
  for (let l = 0; l < n; l++) {
    const eigenvalue = eigen.realEigenvalues[l];
    const f = eigenvalue / (eigenvalue + n * lambda);
    let rl = 0;
    let gl = 0;
    for (let i = 0; i < n; i++) {
      rl += eigen.eigenvectorMatrix.get(i, l) * r[i];
      gl += eigen.eigenvectorMatrix.get(i, l) * g[i];
    }
    remainders.full -= rl * gl * (1 - f * f) / n;
    remainders.oneSided -= rl * gl * (1 - f) / n;
    remainders.orthogonal -= rl * gl * (1 - f) * (1 - f) / n;
  }
  const bias = (estimator: typeof full) => estimator(evaluation, learned).gradient[0] - exact;
  assert(Math.abs(bias(full) - remainders.full) < 1e-12);
  assert(Math.abs(bias(adjoint) - remainders.oneSided) < 1e-12);
  assert(Math.abs(bias(forward) - remainders.oneSided) < 1e-12);
  assert(Math.abs(bias(orthogonal) - remainders.orthogonal) < 1e-12);
  assert(Math.abs(remainders.full) > 0.01);
});
