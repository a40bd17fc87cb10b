import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import type { Learner } from "../../../estimators/nuisance/contract.ts";
import { gaussian, laplace, matern32 } from "../../../estimators/nuisance/kernel.ts";
import * as ridges from "../../../estimators/nuisance/kernel_ridge.ts";
import { ratePenalty } from "../../../estimators/nuisance/penalised_series.ts";
import { Stream } from "../../../numerics/random.ts";
import * as learners from "../../../pipeline/slots/learners.ts";

const N = 40;
const stream = Stream.of("tests", "stage learners");
const x = stream.split("x").fillUniform(new Float64Array(2 * N));
const y = stream.split("y").fillNormal(new Float64Array(N));
y.forEach((noise, i) => y[i] = Math.cos(2 * Math.PI * x[2 * i]) + 0.1 * noise);
const data = { n: N, d: 2, q: 1, x, y };
const predict = (learner: Learner) => learner(data).predict(x, N);

const lambdas = [1e-4, 1e-2];
const OPTIONS = {
  gaussianKernelRidge: { sigma: 0.5, lambdas },
  kernelRidge: { kernel: "matern52", sigmas: [0.2, 1], lambdas, criterion: "gcv" },
  scheduledKernelRidge: { kernel: "laplace", sigma: 1, scale: 0.3, rate: 2 / 3 },
  nystroem: { kernel: "matern32", sigma: 1, rank: 20, lambdas },
  randomFourier: { count: 60, sigma: 0.5, draw: 1, lambdas, intercept: true },
  nadarayaWatson: { sigmas: [0.05, 0.1, 0.4] },
  nearestNeighbours: { neighbours: [1, 3, 9] },
  cosineProjection: { frequencies: [1, 2, 4], low: 0, high: 1 },
  penalisedCosines: { frequencies: 6, low: 0, high: 1, order: 1, lambdas, criterion: "loo" },
  linear: { ridge: 1 },
  bellmanRidge: { ridge: 0.5 },
} as const;

Deno.test("every learner of the stages learns from options that went through JSON", () => {
  // Natural splines minimise quadratic risks of general losses: another contract, tested with those
  const others = Object.keys(learners).filter((name) => name !== "naturalSplines");
  assertEquals(Object.keys(OPTIONS).toSorted(), others.toSorted());
  const variance = y.reduce((sum, value) => sum + value * value, 0) / N;
  for (const [name, options] of Object.entries(OPTIONS)) {
    const make = learners[name as keyof typeof learners] as (options: unknown) => Learner;
    const fitted = predict(make(JSON.parse(JSON.stringify(options))));
    const error = fitted.reduce((sum, value, i) => sum + (value - y[i]) * (value - y[i]), 0) / N;
    assert(error < (name === "linear" ? 1.01 : 0.5) * variance, `${name}: ${error}`);
  }
});

Deno.test("kernels are found by name, and an unknown one is refused with those there are", () => {
  const options = { sigmas: [0.3], lambdas: [0.01] };
  for (const [kernel, make] of Object.entries({ gaussian, laplace, matern32 })) {
    const expected = predict(ridges.kernelRidge({ kernel: make(0.3), lambdas: [0.01] }));
    assertEquals(
      predict(learners.kernelRidge({ kernel: kernel as "gaussian", ...options })),
      expected,
    );
  }
  for (const kernel of ["cauchy", "toString"]) {
    assertThrows(
      () => learners.kernelRidge({ kernel: kernel as "gaussian", ...options }),
      RangeError,
      `kernel is "${kernel}": give one of gaussian, laplace, matern32, matern52`,
    );
  }
});

Deno.test("the schedule is scale · n^(−rate) in the number of training rows", () => {
  const learner = learners.scheduledKernelRidge(OPTIONS.scheduledKernelRidge);
  for (const n of [N, 8]) {
    const { chosen } = learner({ ...data, n, x: x.slice(0, 2 * n), y: y.slice(0, n) });
    assertAlmostEquals(chosen!.lambda, ratePenalty(n, 1, 0.3), 1e-16);
    assertEquals(chosen?.sigma, 1);
  }
  const eight = learner({ ...data, n: 8, x: x.slice(0, 16), y: y.slice(0, 8) });
  assertAlmostEquals(eight.chosen!.lambda, 0.3 / 4, 1e-16);
});

Deno.test("random features are one fixed draw, and another number is another draw", () => {
  const options = OPTIONS.randomFourier;
  const learner = learners.randomFourier(options);
  const first = predict(learner);
  assertEquals(predict(learner), first);
  assertEquals(predict(learners.randomFourier(options)), first);
  const other = predict(learners.randomFourier({ ...options, draw: 2 }));
  assert(other.some((value, i) => Math.abs(value - first[i]) > 1e-6));
});

Deno.test("random features stand for the Gaussian kernel of their width", () => {
  const exact = predict(
    ridges.kernelRidge({ kernel: gaussian(0.5), lambdas: [0.01], intercept: false }),
  );
  const many = predict(
    learners.randomFourier({ count: 4000, sigma: 0.5, draw: 1, lambdas: [0.01] }),
  );
  many.forEach((value, i) => assertAlmostEquals(value, exact[i], 0.1));
});

Deno.test("cosines are chosen by frequency, for as many covariates as there are", () => {
  const options = { frequencies: [1, 2, 3], low: 0, high: 1 };
  assertEquals(learners.cosineProjection(options)(data).chosen?.size, 5);
  const one = { ...data, d: 1, x: x.filter((_, at) => at % 2 === 0) };
  assertEquals(learners.cosineProjection(options)(one).chosen?.size, 3);
});
