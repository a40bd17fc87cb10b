/**
 * Reruns of cells of the published sine-IV experiments. Cells are compared at z = 4, with our own
 * standard deviation over replications for both sides.
 */
import { assert } from "@std/assert";
import { crossFit, randomFolds, sampleSplit } from "../../../estimators/functional/cross_fit.ts";
import { nuisanceValues, outerEvaluation } from "../../../estimators/functional/evaluate.ts";
import { nuisanceErrors } from "../../../estimators/functional/nuisance_errors.ts";
import { oracle, orthogonal } from "../../../estimators/functional/orthogonal.ts";
import { published } from "../../../estimators/functional/plug_in.ts";
import { waldInterval } from "../../../estimators/inference/wald.ts";
import { sumFourier } from "../../../estimators/nuisance/sum_fourier.ts";
import { Stream } from "../../../numerics/random.ts";
import { sineIVEndogenous, sineIVExogenous } from "../../../problems/functional/sine_iv.ts";

const REPLICATIONS = 300;
const PUBLISHED_REPLICATIONS = 300;
const w = sineIVExogenous.outerPoint;
const psi = sineIVExogenous.gradient(w);
const learner = sumFourier({ harmonics: 8, ridge: 1e-6 });

function squaredError(gradient: Float64Array): number {
  return gradient.reduce((sum, value, k) => sum + (value - psi[k]) * (value - psi[k]), 0);
}

function moments(values: readonly number[]): { mean: number; sd: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return { mean, sd: Math.sqrt(squares / (values.length - 1)) };
}

/** Asserts that the mean of `values` is `expected`, itself a mean of so many replications. */
function assertMean(
  name: string,
  values: readonly number[],
  expected: number,
  replications = Infinity,
): void {
  const { mean, sd } = moments(values);
  const z = (mean - expected) / (sd * Math.sqrt(1 / values.length + 1 / replications));
  assert(Math.abs(z) < 4, `${name}: ${mean} against ${expected}, z = ${z}`);
}

function trace(v: Float64Array): number {
  return v[0] + v[5] + v[10] + v[15];
}

Deno.test("figure 1 at n = 800: errors, coverage and nuisance errors are the published ones", () => {
  const n = 800;
  const record: Record<string, number[]> = {};
  const note = (name: string, value: number) => (record[name] ??= []).push(value);
  for (let r = 0; r < REPLICATIONS; r++) {
    const random = Stream.of("tests", "figure 1", r);
    const sample = sineIVExogenous.sample(n, random.split("sample"));
    const inner = sineIVExogenous.innerTarget(sample);
    const truth = nuisanceValues(sineIVExogenous.conditionalMeans(sample.x), w);
    const fold = randomFolds(n, 2, random.split("folds"));
    const learned = nuisanceValues(crossFit(sample, inner, fold, learner).means, w);
    const evaluation = outerEvaluation(inner, sample.y, w);
    const estimate = orthogonal(evaluation, learned);
    note("oracle", squaredError(oracle(evaluation, truth).gradient));
    note("orthogonal", squaredError(estimate.gradient));
    note("plug-in", squaredError(published(evaluation, learned).gradient));
    const { low, high } = waldInterval(estimate);
    note("coverage", psi.filter((value, k) => low[k] < value && value < high[k]).length / 4);
    for (const [name, value] of Object.entries(nuisanceErrors(learned, truth))) note(name, value);
  }
  const bound = trace(sineIVExogenous.efficiencyBound(w)) / n;
  assertMean("oracle", record["oracle"], bound);
  const cells: [string, number][] = [
    ["oracle", 0.0190 * 0.0190],
    ["orthogonal", 0.0193 * 0.0193],
    ["plug-in", 0.0195 * 0.0195],
    ["coverage", 0.958],
    ["h", 0.0403],
    ["j", 0.0464],
    ["m", 0.0724],
    ["product", 0.0053],
  ];
  for (const [name, value] of cells) {
    assertMean(name, record[name], value, PUBLISHED_REPLICATIONS);
  }
});

Deno.test("figure 3, inner and outer samples: oracle and orthogonal have the published error", () => {
  const n = 600;
  const errors: Record<string, number[]> = { oracle: [], orthogonal: [] };
  for (let r = 0; r < REPLICATIONS; r++) {
    const random = Stream.of("tests", "figure 3", r);
    const inner = sineIVEndogenous.sample(n, random.split("inner"));
    const outer = sineIVEndogenous.sample(n, random.split("outer"));
    const { means } = sampleSplit(inner, sineIVEndogenous.innerTarget(inner), outer, learner);
    const truth = sineIVEndogenous.conditionalMeans(outer.x);
    const evaluation = outerEvaluation(sineIVEndogenous.innerTarget(outer), outer.y, w);
    const gradient = orthogonal(evaluation, nuisanceValues(means, w)).gradient;
    errors.orthogonal.push(squaredError(gradient));
    errors.oracle.push(squaredError(oracle(evaluation, nuisanceValues(truth, w)).gradient));
  }
  assertMean("oracle", errors.oracle, trace(sineIVEndogenous.efficiencyBound(w)) / n);
  for (const [name, values] of Object.entries(errors)) {
    assertMean(name, values, 0.0191 * 0.0191, PUBLISHED_REPLICATIONS);
  }
});
