import { assert, assertEquals, assertLess } from "@std/assert";
import { findKink } from "../../../estimators/functional/kinks.ts";
import {
  poissonLosses,
  quadraticLosses,
  weightedLogCoshLosses,
  weightedLogisticLosses,
} from "../../../estimators/functional/loss_pairs.ts";
import {
  type PointwiseLosses,
  pointwiseLosses,
} from "../../../estimators/functional/pointwise_losses.ts";
import { abs, add, exp, Jet, jetMax, log1p, mul, neg, type Scalar, sub } from "./jets_support.ts";

const square = (v: Scalar, y: number) => mul(0.5, mul(sub(v, y), sub(v, y)));
const hinge = (v: Scalar, y: number) => {
  const margin = sub(1, mul(y, v));
  return margin instanceof Jet && margin.a0 > 0 ? margin : mul(0, v);
};
const huber = (v: Scalar, y: number) => {
  const error = sub(v, y);
  const size = abs(error);
  return (size instanceof Jet ? size.a0 : size) > 1 ? sub(size, 0.5) : mul(0.5, mul(error, error));
};
type Loss = (v: Scalar, y: number) => Scalar;
const pairOf = (inner: Loss, outer: Loss = square) =>
  pointwiseLosses({
    p: 1,
    columns: ["y"],
    inner: (_w, v, { y }) => inner(v, y!),
    outer: (_w, v, { y }) => outer(v, y!),
  } as PointwiseLosses);
const w = Float64Array.of(0);
const z = Float64Array.of(1, -1, 1);
const range = { centre: 0, length: 1 };

Deno.test("a hinge, an absolute value, Huber's loss and a step are found where they jump", () => {
  const cases: [Loss, number, number][] = [
    [hinge, 1, 1],
    [(v, y) => abs(sub(v, y)), 1, 1],
    [huber, 2, 0],
    [(v) => Math.floor(v instanceof Jet ? v.a0 : v) + 0, 0, 0],
  ];
  for (const [loss, order, expected] of cases) {
    const kink = findKink(pairOf(loss), w, z, range)!;
    assertEquals([kink.side, kink.order, kink.observation], ["inner", order, 0]);
    if (order < 2 && order > 0) assertLess(Math.abs(kink.v - expected), 1e-5);
    const outer = findKink(pairOf(square, loss), w, z, range);
    // the outer loss needs no continuous second derivative
    assertEquals(outer?.side, order < 2 ? "outer" : undefined);
  }
});

Deno.test("the units of v do not matter", () => {
  for (const by of [1e-9, 1e9]) {
    const kink = findKink(pairOf((v, y) => abs(sub(v, y * by))), w, z, { centre: 0, length: by })!;
    assertLess(Math.abs(kink.v / by - 1), 1e-5);
  }
});

Deno.test("smooth losses have none, sharp ones and those with a seam neither", () => {
  for (
    const pair of [
      quadraticLosses(1),
      poissonLosses(1, 0.4),
      weightedLogCoshLosses(1),
      weightedLogisticLosses(1),
    ]
  ) {
    const observations = Float64Array.from({ length: 12 * pair.zDimension }, (_, at) => at % 2);
    for (const length of [0.01, 1, 5]) {
      assertEquals(
        findKink(pair, w, observations, { centre: 0.3, length }),
        undefined,
        `${pair.name} ${length}`,
      );
    }
  }
  // softplus(50 v): sharp, but smooth
  const sharp = pairOf((v) => softplus(mul(50, v)));
  assertEquals(findKink(sharp, w, z, range), undefined);
  assert(findKink(pairOf((v) => add(softplus(v), abs(v))), w, z, range) !== undefined);
});

function softplus(v: Scalar): Scalar {
  return add(jetMax(v), log1p(exp(neg(abs(v)))));
}
