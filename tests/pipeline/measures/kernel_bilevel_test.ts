import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { ScoreEstimator } from "../../../estimators/functional/contract.ts";
import { nuisanceValues, outerEvaluation } from "../../../estimators/functional/evaluate.ts";
import { featureBilevel } from "../../../estimators/functional/kernel_bilevel_features.ts";
import {
  kernelBilevelMeans,
  kernelBilevelScore,
} from "../../../estimators/functional/kernel_bilevel_means.ts";
import { kernelBilevelRoot } from "../../../estimators/functional/kernel_bilevel_affine.ts";
import { orthogonal } from "../../../estimators/functional/orthogonal.ts";
import { gaussian } from "../../../estimators/nuisance/kernel.ts";
import { Stream } from "../../../numerics/random.ts";
import type { StageOutputs } from "../../../pipeline/engine/stage.ts";
import { columnsIn } from "../tables.ts";
import { fourierDraw } from "../../../pipeline/slots/fourier_draw.ts";
import {
  bellmanGradients,
  linearIVRoots,
} from "../../../pipeline/slots/kernel_bilevel_populations.ts";
import { encodeSamples, rows } from "../../../pipeline/blocks/samples.ts";
import type { AffineFunctionalProblem, Sample } from "../../../problems/functional/contract.ts";
import { linearIV } from "../../../problems/functional/linear_iv.ts";
import { linearIVKernelRoot } from "../../../problems/functional/linear_iv_kernel.ts";
import { projectedBellmanB1 } from "../../../problems/functional/projected_bellman.ts";
import { sineIVEndogenous } from "../../../problems/functional/sine_iv.ts";
import { kernelBilevel } from "../../estimators/functional/kernel_support.ts";
import { asStored } from "../blocks/support.ts";
import { gradients } from "../../../pipeline/measures/gradients.ts";
import {
  featureGradients,
  kernelMeans,
  kernelRoots,
} from "../../../pipeline/measures/kernel_bilevel.ts";
import { stage } from "../../../pipeline/stages/on_samples.ts";

const measured = (measure: unknown) => (slots: object) =>
  stage({ ...slots, measure } as Parameters<typeof stage>[0]);
const meansStage = measured(kernelMeans);
const estimateStage = measured(gradients);
const rootStage = measured(kernelRoots);
const featureStage = measured(featureGradients);

const INNER = 30;
const LAMBDAS = [1e-3, 1e-1];

/** Three samples of 50 rows, and a split of each. */
function samplesOf(problem: AffineFunctionalProblem) {
  const samples = [0, 1, 2].map((r) =>
    asStored(problem.sample(50, Stream.of("stage", problem.name, r)))
  );
  const split = (sample: Sample) => {
    const inner = rows(sample, 0, INNER);
    return { inner, target: problem.innerTarget(inner), outer: rows(sample, INNER, 50) };
  };
  const labels = { problem: problem.name, estimator: "", learner: "l", n: INNER, first: 7 };
  const inputs = { samples: [encodeSamples(samples)] };
  return { parts: samples.map(split), labels, inputs };
}

const decoded = (outputs: StageOutputs) => columnsIn(outputs.estimates);

/** Estimates in the order of an artifact: replication, setting, coordinate. */
const inOrder = (estimates: readonly { readonly [name: string]: unknown }[][], name: string) =>
  estimates.flatMap((one) => one.flatMap((estimate) => [...(estimate[name] as Float64Array)]));

function assertClose(a: ArrayLike<number>, b: ArrayLike<number>, tolerance = 1e-11): void {
  assertEquals(a.length, b.length);
  for (let i = 0; i < a.length; i++) assertAlmostEquals(a[i]!, b[i]!, tolerance);
}

Deno.test("kernel bilevel gradients and others come from one artifact of means", async () => {
  // one problem's T_0 is zero and the other's is not
  for (const problem of [sineIVEndogenous, projectedBellmanB1]) {
    const { parts, labels, inputs } = samplesOf(problem);
    const parameters = {
      labels,
      setting: "",
      design: { inner: INNER },
      sigma: 0.5,
      lambdas: LAMBDAS,
    };
    const { means } = await meansStage({ problem })(parameters, inputs, []);
    const estimates = async (estimator: ScoreEstimator) => {
      const both = { ...inputs, means: [means as Uint8Array<ArrayBuffer>] };
      return decoded(await estimateStage({ problem, estimator })(parameters, both, []));
    };
    const w = problem.outerPoint;
    const options = { kernel: gaussian(0.5), lambdas: LAMBDAS };
    const direct = (estimator: ScoreEstimator) =>
      parts.map((data) =>
        asStored(kernelBilevelMeans(data, options)).map((one) => {
          const evaluation = outerEvaluation(problem.innerTarget(data.outer), data.outer.y, w);
          return estimator(evaluation, nuisanceValues(one, w));
        })
      );
    const { texts, numbers: columns } = await estimates(kernelBilevelScore);
    assertClose(columns.estimate!, inOrder(direct(kernelBilevelScore) as never, "gradient"));
    // the estimator itself does not round its means, which are of order one
    const exact = parts.map((data) => kernelBilevel(data, w, options));
    assertClose(columns.estimate!, inOrder(exact as never, "gradient"), 1e-6);
    assert(columns.standard_error!.every(Number.isNaN));
    assertEquals([texts.setting, texts.learner], [["lambda=0.001", "lambda=0.1"], ["l"]]);
    assertEquals([...columns.level!.subarray(0, 8)], [0.001, 0.1].flatMap((x) => [x, x, x, x]));
    assertEquals([...new Set(columns.replication)], [7, 8, 9]);
    assertEquals(columns.truth!.subarray(0, 4), problem.gradient(w));
    const others = (await estimates(orthogonal)).numbers;
    const expected = direct(orthogonal);
    assertClose(others.estimate!, inOrder(expected as never, "gradient"));
    assertClose(others.standard_error!, inOrder(expected as never, "standardError"));
  }
});

Deno.test("the stage of kernel bilevel roots calls penalties what it is told", async () => {
  const { parts, labels, inputs } = samplesOf(linearIV);
  const settings = ["lambda=0.001", "lambda=something"];
  const parameters = {
    labels,
    setting: "",
    design: { inner: INNER },
    sigma: 2,
    lambdas: LAMBDAS,
    settings,
  };
  const outputs = await rootStage({ problem: linearIV })(parameters, inputs, []);
  const { texts, numbers: columns } = decoded(outputs);
  const options = { kernel: gaussian(2), lambdas: LAMBDAS };
  const expected = parts.map((data) => kernelBilevelRoot(data, options));
  assertClose(columns.estimate!, inOrder(expected as never, "root"));
  assertEquals(texts.setting, settings);
  assertEquals(new Set(columns.truth), new Set([2]));
});

Deno.test("the stage of random-feature bilevel uses one draw for all samples", async () => {
  const { parts, labels, inputs } = samplesOf(projectedBellmanB1);
  const features = { count: 20, gamma: 0.35, draw: 3 };
  const parameters = { labels, setting: "", design: { inner: INNER }, features, lambdas: LAMBDAS };
  const outputs = await featureStage({ problem: projectedBellmanB1 })(parameters, inputs, []);
  const { numbers: columns } = decoded(outputs);
  const options = { features: fourierDraw(2, features), lambdas: LAMBDAS };
  const expected = parts.map((data) =>
    featureBilevel(data, projectedBellmanB1.outerPoint, options)
  );
  assertClose(columns.estimate!, inOrder(expected as never, "gradient"));
});

Deno.test("a draw of features depends on its number alone", () => {
  const choice = { count: 8, gamma: 0.35, draw: 1 };
  assertEquals(fourierDraw(2, choice), fourierDraw(2, choice));
  const other = fourierDraw(2, { ...choice, draw: 2 });
  assert(other.phases.some((phase, k) => phase !== fourierDraw(2, choice).phases[k]));
});

Deno.test("the limits of kernel bilevel are exact values", () => {
  const value = (lambda: number) => linearIVKernelRoot({ lambda, sigma: 2 })[0];
  const one = { quantity: "kernel_root", coordinate: 0 };
  assertEquals(linearIVRoots({ lambdas: LAMBDAS, sigma: 2 }), [
    { ...one, setting: "lambda=0.001", level: 1e-3, value: value(1e-3)! },
    { ...one, setting: "lambda=0.1", level: 1e-1, value: value(1e-1)! },
  ]);
  const gradients = bellmanGradients({ lambdas: [1e-7], count: 256, gamma: 0.35, draw: 1 });
  const exact = projectedBellmanB1.gradient(projectedBellmanB1.outerPoint);
  gradients.forEach(({ value }, k) => assertAlmostEquals(value, exact[k]!, 1e-3));
});
