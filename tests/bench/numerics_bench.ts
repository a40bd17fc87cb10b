/**
 * Speed of the numerics room: `deno bench -A tests/bench/numerics_bench.ts`. Each group compares
 * routes to one result.
 *
 * @module
 */

import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { cholesky, gemm, solvePositiveDefinite } from "../../numerics/kernels.ts";
import { radialGram, type RadialKernel, radialKernelTimes } from "../../numerics/radial_kernel.ts";
import { Stream } from "../../numerics/random.ts";
import { ShiftedSolver } from "../../numerics/shifted_solver.ts";

const n = 600;
const d = 3;
const q = 5;
const kernel: RadialKernel = { shape: "gaussian", sigma: 0.5 };
const lambdas = [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1];
const shifts = lambdas.map((lambda) => n * lambda);

const stream = Stream.of("bench");
const x = stream.fillNormal(new Float64Array(n * d));
const z = stream.fillNormal(new Float64Array(n * d));
const rhs = stream.fillNormal(new Float64Array(n * q));
const k = radialGram(kernel, x, n, d);
const shifted = shifts.map(withShift);
const ridged = shifted[4];
const mlRidged = Matrix.from1DArray(n, n, Array.from(ridged));
const solver = new ShiftedSolver(k, n);
const draws = new Float64Array(100_000);

function withShift(shift: number): Float64Array {
  return k.map((value, at) => (at % (n + 1) === 0 ? value + shift : value));
}

Deno.bench("ml-matrix", { group: "product 600", baseline: true }, () => {
  mlRidged.mmul(mlRidged);
});
Deno.bench("gemm", { group: "product 600" }, () => {
  gemm(ridged, ridged, n, n, n);
});

Deno.bench("ml-matrix", { group: "Cholesky 600", baseline: true }, () => {
  new CholeskyDecomposition(mlRidged);
});
Deno.bench("cholesky", { group: "Cholesky 600" }, () => {
  cholesky(ridged, n);
});

Deno.bench("Cholesky for each shift", { group: "9 shifts, 5 columns", baseline: true }, () => {
  for (const a of shifted) solvePositiveDefinite(a, n, rhs, q);
});
Deno.bench("ShiftedSolver", { group: "9 shifts, 5 columns" }, () => {
  new ShiftedSolver(k, n).solveAll(shifts, rhs, q);
});
Deno.bench("its reduction alone", { group: "9 shifts, 5 columns" }, () => {
  new ShiftedSolver(k, n);
});

Deno.bench("one by one", { group: "reduced, 9 shifts", baseline: true }, () => {
  for (const shift of shifts) solver.solve(shift, rhs, q);
});
Deno.bench("side by side", { group: "reduced, 9 shifts" }, () => {
  solver.solveAll(shifts, rhs, q);
});
Deno.bench("leave-one-out diagonals", { group: "reduced, 9 shifts" }, () => {
  for (const shift of shifts) solver.inverseDiagonal(shift);
});

Deno.bench("radialKernelTimes", { group: "kernel times 45 columns" }, () => {
  radialKernelTimes(kernel, z, n, x, n, d, draws.subarray(0, n * 45), 45);
});

Deno.bench("fit and predict 9 shifts, n = 600", { group: "the whole problem" }, () => {
  const alpha = new ShiftedSolver(radialGram(kernel, x, n, d), n).solveAll(shifts, rhs, q);
  radialKernelTimes(kernel, z, n, x, n, d, alpha, shifts.length * q);
});

Deno.bench("uniform", { group: "100 000 draws", baseline: true }, () => {
  stream.fillUniform(draws);
});
Deno.bench("normal", { group: "100 000 draws" }, () => {
  stream.fillNormal(draws);
});
