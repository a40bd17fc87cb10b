/**
 * Reruns of cells of the published projected Bellman experiment B1. Cells are compared at z = 4, with
 * our own standard deviation over replications for both sides.
 */
import { assert } from "@std/assert";
import { inverse, Matrix } from "ml-matrix";
import { crossFit, randomFolds, sampleSplit } from "../../../estimators/functional/cross_fit.ts";
import { nuisanceValues, outerEvaluation } from "../../../estimators/functional/evaluate.ts";
import { nuisanceErrors } from "../../../estimators/functional/nuisance_errors.ts";
import { oracle, orthogonal } from "../../../estimators/functional/orthogonal.ts";
import { published } from "../../../estimators/functional/plug_in.ts";
import { orthogonalRoot } from "../../../estimators/functional/root.ts";
import { waldInterval } from "../../../estimators/inference/wald.ts";
import { bellmanBasis } from "../../../estimators/nuisance/bellman_basis.ts";
import {
  drawFourierFeatures,
  fourierFeatures,
  randomFourier,
} from "../../../estimators/nuisance/random_fourier.ts";
import { Stream } from "../../../numerics/random.ts";
import {
  projectedBellmanB1,
  projectedBellmanB3,
} from "../../../problems/functional/projected_bellman.ts";
import { maxDifference } from "./support.ts";

const REPLICATIONS = 200;
const w = projectedBellmanB1.outerPoint;
const psi = projectedBellmanB1.gradient(w);
const learner = bellmanBasis(0.5);

const squaredError = (gradient: Float64Array) =>
  gradient.reduce((sum, value, k) => sum + (value - psi[k]) * (value - psi[k]), 0);

/** The mean, and the standard deviation of one value. */
function moments(values: readonly number[]): { mean: number; sd: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return { mean, sd: Math.sqrt(squares / (values.length - 1)) };
}

/** Published: plug-in, orthogonal and oracle RMSE, coverage; errors of h, j and m, their product. */
const PUBLISHED: [number, number[], number[]][] = [
  [200, [0.0862, 0.0486, 0.0314, 0.949], [0.1277, 0.1248, 0.1743, 0.0432]],
  [800, [0.0208, 0.0167, 0.0157, 0.956], [0.0463, 0.0575, 0.0714, 0.0073]],
  [1600, [0.0124, 0.0112, 0.0112, 0.961], [0.0299, 0.0411, 0.0495, 0.0034]],
];

for (const [n, gradientCells, nuisanceCells] of PUBLISHED) {
  Deno.test(`B1 at n = ${n}: errors, coverage and nuisance errors are the published ones`, () => {
    const record: Record<string, number[]> = {};
    const note = (name: string, value: number) => (record[name] ??= []).push(value);
    for (let r = 0; r < REPLICATIONS; r++) {
      const random = Stream.of("tests", "B1", n, r);
      const sample = projectedBellmanB1.sample(n, random.split("sample"));
      const inner = projectedBellmanB1.innerTarget(sample);
      const truth = nuisanceValues(projectedBellmanB1.conditionalMeans(sample.x), w);
      const fold = randomFolds(n, 2, random.split("folds"));
      const learned = nuisanceValues(crossFit(sample, inner, fold, learner).means, w);
      const evaluation = outerEvaluation(inner, sample.y, w);
      const estimate = orthogonal(evaluation, learned);
      note("plug-in", squaredError(published(evaluation, learned).gradient));
      note("orthogonal", squaredError(estimate.gradient));
      note("oracle", squaredError(oracle(evaluation, truth).gradient));
      const { low, high } = waldInterval(estimate);
      note("coverage", psi.filter((value, k) => low[k] < value && value < high[k]).length / 4);
      for (const [name, value] of Object.entries(nuisanceErrors(learned, truth))) note(name, value);
    }
    const squared = gradientCells.map((value, at) => at < 3 ? value * value : value);
    const names = ["plug-in", "orthogonal", "oracle", "coverage", "h", "j", "m", "product"];
    const cells = [...squared, ...nuisanceCells].map((value, at) => [names[at], value] as const);
    for (const [name, value] of cells) {
      const { mean, sd } = moments(record[name]);
      const z = (mean - value) / (sd * Math.sqrt(2 / REPLICATIONS));
      assert(Math.abs(z) < 4, `${name}: ${mean} against ${value}, z = ${z}`);
    }
  });
}

Deno.test("B3: the roots' error is the bound's, learned or not", () => {
  const n = 1600;
  const { root } = projectedBellmanB3;
  const errors: Record<string, number[]> = { orthogonal: [], oracle: [] };
  for (let r = 0; r < REPLICATIONS; r++) {
    const random = Stream.of("tests", "B3", r);
    const sample = projectedBellmanB3.sample(n, random.split("sample"));
    const inner = projectedBellmanB3.innerTarget(sample);
    const fold = randomFolds(n, 2, random.split("folds"));
    const { means } = crossFit(sample, inner, fold, bellmanBasis(1));
    const truth = projectedBellmanB3.conditionalMeans(sample.x);
    for (const [name, values] of [["orthogonal", means], ["oracle", truth]] as const) {
      const estimate = orthogonalRoot(sample.y, values, inner).root;
      errors[name].push(
        estimate.reduce((sum, value, k) => sum + (value - root[k]) * (value - root[k]), 0),
      );
    }
  }
  const bound = projectedBellmanB3.rootBound();
  for (const [name, values] of Object.entries(errors)) {
    const { mean, sd } = moments(values);
    const z = (mean - (bound[0] + bound[3]) / n) / (sd / Math.sqrt(REPLICATIONS));
    assert(Math.abs(z) < 4, `${name}: z = ${z}`);
  }
});

Deno.test("B4: kernel bilevel optimisation on random features is their plug-in gradient", () => {
  const [inner, outer] = ["inner", "outer"].map((role) =>
    projectedBellmanB1.sample(300, Stream.of("tests", "B4", role))
  );
  const target = projectedBellmanB1.innerTarget(inner);
  const features = drawFourierFeatures(2, 256, 0.35, Stream.of("tests", "B4", "features"));
  const lambda = 1e-3;
  const { means } = sampleSplit(
    inner,
    target,
    outer,
    randomFourier({ features, lambdas: [lambda] }),
  );
  const evaluation = outerEvaluation(projectedBellmanB1.innerTarget(outer), outer.y, w);
  const { gradient } = published(evaluation, nuisanceValues(means, w));

  const design = (x: Float64Array) =>
    Matrix.from1DArray(300, 256, fourierFeatures(features, x, 300));
  const z = design(inner.x);
  const hat = design(outer.x)
    .mmul(inverse(z.transpose().mmul(z).add(Matrix.eye(256).mul(300 * lambda))))
    .mmul(z.transpose());
  const c = hat.mmul(Matrix.from1DArray(300, 4, target.g));
  const residual = c.mmul(Matrix.columnVector(w))
    .add(hat.mmul(Matrix.columnVector(target.t0)))
    .sub(Matrix.columnVector(outer.y));
  const expected = c.transpose().mmul(residual).div(300).to1DArray();
  assert(maxDifference(gradient, expected) < 1e-9);
  assert(squaredError(gradient) < 0.1);
});
