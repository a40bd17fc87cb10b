import { assert, assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import {
  curvatures,
  descendToRoot,
  jacobianAt,
  type OuterValue,
} from "../../../estimators/functional/gradient_root.ts";
import { affineRoot } from "../../../estimators/functional/root.ts";

const ones = Float64Array.of(1, 1);
const quadratic = (w: Float64Array): OuterValue => {
  const [x, y] = [w[0]! - 1, w[1]! + 2];
  return {
    objective: x * x + x * y + 2 * y * y,
    gradient: Float64Array.of(2 * x + y, x + 4 * y),
  };
};
/** Rosenbrock's valley. */
const valley = (w: Float64Array): OuterValue => {
  const [x, y] = w as unknown as [number, number];
  const bend = y - x * x;
  return {
    objective: (1 - x) * (1 - x) + 100 * bend * bend,
    gradient: Float64Array.of(-2 * (1 - x) - 400 * x * bend, 200 * bend),
  };
};

Deno.test("an affine gradient has its root, and its Jacobian, in a few steps", () => {
  const { root, jacobian, path, end } = descendToRoot(quadratic, {
    start: Float64Array.of(1.5, -1.5),
    units: ones,
  });
  const expected = affineRoot({ a: Float64Array.of(2, 1, 1, 4), c: Float64Array.of(0, 7) }).root;
  assertEquals(end, "converged");
  root.forEach((value, k) => assertAlmostEquals(value, expected[k]!, 1e-9));
  [2, 1, 1, 4].forEach((value, at) => assertAlmostEquals(jacobian[at]!, value, 1e-9));
  assertLess(path.length, 4);
  assertEquals(path[0]!.w, Float64Array.of(1.5, -1.5));
});

Deno.test("units of w and of the objective change nothing but themselves", () => {
  const plain = descendToRoot(valley, { start: Float64Array.of(0.3, 0.5), units: ones });
  const by = Float64Array.of(1e3, 1e-4);
  const scaled = descendToRoot(
    (w) => {
      const { objective, gradient } = valley(w.map((value, k) => value / by[k]!));
      return { objective: 1e6 * objective, gradient: gradient.map((g, k) => 1e6 * g / by[k]!) };
    },
    { start: by.map((value, k) => value * [0.3, 0.5][k]!), units: by },
  );
  assertEquals([plain.end, scaled.end], ["converged", "converged"]);
  assertEquals(scaled.path.length, plain.path.length);
  scaled.root.forEach((value, k) => assertAlmostEquals(value / by[k]!, plain.root[k]!, 1e-7));
});

Deno.test("from where the objective is not convex it descends to a minimum", () => {
  const wave = ([w]: ArrayLike<number> & Iterable<number>): OuterValue => ({
    objective: -Math.cos(w!),
    gradient: Float64Array.of(Math.sin(w!)),
  });
  // Newton's method would go to the maximum at π
  const { root, jacobian, end } = descendToRoot(wave, {
    start: Float64Array.of(2.5),
    units: Float64Array.of(1),
  });
  assertEquals(end, "converged");
  assertAlmostEquals(root[0]!, 0, 1e-5);
  assert(curvatures(jacobian, Float64Array.of(1))[0]! > 0);
});

Deno.test("where there is no value steps are shorter and differences one-sided", () => {
  const walled = (w: Float64Array) =>
    w[0]! <= 0 ? undefined : {
      objective: w[0]! - Math.log(w[0]!),
      gradient: Float64Array.of(1 - 1 / w[0]!),
    };
  const units = Float64Array.of(1);
  const { root, end } = descendToRoot(walled, { start: Float64Array.of(0.01), units });
  assertEquals(end, "converged");
  assertAlmostEquals(root[0]!, 1, 1e-5);
  const here = { w: Float64Array.of(0.01), ...walled(Float64Array.of(0.01))! };
  assertLess(0, jacobianAt(walled, here, units)[0]!);
  assertThrows(() => descendToRoot(walled, { start: Float64Array.of(-1), units }), RangeError);
});

Deno.test("an objective without a minimum has no root, and that is said", () => {
  const fall = (w: Float64Array): OuterValue => ({
    objective: Math.exp(-w[0]!),
    gradient: Float64Array.of(-Math.exp(-w[0]!)),
  });
  const { step, end } = descendToRoot(fall, {
    start: Float64Array.of(0),
    units: Float64Array.of(1),
  });
  assertEquals(end, "running");
  assertLess(0.5, step[0]!);
});
