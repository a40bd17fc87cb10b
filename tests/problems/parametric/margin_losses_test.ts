import { assert, assertAlmostEquals, assertEquals, assertLessOrEqual } from "@std/assert";
import {
  logisticLoss,
  sigmoid,
  sigmoidSlope,
  softmaxLoss,
  squareLoss,
} from "../../../problems/parametric/margin_losses.ts";
import { assertSame } from "./finite_differences.ts";

const label = (value: number): Float64Array => Float64Array.of(value);
const ONE = label(1);

Deno.test("each loss is what it is called", () => {
  assertEquals(squareLoss.values(label(5), label(2)), label(4.5));
  assertEquals(squareLoss.slopes(label(5), label(2)), label(3));
  assertAlmostEquals(logisticLoss.values(label(2), ONE)[0], Math.log(1 + Math.exp(-2)), 1e-15);
  assertAlmostEquals(logisticLoss.slopes(label(2), ONE)[0], -1 / (1 + Math.exp(2)), 1e-15);
  const three = softmaxLoss(3);
  const margins = Float64Array.of(1, 2, 3);
  const total = Math.exp(1) + Math.exp(2) + Math.exp(3);
  assertAlmostEquals(three.values(margins, label(1))[0], Math.log(total) - 2, 1e-15);
  const pi = margins.map((v) => Math.exp(v) / total);
  assertSame("slopes", three.slopes(margins, label(1)), Float64Array.of(pi[0], pi[1] - 1, pi[2]));
});

Deno.test("curvatures stay within their bounds and reach them", () => {
  const at = (loss: typeof squareLoss, margins: number[], direction: number[]): Float64Array => {
    const out = Float64Array.from(direction);
    loss.hessian(() => Float64Array.from(margins), label(0), ONE)(out, 1);
    return out;
  };
  assertEquals(at(squareLoss, [9], [1]), label(1));
  assertEquals(at(logisticLoss, [0], [1]), label(0.25));
  for (const v of [-800, -3, 1, 40, 800]) {
    const [curvature] = at(logisticLoss, [v], [1]);
    assert(curvature >= 0);
    assertLessOrEqual(curvature, 0.25);
    assertSame("symmetry", at(logisticLoss, [-v], [1]), label(curvature), 4);
  }
  // Two classes of probability ½ have the eigenvector (1, −1) with eigenvalue ½.
  assertSame("½", at(softmaxLoss(3), [0, 0, -900], [1, -1, 0]), Float64Array.of(0.5, -0.5, 0), 1);
  assertSame("0", at(softmaxLoss(3), [1, 5, 2], [1, 1, 1]), new Float64Array(3), 0);
});

Deno.test("factors and several directions go with their observations", () => {
  const curve = softmaxLoss(2).hessian(
    () => Float64Array.of(0, 0, Math.log(3), 0),
    Float64Array.of(0, 1),
    Float64Array.of(8, 16),
  );
  // diag π − ππ' = π_0 π_1 (1, −1)(1, −1)': ¼ and 3/16.
  const directions = Float64Array.of(1, 0, 0, 3, 1, 0, 5, 5);
  curve(directions, 2);
  assertSame("products", directions, Float64Array.of(2, -2, -6, 6, 3, -3, 0, 0), 10);
});

Deno.test("slopes go where they are told to, the margins included", () => {
  for (const loss of [squareLoss, logisticLoss, softmaxLoss(2)]) {
    const margins = Float64Array.of(0.3, -2).slice(0, loss.width);
    const expected = loss.slopes(margins, ONE);
    const out = new Float64Array(margins.length);
    assertEquals(loss.slopes(margins, ONE, out) === out, true);
    assertEquals(out, expected);
    assertEquals(loss.slopes(margins, ONE, margins), expected);
  }
});

Deno.test("far margins keep small losses, and overflow nothing", () => {
  const loss = softmaxLoss(3);
  const far = Float64Array.of(1e300, 0, -1e300);
  assertEquals(loss.values(far, label(0)), label(0));
  assertEquals(loss.values(far, label(1)), label(1e300));
  assertEquals(loss.slopes(far, label(1)), Float64Array.of(1, -1, 0));
  assertEquals(sigmoid(-1000), 0);
  assertEquals(sigmoid(1000), 1);
  for (const v of [-40, -2, 0, 3]) {
    assertAlmostEquals(sigmoidSlope(v) / (sigmoid(v) * sigmoid(-v)), 1, 1e-14);
  }
  assertAlmostEquals(sigmoid(-40) / Math.exp(-40), 1, 1e-15);
  assertAlmostEquals(sigmoid(3) + sigmoid(-3), 1, 1e-15);
});

Deno.test("labels are judged", () => {
  assertEquals([0.5, -7].map(squareLoss.fault), [undefined, undefined]);
  assert([NaN, Infinity].every(squareLoss.fault));
  assertEquals([1, -1].map(logisticLoss.fault), [undefined, undefined]);
  assert([0, 2, NaN].every(logisticLoss.fault));
  assertEquals([0, 1, 2].map(softmaxLoss(3).fault), [undefined, undefined, undefined]);
  assert([-1, 3, 1.5, NaN].every(softmaxLoss(3).fault));
});
