import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import {
  counterExample,
  type CounterExampleOptions,
} from "../../../problems/parametric/counter_example.ts";
import type { InnerTask } from "../../../problems/parametric/task_contract.ts";
import { assertDerivative } from "./finite_differences.ts";

const NONE = new Float64Array(1);

function losses({ inner }: InnerTask) {
  return {
    value: (phi: number) => inner.value(NONE, Float64Array.of(phi)),
    first(phi: number) {
      const out = new Float64Array(1);
      inner.gradient(NONE, Float64Array.of(phi), out);
      return out[0];
    },
    second(phi: number) {
      const out = new Float64Array(1);
      inner.hessianVector(NONE, Float64Array.of(phi), Float64Array.of(1), out);
      return out[0];
    },
  };
}

Deno.test("the published parameters and constants come out", () => {
  const { parameters, firstOrderPoint, minimiser, derivative } = counterExample();
  assertEquals([parameters.curvatures, parameters.steps, parameters.stepSize], [
    [0.5, 1.5],
    10,
    0.1,
  ]);
  assertEquals(parameters.slopes[0], 0);
  assertAlmostEquals(parameters.slopes[1], 17.39527, 1e-5);
  assertAlmostEquals(parameters.radius, 12.59685, 1e-5);
  assertAlmostEquals(firstOrderPoint, 5.75887, 1e-5);
  assertAlmostEquals(minimiser, 2.84028, 1e-5);
  assertAlmostEquals(Math.abs(derivative(firstOrderPoint)), 0.346410, 1e-6);
  assertAlmostEquals(Math.abs(derivative(firstOrderPoint)), Math.sqrt(0.12), 1e-14);
  assertAlmostEquals(derivative(minimiser), 0, 1e-14);
});

Deno.test("closed forms agree with the published parameters written out again, to 1e-10", () => {
  const [p, q] = [Math.pow(0.95, 10), Math.pow(0.85, 10)];
  const b = 2 * Math.sqrt(0.12) /
    Math.abs((0.5 * p * p + 1.5 * q * q) * q / (0.5 * p + 1.5 * q) - q * q);
  const { parameters, contractions, firstOrderPoint, minimiser } = counterExample();
  assertAlmostEquals(contractions[0], p, 1e-12);
  assertAlmostEquals(contractions[1], q, 1e-12);
  assertAlmostEquals(parameters.slopes[1], b, 1e-10);
  assertAlmostEquals(parameters.radius, b / 1.5 + 1, 1e-10);
  assertAlmostEquals(firstOrderPoint, q * b / (0.5 * p + 1.5 * q), 1e-10);
  assertAlmostEquals(minimiser, q * q * b / (0.5 * p * p + 1.5 * q * q), 1e-10);
});

Deno.test("the losses are quadratic, a cubic and a line, which meet with two derivatives", () => {
  const { tasks, parameters: { curvatures, slopes, radius } } = counterExample();
  tasks.forEach((task, i) => {
    const { value, first, second } = losses(task);
    const [a, centre] = [curvatures[i], slopes[i] / curvatures[i]];
    for (const side of [-1, 1]) {
      for (const edge of [radius, radius + 1]) {
        const at = centre + side * edge;
        for (const f of [value, first, second]) {
          assertAlmostEquals(f(at - 1e-9), f(at + 1e-9), 1e-7);
        }
      }
      for (const z of [0.3, radius - 0.5, radius + 0.25, radius + 0.8, radius + 3]) {
        const at = centre + side * z;
        const name = `task ${i} at ${side * z}`;
        const derivative = Float64Array.of(first(at));
        assertDerivative(name, (t) => Float64Array.of(value(at + t)), derivative);
        assertDerivative(name, (t) => Float64Array.of(first(at + t)), Float64Array.of(second(at)));
      }
      assertAlmostEquals(value(centre + side * 2), 2 * a, 1e-12);
      // The published formula of the cubic
      const z = radius + 0.7;
      const cubic = -a * 0.343 / 6 + a * 0.49 / 2 + a * radius * z - a * radius * radius / 2;
      assertAlmostEquals(value(centre + side * z), cubic, 1e-10);
      assertAlmostEquals(first(centre + side * 100), side * a * (radius + 0.5), 1e-12);
      assertEquals(second(centre + side * 100), 0);
    }
  });
});

Deno.test("M'(θ) is the derivative of the mean loss at the end of the inner loops", () => {
  for (const options of [{}, { steps: 3, stepSize: 0.4 }, { slopes: [-3, 2], radius: 1.5 }]) {
    const { tasks, derivative, parameters } = counterExample(options as CounterExampleOptions);
    const objective = (theta: number): number =>
      tasks.reduce((sum, task) => {
        const { value, first } = losses(task);
        let phi = theta;
        for (let j = 0; j < parameters.steps; j++) phi -= parameters.stepSize * first(phi);
        return sum + value(phi) / 2;
      }, 0);
    // None of them leads within a thousandth of a joint, where third derivatives jump
    for (const theta of [-8.63, 0.4, 5.75, 27.3]) {
      const claimed = Float64Array.of(derivative(theta));
      const f = (t: number): Float64Array => Float64Array.of(objective(theta + t));
      assertDerivative(`M' at ${theta}`, f, claimed);
    }
  }
});

Deno.test("first-order descent is misled by √(2D) for any curvatures, steps and threshold", () => {
  for (
    const options of [
      { threshold: 1 },
      { curvatures: [2, 0.1], steps: 3 },
      { stepSize: 0.01, threshold: 0.5 },
    ] as CounterExampleOptions[]
  ) {
    const { firstOrderPoint, minimiser, derivative } = counterExample(options);
    const wanted = Math.sqrt(2 * (options.threshold ?? 0.06));
    assertAlmostEquals(Math.abs(derivative(firstOrderPoint)), wanted, 1e-12);
    assertAlmostEquals(derivative(minimiser), 0, 1e-12);
  }
});

Deno.test("equal curvatures or equal minimisers do not mislead: the negative control", () => {
  for (
    const options of [
      { curvatures: [0.7, 0.7], slopes: [0, 9] },
      { curvatures: [0.5, 1.5], slopes: [1, 3] },
    ] as CounterExampleOptions[]
  ) {
    const { firstOrderPoint, minimiser, derivative } = counterExample(options);
    assertAlmostEquals(firstOrderPoint, minimiser, 1e-13);
    assertAlmostEquals(derivative(firstOrderPoint), 0, 1e-14);
  }
});

Deno.test("the two tasks are equally likely", () => {
  const { sample, tasks, probabilities } = counterExample();
  const random = Stream.of("two tasks");
  let first = 0;
  for (let i = 0; i < 4000; i++) if (sample(random) === tasks[0]) first++;
  // Four standard errors, √1000
  assert(Math.abs(first - 2000) < 127, `${first}`);
  assertEquals(probabilities, [0.5, 0.5]);
});

Deno.test("options that make no counter-example are refused", () => {
  const refused: [CounterExampleOptions, string][] = [
    [{ curvatures: [1, 1] }, "both curvatures are 1"],
    [{ curvatures: [0, 1] }, "curvature 0 is 0"],
    [{ stepSize: 0.8 }, "stepSize is 0.8"],
    [{ steps: 1.5 }, "steps is 1.5"],
    [{ steps: 0 }, "with 0 steps"],
    [{ threshold: 0 }, "threshold is 0"],
    [{ radius: -1 }, "radius is -1"],
    [{ slopes: [0, NaN] }, "slope 1 is NaN"],
  ];
  for (const [options, message] of refused) {
    assertThrows(() => counterExample(options), RangeError, message);
  }
});
