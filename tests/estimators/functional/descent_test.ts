import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Matrix } from "ml-matrix";
import { affineFunction, affineOf } from "../../../estimators/functional/affine_gradient.ts";
import { descend, descentModes, progress } from "../../../estimators/functional/descent.ts";
import { orthogonalRoot } from "../../../estimators/functional/root.ts";
import { ORTHOGONAL } from "../../../estimators/functional/terms.ts";
import { Stream } from "../../../numerics/random.ts";
import { linearIV } from "../../../problems/functional/linear_iv.ts";
import { projectedBellmanB1 } from "../../../problems/functional/projected_bellman.ts";
import { maxDifference, normals } from "./support.ts";

const random = Stream.of("tests", "descent");

/** w_t = w* + (I − sA)^t (w_0 − w*), by multiplying matrices. */
function closedForm(
  a: Float64Array,
  root: Float64Array,
  start: Float64Array,
  stepSize: number,
  t: number,
): number[] {
  const p = root.length;
  const factor = Matrix.eye(p).sub(Matrix.from1DArray(p, p, a).mul(stepSize));
  let power = Matrix.eye(p);
  for (let step = 0; step < t; step++) power = power.mmul(factor);
  const departure = Matrix.columnVector(start.map((value, k) => value - root[k]));
  return power.mmul(departure).to1DArray().map((value, k) => value + root[k]);
}

Deno.test("on a quadratic, descent is w* + (I - sA)^t (w_0 - w*), symmetric or not", () => {
  const p = 4;
  for (const symmetric of [true, false]) {
    const any = Matrix.from1DArray(p, p, normals(p * p, random.split("matrix")));
    const matrix = symmetric ? any.mmul(any.transpose()).mul(0.2) : Matrix.eye(p).add(any.mul(0.3));
    const a = Float64Array.from(matrix.to1DArray());
    const root = normals(p, random.split("root"));
    const c = root.map((_, k) => {
      let sum = 0;
      for (let l = 0; l < p; l++) sum -= a[k * p + l] * root[l];
      return sum;
    });
    const start = normals(p, random.split("start"));
    const recorded = [0, 1, 2, 5, 10, 70];
    const points = descend(affineFunction({ a, c }), { start, stepSize: 0.1, recorded });
    assertEquals(points.length, recorded.length * p);
    recorded.forEach((t, row) => {
      const expected = closedForm(a, root, start, 0.1, t);
      assert(maxDifference(points.subarray(row * p, (row + 1) * p), expected) < 1e-12);
    });
  }
});

Deno.test("what is recorded does not depend on what else is recorded, nor the start", () => {
  const { gradient } = projectedBellmanB1;
  const start = Float64Array.of(1, -1, 0.5, 2);
  const settings = { start, stepSize: 0.05 };
  const every = Array.from({ length: 41 }, (_, t) => t);
  const all = descend(gradient, { ...settings, recorded: every });
  const some = descend(gradient, { ...settings, recorded: [7, 40] });
  assertEquals(some, Float64Array.of(...all.subarray(28, 32), ...all.subarray(160, 164)));
  assertEquals(start, Float64Array.of(1, -1, 0.5, 2));
  assertEquals(all.subarray(0, 4), start);
});

Deno.test("gap and distance are those of the eigen-directions, which contract by 1 - sλ", () => {
  const problem = projectedBellmanB1;
  const objective = { root: problem.root, hessian: problem.hessian() };
  const start = new Float64Array(4);
  const recorded = [0, 1, 10, 1000];
  const points = descend(problem.gradient, { start, stepSize: 0.05, recorded });
  const { gap, distance } = progress(points, objective);
  const modes = descentModes(objective, start);
  recorded.forEach((t, row) => {
    let squared = 0;
    let form = 0;
    for (const { eigenvalue, start } of modes) {
      let left = start;
      for (let step = 0; step < t; step++) left *= 1 - 0.05 * eigenvalue;
      squared += left * left;
      form += eigenvalue * left * left / 2;
    }
    assertAlmostEquals(distance[row], Math.sqrt(squared), 1e-12);
    assertAlmostEquals(gap[row], form, 1e-12);
  });
  // the published draw of a sample ended at 0.226 and 1.8e-4
  assertAlmostEquals(distance[3], 0.22339, 1e-5);
  assertAlmostEquals(gap[3], 1.47809e-4, 1e-9);
});

Deno.test("the modes are the spectrum, flattest first: the condition number is 176", () => {
  const problem = projectedBellmanB1;
  const modes = descentModes({ root: problem.root, hessian: problem.hessian() }, problem.root);
  const eigenvalues = modes.map(({ eigenvalue }) => eigenvalue);
  assertEquals(eigenvalues.slice().sort((a, b) => a - b), eigenvalues);
  const trace = [0, 1, 2, 3].reduce((sum, k) => sum + problem.hessian()[5 * k], 0);
  assertAlmostEquals(eigenvalues.reduce((sum, value) => sum + value, 0), trace, 1e-13);
  assertAlmostEquals(eigenvalues[0], 0.0059, 5e-5);
  assertAlmostEquals(eigenvalues[3] / eigenvalues[0], 176, 0.5);
  assert(maxDifference(eigenvalues.slice(1), [0.33, 0.38, 1.04]) < 0.005);
  // at step size 0.05, what the flattest direction keeps of a step, of 1000, and steps to a tenth
  const kept = Math.log(1 - 0.05 * eigenvalues[0]);
  assertAlmostEquals(Math.exp(kept), 1 - 0.0003, 5e-6);
  assertAlmostEquals(Math.exp(1000 * kept), 0.74, 0.005);
  assertAlmostEquals(Math.log(0.1) / kept, 7800, 50);
  assertEquals(modes.map(({ start }) => start), [0, 0, 0, 0]);
  const scalar = { root: linearIV.root, hessian: linearIV.hessian() };
  assertEquals(descentModes(scalar, Float64Array.of(-1)), [{ eigenvalue: 12, start: 3 }]);
});

Deno.test("descent on a sample's own gradient ends at its root", () => {
  const n = 400;
  const sample = linearIV.sample(n, random.split("linear-iv"));
  const inner = linearIV.innerTarget(sample);
  const truth = linearIV.conditionalMeans(sample.x);
  const means = { ...truth, j: truth.j.map((value, i) => 0.9 * value + 0.1 * sample.x[3 * i]) };
  const options = { start: linearIV.outerPoint, stepSize: 0.05, recorded: [200] };
  const end = descend(affineFunction(affineOf(ORTHOGONAL)(sample.y, means, inner)), options);
  assert(maxDifference(end, orthogonalRoot(sample.y, means, inner).root) < 1e-13);

  const bellman = projectedBellmanB1;
  const other = bellman.sample(3000, random.split("bellman"));
  const target = bellman.innerTarget(other);
  const known = bellman.conditionalMeans(other.x);
  const gradient = affineOf(ORTHOGONAL)(other.y, known, target);
  const { root } = orthogonalRoot(other.y, known, target);
  const points = descend(affineFunction(gradient), {
    start: new Float64Array(4),
    stepSize: 0.9,
    recorded: [10, 30_000],
  });
  assert(maxDifference(points.subarray(4), root) < 1e-9);
  assert(maxDifference(points.subarray(0, 4), root) > 0.05);
});

Deno.test("an indefinite A diverges, and the record says so", () => {
  // few observations with a learned j against the true one: ĵG' + Gĵ' − ĵĵ' is negative
  const n = 50;
  const sample = linearIV.sample(n, random.split("indefinite"));
  const inner = linearIV.innerTarget(sample);
  const truth = linearIV.conditionalMeans(sample.x);
  const gradient = affineOf(ORTHOGONAL)(
    sample.y,
    { ...truth, j: truth.j.map((value) => 2.5 * value) },
    inner,
  );
  assert(gradient.a[0] < 0);
  const objective = { root: linearIV.root, hessian: linearIV.hessian() };
  const points = descend(affineFunction(gradient), {
    start: linearIV.outerPoint,
    stepSize: 0.05,
    recorded: [0, 5, 100, 5000, 6000],
  });
  const { gap, distance } = progress(points, objective);
  assertEquals([gap[0], distance[0]], [54, 3]);
  assert(distance[1] > 3 && distance[2] > distance[1] && gap[2] > gap[1]);
  for (const values of [points, distance, gap]) assert(Number.isNaN(values[3] + values[4]));
});

Deno.test("too long a step diverges though the objective is convex", () => {
  const options = { start: linearIV.outerPoint, stepSize: 2.001 / 12, recorded: [0, 1, 1000] };
  const points = descend(linearIV.gradient, options);
  const [, once, long] = points.map((w) => Math.abs(w - linearIV.root[0]));
  assertAlmostEquals(once, 3 * 1.001, 1e-12);
  assertAlmostEquals(long, 3 * Math.exp(1000 * Math.log(1.001)), 1e-9);
});

Deno.test("descent rejects what makes no sense", () => {
  const attempt = (change: { stepSize?: number; recorded?: number[] }) => () =>
    descend(linearIV.gradient, {
      start: linearIV.outerPoint,
      stepSize: 0.05,
      recorded: [0, 1],
      ...change,
    });
  for (const stepSize of [0, -1, NaN, Infinity]) {
    assertThrows(attempt({ stepSize }), RangeError, `step size is ${stepSize}`);
  }
  assertThrows(attempt({ recorded: [0, 2, 2] }), RangeError, "step 2 is recorded after 2");
  assertThrows(attempt({ recorded: [-1] }), RangeError, "step -1");
  assertThrows(attempt({ recorded: [0.5] }), RangeError, "step 0.5");
  assertEquals(attempt({ recorded: [] })(), new Float64Array(0));
});
