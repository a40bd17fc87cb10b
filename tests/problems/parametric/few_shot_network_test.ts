import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { parameterCount } from "../../../numerics/tanh_network.ts";
import {
  initialParameters,
  networkLoss,
  networkOutputs,
  networksOf,
} from "../../../problems/parametric/few_shot_network.ts";
import type { LabelledData } from "../../../problems/parametric/labelled_data.ts";
import { networkTask } from "../../../problems/parametric/network_task.ts";
import {
  type MarginLoss,
  softmaxLoss,
  squareLoss,
} from "../../../problems/parametric/margin_losses.ts";
import { along, assertDerivative, assertSame, dot } from "./finite_differences.ts";

const normals = (n: number, ...path: (string | number)[]): Float64Array =>
  Stream.of("network", ...path).fillNormal(new Float64Array(n));

/** A direction of about unit length, so that differences stay local. */
function direction(size: number, i: number): Float64Array {
  return normals(size, "direction", i).map((value) => value / Math.sqrt(size));
}

/** Five observations with three features, and labels for a loss. */
function data(loss: MarginLoss): LabelledData {
  const labels = normals(5, "labels");
  return {
    n: 5,
    p: 3,
    features: normals(15, "features"),
    labels: loss.width === 1 ? labels : labels.map((_, i) => i % loss.width),
  };
}

/** Networks of every depth, with both heads, their losses and somewhere to be. */
const CASES = [squareLoss, softmaxLoss(4)].flatMap((loss) =>
  [[], [4], [1], [6, 2], [3, 4, 5]].map((hidden) => {
    const widths = [3, ...hidden, loss.width];
    const size = parameterCount(widths);
    const of = networkLoss(networksOf(widths), loss, data(loss));
    const result = (write: (out: Float64Array) => void): Float64Array => {
      // What was there before must not matter
      const out = new Float64Array(size).fill(NaN);
      write(out);
      return out;
    };
    return {
      name: widths.join("–"),
      loss,
      widths,
      size,
      value: of.value,
      gradient: (phi: Float64Array) => result((out) => of.gradient(phi, out)),
      times: (phi: Float64Array, v: Float64Array) => result((out) => of.hessianVector(phi, v, out)),
      phi: normals(size, "phi", widths.length).map((value) => 0.8 * value),
    };
  })
);

Deno.test("gradients agree with differences of the loss", () => {
  for (const { name, value, gradient, phi, size } of CASES) {
    const claimed = gradient(phi);
    for (let i = 0; i < 3; i++) {
      const d = direction(size, i);
      const f = (t: number): Float64Array => Float64Array.of(value(along(phi, d, t)));
      assertDerivative(name, f, Float64Array.of(dot(claimed, d)));
    }
    phi.forEach((_, k) => {
      const unit = new Float64Array(size).with(k, 1);
      const f = (t: number): Float64Array => Float64Array.of(value(along(phi, unit, t)));
      assertDerivative(`${name}, parameter ${k}`, f, Float64Array.of(claimed[k]));
    });
  }
});

Deno.test("Hessian products agree with differences of the gradient", () => {
  for (const { name, gradient, times, phi, size } of CASES) {
    for (let i = 0; i < 3; i++) {
      const v = direction(size, i);
      assertDerivative(name, (t) => gradient(along(phi, v, t)), times(phi, v));
    }
  }
});

Deno.test("the Hessian is symmetric and linear, and its products leave no trace", () => {
  for (const { name, times, gradient, phi, size } of CASES) {
    const [v, w] = [normals(size, "v"), normals(size, "w")];
    const [hv, hw] = [times(phi, v), times(phi, w)];
    const scale = Math.sqrt(dot(hv, hv) * dot(w, w));
    assert(Math.abs(dot(hv, w) - dot(v, hw)) < 1e-14 * (1 + scale), name);
    assertSame(name, times(phi, along(v, w, -2)), along(hv, hw, -2));
    const before = gradient(phi);
    times(w, v);
    assertEquals(gradient(phi), before);
    assertEquals(times(phi, v), hv);
  }
});

Deno.test("without hidden layers it is a linear model", () => {
  const of = data(squareLoss);
  const { value, gradient } = CASES[0];
  const phi = Float64Array.of(1, -2, 0.5, 3);
  let sum = 0;
  const slope = new Float64Array(4);
  for (let i = 0; i < 5; i++) {
    const x = [...of.features.subarray(3 * i, 3 * i + 3), 1];
    const off = x.reduce((s, value, k) => s + value * phi[k], 0) - of.labels[i];
    sum += off * off / 10;
    x.forEach((value, k) => slope[k] += off * value / 5);
  }
  assertAlmostEquals(value(phi), sum, 1e-14);
  assertSame("gradient", gradient(phi), slope);
});

Deno.test("the outputs are those that the loss judges", () => {
  for (const { loss, widths, value, phi } of CASES) {
    const { features, labels } = data(loss);
    const outputs = networkOutputs(networksOf(widths), phi, features);
    const losses = loss.values(outputs, labels);
    assertAlmostEquals(value(phi), losses.reduce((sum, of) => sum + of / 5, 0), 1e-14);
  }
});

Deno.test("saturated units have no slope, and no NaN", () => {
  for (const { gradient, times, phi, size, widths } of CASES) {
    if (widths.length === 2) continue;
    const far = phi.map((value) => 1e4 * value);
    assert(gradient(far).every(Number.isFinite));
    assert(times(far, normals(size, "far")).every(Number.isFinite));
  }
});

Deno.test("first parameters have the variance 1/inputs, and biases are 0", () => {
  const widths = [100, 50, 2];
  const phi = initialParameters(widths, Stream.of("initial"));
  assertEquals(phi.length, 100 * 50 + 50 + 50 * 2 + 2);
  const weights = phi.subarray(0, 5000);
  const variance = weights.reduce((sum, value) => sum + value * value / 5000, 0);
  // Four standard errors of a variance, √(2/n)
  assert(Math.abs(100 * variance - 1) < 4 * Math.sqrt(2 / 5000), `${variance}`);
  assert(phi.subarray(5000, 5050).every((value) => value === 0));
  assert(phi.subarray(5150).every((value) => value === 0));
  assert(phi.subarray(5050, 5150).every((value) => value !== 0));
});

Deno.test("sizes and labels that do not agree are refused", () => {
  const of = data(squareLoss);
  const options = { hidden: [2], steps: 1, stepSize: 0.1 };
  const both = { support: of, query: of };
  const refused: [() => unknown, string][] = [
    [() => networkLoss(networksOf([3]), squareLoss, of), "there are 1 widths"],
    [() => networkLoss(networksOf([2, 1]), squareLoss, of), "the network has 2 inputs: give 3"],
    [() => networkLoss(networksOf([3, 2]), squareLoss, of), "the network has 2 outputs: give 1"],
    [() => networkLoss(networksOf([3, 0, 1]), squareLoss, of), "width 1 is 0"],
    [() => networkLoss(networksOf([3, 4]), softmaxLoss(4), of), "label 0 is"],
    [
      () => networkLoss(networksOf([3, 1]), squareLoss, of).value(new Float64Array(3)),
      "phi has 3 numbers",
    ],
    [
      () => networkTask(networksOf([3, 1]), squareLoss, both, { ...options, steps: -1 }),
      "steps is -1",
    ],
    [
      () => networkTask(networksOf([3, 1]), squareLoss, both, { ...options, stepSize: 0 }),
      "stepSize is 0",
    ],
    [
      () => networkOutputs(networksOf([3, 1]), new Float64Array(4), new Float64Array(4)),
      "observations is 1.3",
    ],
  ];
  for (const [call, message] of refused) assertThrows(call, RangeError, message);
});
