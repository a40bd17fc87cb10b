import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { gradientMap } from "../../../problems/parametric/gradient_map.ts";
import { linearData, ridge } from "../../../problems/parametric/ridge.ts";
import { ridgeErrors } from "../../../problems/parametric/ridge_moments.ts";

const LAMBDA = Float64Array.of(-1, 0.5);
const START = Float64Array.of(1, -2);
const STEP = 0.3;
const size = (i: number): number => 1 / (1.5 + i);

function setting(n: number) {
  const data = linearData({ n, validation: 2, p: 2 }, Stream.of("ridge moments", n));
  const problem = gradientMap(ridge(data), { step: STEP });
  return { data, problem, solution: problem.exactLower(LAMBDA) };
}

const squared = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, l) => sum + (value - b[l]) * (value - b[l]), 0);

/** E‖y_t − y*(x)‖² by all sequences of rows. */
function enumerated(n: number, batch: number, steps: number): number {
  const { problem, solution } = setting(n);
  let sequences = 1;
  for (let draw = 0; draw < steps * batch; draw++) sequences *= n;
  let total = 0;
  for (let at = 0; at < sequences; at++) {
    let rest = at;
    let y = START;
    for (let i = 0; i < steps; i++) {
      const rows = new Uint32Array(batch).map(() => {
        const row = rest % n;
        rest = (rest - row) / n;
        return row;
      });
      const next = problem.mapSum.batch(rows).phi(LAMBDA, y);
      y = y.map((value, l) => value + size(i) * (next[l] - value));
    }
    total += squared(y, solution);
  }
  return total / sequences;
}

Deno.test("ridge errors are means over all sequences of minibatches", () => {
  for (const [n, batch, steps] of [[3, 1, 4], [3, 2, 2], [2, 3, 2], [1, 1, 3]] as const) {
    const { data } = setting(n);
    const errors = ridgeErrors(data, LAMBDA, { step: STEP, batch, size, start: START }, steps);
    assertEquals(errors.length, steps + 1);
    assertAlmostEquals(errors[steps], enumerated(n, batch, steps), 1e-12 * errors[0]);
    assertAlmostEquals(errors[0], squared(START, setting(n).solution), 1e-12 * errors[0]);
  }
});

Deno.test("the floor of one coefficient with constant steps is hV/(2H − h(H² + Var(a²)/b))", () => {
  const data = linearData({ n: 40, validation: 2, p: 1 }, Stream.of("one coefficient"));
  const x = Float64Array.of(-1);
  const solution = ridge(data).exactLower(x);
  const { features, labels } = data.train;
  const mean = (of: (a: number, r: number) => number): number =>
    features.reduce((sum, a, i) => sum + of(a, a * solution[0] - labels[i]), 0) / 40;
  const H = mean((a) => a * a) + Math.exp(-1);
  const c = mean((a, r) => a * r);
  const noise = mean((a, r) => (a * r - c) * (a * r - c));
  const curvature = mean((a) => a * a * a * a) - (H - Math.exp(-1)) * (H - Math.exp(-1));
  for (const eta of [0.5, 0.05]) {
    const h = STEP * eta;
    const iteration = { step: STEP, batch: 4, size: () => eta, start: solution };
    const steps = Math.ceil(40 / h);
    const floor = ridgeErrors(data, x, iteration, steps)[steps];
    const expected = h * noise / 4 / (2 * H - h * (H * H + curvature / 4));
    assertAlmostEquals(floor / expected, 1, 1e-10);
  }
});

Deno.test("ridge errors refuse what has the wrong length or is not whole", () => {
  const { data } = setting(3);
  const iteration = { step: STEP, batch: 1, size, start: START };
  const three = new Float64Array(3);
  assertThrows(() => ridgeErrors(data, three, iteration, 1), RangeError, "x");
  assertThrows(
    () => ridgeErrors(data, LAMBDA, { ...iteration, start: three }, 1),
    RangeError,
    "start",
  );
  assertThrows(() => ridgeErrors(data, LAMBDA, { ...iteration, batch: 0 }, 1), RangeError, "batch");
  assertThrows(() => ridgeErrors(data, LAMBDA, iteration, 1.5), RangeError, "steps");
});
