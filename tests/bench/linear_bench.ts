/**
 * Linear models: `deno bench -A tests/bench/linear_bench.ts`. Before the groups it prints how long a
 * hypergradient by AID-CG(10) takes, n = 1,000, d = 100, beside NumPy and PyTorch on one thread where a
 * `python3` has them, and how near the kernels are to what the machine can do.
 *
 * @module
 */

import { Matrix } from "ml-matrix";
import { implicit } from "../../estimators/parametric/implicit.ts";
import { gemm } from "../../numerics/kernels.ts";
import { LinearModel } from "../../numerics/linear_model.ts";
import { Stream } from "../../numerics/random.ts";
import { logistic, logisticData } from "../../problems/parametric/logistic.ts";

const RUNS = 400;
const data = logisticData({}, Stream.of("bench"));
const { train, validation } = data;
const { n, p } = train;
const problem = logistic(data);
const { x } = problem.start;
const solution = problem.exactLower(x);
/** Two points in turn, so that nothing that is remembered of a point helps. */
const points = [1, 1.01].map((factor) => solution.map((value) => factor * value));
const estimate = implicit({ lowerSteps: 0, adjoint: { solver: "cg", iterations: 10 } });
const hypergradient = (turn: number): Float64Array =>
  estimate(problem, x, { y: points[turn % 2] }).gradient;

/** The least time of a run, in microseconds. */
function least(run: (turn: number) => unknown, runs = RUNS): number {
  let best = Infinity;
  for (let turn = -runs; turn < runs; turn++) {
    const start = performance.now();
    run(turn & 1);
    if (turn >= 0) best = Math.min(best, performance.now() - start);
  }
  return 1000 * best;
}

/** What the libraries of a Python interpreter need and find: microseconds and gradient by name. */
async function peers(python: string): Promise<Record<string, [number, number[]]>> {
  const sizes = new BigInt64Array([n, p, RUNS].map(BigInt));
  const numbers = [
    ...[train.features, train.labels, validation.features, validation.labels],
    ...[points[0], x.map((value) => Math.exp(value))],
  ];
  const { OPENBLAS_CORETYPE: _type, OPENBLAS_L2_SIZE: _size, ...env } = Deno.env.toObject();
  try {
    const child = new Deno.Command(python, {
      args: [new URL("./peers.py", import.meta.url).pathname],
      clearEnv: true,
      env: { ...env, OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1" },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new Uint8Array(sizes.buffer));
    for (const array of numbers) await writer.write(new Uint8Array(array.slice().buffer));
    await writer.close();
    const { success, stdout } = await child.output();
    return success ? JSON.parse(new TextDecoder().decode(stdout)) : {};
  } catch {
    return {};
  }
}

/** Doubles read from a large array, in gigabytes a second, by the kernel of products. */
function bandwidth(): number {
  const rows = 200_000;
  const model = modelOf(new Float64Array(rows * p).fill(1), rows);
  const time = least(() => model.products(undefined, points[0], 1), 3);
  return 8 * rows * p / time / 1000;
}

function modelOf(features: Float64Array, rows: number): LinearModel {
  const labels = new Float64Array(rows).fill(1);
  return new LinearModel({ features, labels, loss: "logistic", width: 1 });
}

function gigaflops(flops: number, microseconds: number): string {
  return `${(flops / microseconds / 1000).toFixed(1)} Gflop/s`;
}

const model = modelOf(train.features, n);
const curvatures = model.curvatures(undefined, points[0]);
const ours = least(hypergradient);
const product = least(() => model.hessianTimes(curvatures, points[1]));
console.log(`AID-CG(10), logistic, n = ${n}, d = ${p}: the least of ${RUNS} runs, one thread`);
console.log(`  bigrad  ${ours.toFixed(0)} µs`);
for (const python of new Set(["python3", "/usr/bin/python3"])) {
  for (const [name, [time, gradient]] of Object.entries(await peers(python))) {
    const truth = hypergradient(0);
    const error = Math.hypot(...truth.map((value, k) => value - gradient[k]));
    console.log(
      `  ${name} (${python})  ${time.toFixed(0)} µs, ${(time / ours).toFixed(2)} times as long; ` +
        `its gradient is off by ${(error / Math.hypot(...truth)).toExponential(0)}`,
    );
  }
}
console.log(
  `A Hessian product, n = ${n}: ${product.toFixed(1)} µs, ${gigaflops(4 * n * p, product)}`,
);
const wide = 600;
const square = Stream.of("square").fillNormal(new Float64Array(wide * wide));
const dense = least(() => gemm(square, square, wide, wide, wide), 20);
console.log(`  a dense product, ${wide}×${wide}: ${gigaflops(2 * wide * wide * wide, dense)}`);
console.log(`Products with 160 MB of rows: ${bandwidth().toFixed(1)} GB/s`);

const matrix = Matrix.from1DArray(n, p, train.features);
const transposed = matrix.transpose();
const column = Matrix.columnVector(points[0]);
Deno.bench("ml-matrix", { group: "Hessian product", baseline: true }, () => {
  const along = matrix.mmul(column);
  for (let i = 0; i < n; i++) along.set(i, 0, along.get(i, 0) * curvatures.numbers[i]);
  transposed.mmul(along);
});
Deno.bench("LinearModel", { group: "Hessian product" }, () => {
  model.hessianTimes(curvatures, points[1]);
});

const some = Uint32Array.from({ length: 64 }, (_, i) => (37 * i) % n);
Deno.bench("all rows", { group: "gradient", baseline: true }, () => {
  model.gradient(undefined, points[0]);
  model.gradient(undefined, points[1]);
});
Deno.bench("64 rows by their numbers", { group: "gradient" }, () => {
  model.gradient(some, points[0]);
  model.gradient(some, points[1]);
});
Deno.bench("hypergradient", { group: "AID-CG(10)" }, () => {
  hypergradient(0);
  hypergradient(1);
});
