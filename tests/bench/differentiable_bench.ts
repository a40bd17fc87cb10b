/**
 * What derivatives of the array language cost: `deno bench -A tests/bench/differentiable_bench.ts`. Before the
 * groups it prints ratios for a logistic loss, n = 1,000, d = 100: a gradient and a product with second
 * derivatives over a value, and over the house's own oracles, which are written by hand.
 *
 * @module
 */

import { arrays, Trace } from "../../mod.ts";
import { Stream } from "../../numerics/random.ts";
import { logistic, logisticData } from "../../problems/parametric/logistic.ts";

const { dot, exp, matvec, mean, mul, softplus } = arrays;
const data = logisticData({}, Stream.of("bench"));
const { n, p, features, labels } = data.train;
const problem = logistic(data);
const { x } = problem.start;
const A = new arrays.Tensor(features, [n, p]);
const minus = labels.map((label) => -label);

const loss = (x: arrays.Tensor, y: arrays.Tensor): arrays.Tensor =>
  arrays.add(
    mean(softplus(mul(minus, matvec(A, y)))),
    mul(0.5, dot(exp(x), mul(y, y))),
  );

const solution = problem.exactLower(x);
/** Two points in turn, so that nothing that is remembered of a point helps. */
const points = [1, 1.01].map((factor) => solution.map((value) => factor * value));
const at = (turn: number, active: boolean) => [
  { value: x, active: false },
  { value: points[turn], active },
];

/** The least time of a run, in microseconds. */
function least(run: (turn: number) => unknown, runs = 600): number {
  let best = Infinity;
  for (let turn = -runs; turn < runs; turn++) {
    const start = performance.now();
    run(turn & 1);
    if (turn >= 0) best = Math.min(best, performance.now() - start);
  }
  return 1000 * best;
}

const value = (turn: number): number => new Trace(loss, at(turn, false)).value;
const gradient = (turn: number): Float64Array => new Trace(loss, at(turn, true)).gradient(1);
const product = (turn: number): Float64Array =>
  new Trace(loss, at(turn, true)).along([undefined, solution])[1];
const shared = new Trace(loss, at(0, true));
const next = (): Float64Array => shared.along([undefined, solution])[1];
const byHand = problem.lower.hessian(x, points[0]);

const times = {
  value: least(value),
  gradient: least(gradient),
  product: least(product),
  next: least(next),
};
const hand = {
  value: least((turn) => problem.lower.value(x, points[turn])),
  gradient: least((turn) => problem.lower.gradient(x, points[turn])),
  product: least((turn) => problem.lower.hessian(x, points[turn]).times(solution)),
  next: least(() => byHand.times(solution)),
};
for (const name of ["value", "gradient", "product", "next"] as const) {
  console.log(
    `${name.padEnd(9)} ${times[name].toFixed(0).padStart(5)} µs, ` +
      `${(times[name] / times.value).toFixed(2)} of a value, ` +
      `${(times[name] / hand[name]).toFixed(2)} of the one by hand (${hand[name].toFixed(0)} µs)`,
  );
}

Deno.bench("gradient", { group: "logistic" }, () => void gradient(0));
Deno.bench("gradient by hand", { group: "logistic", baseline: true }, () => {
  problem.lower.gradient(x, points[0]);
});
Deno.bench("product", { group: "logistic product" }, () => void next());
Deno.bench("product by hand", { group: "logistic product", baseline: true }, () => {
  byHand.times(solution);
});
