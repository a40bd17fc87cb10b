import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { gaussian } from "../../../estimators/nuisance/kernel.ts";
import { cosineBasis, penalisedSeries } from "../../../estimators/nuisance/penalised_series.ts";
import {
  clipWeights,
  type ConvexLossValues,
  minimiseConvexRisk,
  type QuadraticRiskLearner,
} from "../../../estimators/nuisance/quadratic_risk.ts";
import { weightedKernelRidge } from "./weighted_kernel_ridge.ts";
import { Stream } from "../../../numerics/random.ts";
import { maxDifference } from "../functional/support.ts";

const N = 60;
const random = Stream.of("tests", "convex risk");
const x = random.split("x").fillUniform(new Float64Array(N)).map((u) => 2 * u - 1);
const labels = x.map((value, i) => random.uniformAt(i) < 0.5 + 0.4 * Math.sin(3 * value) ? 1 : 0);
const outcomes = random.split("y").fillNormal(new Float64Array(N)).map((e, i) => 2 * x[i] + e);

const series = penalisedSeries(cosineBasis({ frequencies: 5, low: -1, high: 1 }), 0.01);
const constant = penalisedSeries(cosineBasis({ frequencies: 1, low: -1, high: 1 }), 1e13);
const learners: [string, QuadraticRiskLearner][] = [
  ["series", series],
  ["kernel ridge", weightedKernelRidge({ kernel: gaussian(0.5), lambda: 0.02 })],
];

/** A loss by its values and derivatives at (v_i, i). */
function loss(phi: (v: number, i: number) => [number, number, number]) {
  return (v: Float64Array): ConvexLossValues => {
    const columns = [0, 1, 2].map((k) => v.map((value, i) => phi(value, i)[k]));
    return { value: columns[0], slope: columns[1], curvature: columns[2] };
  };
}

const logistic = loss((v, i) => {
  const p = 1 / (1 + Math.exp(-v));
  return [Math.log1p(Math.exp(v)) - labels[i] * v, p - labels[i], p * (1 - p)];
});
const poisson = loss((v, i) => {
  const mean = Math.exp(v);
  return [mean - 400 * labels[i] * v, mean - 400 * labels[i], mean];
});
const logCosh = (scale: number) =>
  loss((v, i) => {
    const u = v - scale * outcomes[i];
    const tail = Math.exp(-2 * Math.abs(u));
    const tanh = Math.sign(u) * (1 - tail) / (1 + tail);
    return [Math.abs(u) + Math.log1p(tail), tanh, 1 - tanh * tanh];
  });

for (const [name, learner] of learners) {
  const losses = { logistic, poisson, "log-cosh": logCosh(1) };
  for (const [kind, lossAt] of Object.entries(losses)) {
    Deno.test(`${name}: Newton's method ends where the ${kind} risk is stationary`, () => {
      const functions = learner(x, N, 1);
      const minimum = minimiseConvexRisk(functions, lossAt);
      assert(minimum.converged && minimum.iterations < 30, `${minimum.iterations} steps`);
      const { coefficients, fitted } = minimum;
      assert(maxDifference(functions.fitted(coefficients, 1), fitted) < 1e-10);
      const objective = (c: Float64Array) =>
        lossAt(functions.fitted(c, 1)).value.reduce((sum, value) => sum + value, 0) / N +
        functions.penalty(c);
      const bottom = objective(coefficients);
      for (let trial = 0; trial < 10; trial++) {
        const direction = random.split(trial).fillNormal(new Float64Array(functions.size));
        const size = Math.sqrt(functions.fitted(direction, 1).reduce((sum, v) => sum + v * v, 0));
        const at = (t: number) =>
          objective(coefficients.map((v, k) => v + t * direction[k] / size));
        assert(at(0.1) > bottom && at(-0.1) > bottom);
        const slope = (8 * (at(1e-3) - at(-1e-3)) - at(2e-3) + at(-2e-3)) / 12e-3;
        assert(Math.abs(slope) < 1e-8 * (1 + Math.abs(bottom)), `slope ${slope}`);
      }
    });
  }

  Deno.test(`${name}: a quadratic risk takes one step, and one to see that it is done`, () => {
    const functions = learner(x, N, 1);
    const quadratic = loss((v, i) => [(v - outcomes[i]) ** 2 / 2, v - outcomes[i], 1]);
    const minimum = minimiseConvexRisk(functions, quadratic);
    const direct = functions.weighted(new Float64Array(N).fill(1))(outcomes.map((y) => -y), 1);
    assertEquals(minimum.iterations, 2);
    assert(maxDifference(minimum.fitted, functions.fitted(direct, 1)) < 1e-12);
  });
}

Deno.test("Newton's method ends at the same minimum from wherever it starts, sooner from nearby", () => {
  const functions = series(x, N, 1);
  const cold = minimiseConvexRisk(functions, logistic);
  const starts: [Float64Array, number][] = [
    [cold.coefficients.map((value) => 1.01 * value), cold.iterations - 1],
    [new Float64Array(functions.size).fill(100), cold.iterations],
    [new Float64Array(functions.size + 1), cold.iterations],
  ];
  for (const [start, most] of starts) {
    const warm = minimiseConvexRisk(functions, logistic, { start });
    assert(warm.converged && warm.iterations <= most, `${warm.iterations} steps`);
    assert(maxDifference(warm.coefficients, cold.coefficients) < 1e-12);
    assert(maxDifference(warm.fitted, cold.fitted) < 1e-12);
  }
});

Deno.test("the best constant of the logistic risk is the log-odds of the mean", () => {
  const { fitted } = minimiseConvexRisk(constant(x, N, 1), logistic);
  const mean = labels.reduce((sum, value) => sum + value, 0) / N;
  assertAlmostEquals(fitted[0], Math.log(mean / (1 - mean)), 1e-9);
});

Deno.test("step halving reaches what full steps would fly away from", () => {
  // at outcomes hundreds wide Newton's step for log cosh is far too long: its curvature vanishes
  const wide = logCosh(50);
  const { fitted, converged, iterations } = minimiseConvexRisk(constant(x, N, 1), wide, {
    maxIterations: 500,
  });
  const slope = (v: number) =>
    wide(new Float64Array(N).fill(v)).slope.reduce((sum, value) => sum + value, 0);
  let low = -1000;
  let high = 1000;
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (slope(middle) > 0) high = middle;
    else low = middle;
  }
  assert(converged, `${iterations} steps`);
  assertAlmostEquals(fitted[0], low, 1e-6);
});

Deno.test("Newton's method ends at the same minimum in any units", () => {
  const minimum = (unit: number) => {
    const own = logCosh(1);
    const { fitted, converged } = minimiseConvexRisk(series(x, N, 1), (v) => {
      const { value, slope, curvature } = own(v.map((one) => one / unit));
      return {
        value: value.map((one) => unit * unit * one),
        slope: slope.map((one) => unit * one),
        curvature,
      };
    });
    assert(converged, `unit ${unit}`);
    return fitted.map((one) => one / unit);
  };
  const expected = minimum(1);
  for (const unit of [1e-12, 1e-9, 1e-6, 1e6]) {
    assert(maxDifference(minimum(unit), expected) < 1e-9, `unit ${unit}`);
  }
});

Deno.test("Newton's method says when it ran out of steps, and keeps what it has", () => {
  const functions = series(x, N, 1);
  const start = minimiseConvexRisk(functions, logistic, { maxIterations: 1 });
  assertEquals([start.converged, start.iterations], [false, 1]);
  const value = (v: Float64Array) => logistic(v).value.reduce((sum, value) => sum + value, 0);
  assert(value(start.fitted) < value(new Float64Array(N)));
});

Deno.test("Newton's method says when no step helps", () => {
  // a loss that jumps up, whatever its slope promises
  const liar = loss((v) => [v === 0 ? 0 : 1, 1, 1]);
  const minimum = minimiseConvexRisk(series(x, N, 1), liar);
  assertEquals(minimum.converged, false);
  assertEquals(minimum.fitted, new Float64Array(N));
});

Deno.test("weights are raised to the floor, counted, and the least is told", () => {
  const { weight, clipped, smallest } = clipWeights(Float64Array.of(0.5, -1, 0.1, 0.0999, 0), 0.1);
  assertEquals([...weight], [0.5, 0.1, 0.1, 0.1, 0.1]);
  assertEquals([clipped, smallest], [3, -1]);
});

Deno.test("weights and options out of range are refused", () => {
  const one = Float64Array.of(1);
  assertThrows(() => clipWeights(one, 0), RangeError, "floor is 0");
  assertThrows(() => clipWeights(Float64Array.of(1, NaN), 1), RangeError, "weight 1 is NaN");
  const functions = series(x, N, 1);
  assertThrows(
    () => minimiseConvexRisk(functions, logistic, { maxIterations: 0 }),
    RangeError,
    "maxIterations is 0",
  );
  assertThrows(
    () => minimiseConvexRisk(functions, loss(() => [NaN, 0, 1])),
    RangeError,
    "the loss at f = 0 is NaN",
  );
});
