import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { descentModes } from "../../../estimators/functional/descent.ts";
import { generalTarget, quadraticTarget } from "../../../estimators/functional/descent_target.ts";
import { Stream } from "../../../numerics/random.ts";
import { hyperCleaning } from "../../../problems/functional/hyper_cleaning.ts";
import { poissonCleaning } from "../../../problems/functional/poisson_cleaning.ts";
import { projectedBellmanB1 } from "../../../problems/functional/projected_bellman.ts";
import { maxDifference, normals } from "./support.ts";

Deno.test("a quadratic target is its problem's root and Hessian, its gap that of the gradient", () => {
  const target = quadraticTarget(projectedBellmanB1);
  assertEquals(target.root, projectedBellmanB1.root);
  assertEquals(target.hessian, projectedBellmanB1.hessian());
  const w = normals(4, Stream.of("tests", "descent target"));
  // F(w) − F(w*) = ½ Ψ(w)'(w − w*)
  const half = projectedBellmanB1.gradient(w)
    .reduce((sum, value, k) => sum + value * (w[k] - target.root[k]) / 2, 0);
  assertAlmostEquals(target.progress(w).gap[0], half, 1e-12);
  assertEquals(target.progress(target.root), {
    gap: Float64Array.of(0),
    distance: Float64Array.of(0),
  });
});

Deno.test("a general target is a minimum: the gradient vanishes, the objective curves upwards", () => {
  const { root, hessian, progress } = generalTarget(poissonCleaning, 0.5);
  assert(maxDifference(poissonCleaning.gradient(root), [0, 0]) < 1e-12);
  // second differences of the objective, an independent route to the Hessian
  const step = 1e-3;
  const at = (k: number, l: number) => {
    const value = (signK: number, signL: number) => {
      const w = root.slice();
      w[k] += signK * step;
      w[l] += signL * step;
      return poissonCleaning.objective(w);
    };
    return (value(1, 1) - value(1, -1) - value(-1, 1) + value(-1, -1)) / (4 * step * step);
  };
  assert(maxDifference(hessian, [at(0, 0), at(0, 1), at(1, 0), at(1, 1)]) < 1e-5);
  assertEquals(hessian[1], hessian[2]);
  const modes = descentModes({ root, hessian }, poissonCleaning.outerPoint);
  assertAlmostEquals(modes[1].eigenvalue / modes[0].eigenvalue, 2.1, 0.05);
  const points = Float64Array.of(...poissonCleaning.outerPoint, ...root, NaN, NaN);
  const { gap, distance } = progress(points);
  const start = poissonCleaning.objective(poissonCleaning.outerPoint);
  assertEquals(gap[0], start - poissonCleaning.objective(root));
  assertAlmostEquals(gap[0], 0.025304, 1e-6);
  assertAlmostEquals(distance[0], 0.321816, 1e-6);
  assertEquals([gap[1], distance[1]], [0, 0]);
  assert(Number.isNaN(gap[2]) && Number.isNaN(distance[2]));
});

Deno.test("the minimum does not depend on the step size, and a problem without one is refused", () => {
  const slow = generalTarget(poissonCleaning, 0.1).root;
  assert(maxDifference(slow, generalTarget(poissonCleaning, 1).root) < 1e-11);
  const endless = { ...poissonCleaning, name: "endless", gradient: () => Float64Array.of(1, 0) };
  assertThrows(() => generalTarget(endless, 1), RangeError, "endless leaves a gradient of 1:");
  assertThrows(() => generalTarget(poissonCleaning, 100), RangeError, "leaves a gradient of NaN:");
});

Deno.test("hyper-cleaning has no minimum: its objective falls as the noisy sources' weights vanish", () => {
  const along = [2, 4, 6, 8, 10].map((t) => Float64Array.of(-t, -t));
  const values = along.map(hyperCleaning.objective);
  for (let i = 1; i < values.length; i++) assert(values[i] < values[i - 1]);
  for (const w of along) assert(hyperCleaning.gradient(w).every((slope) => slope > 0));
});
