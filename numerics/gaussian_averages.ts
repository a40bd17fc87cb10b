/**
 * Averages with Gaussian weights.
 *
 * @module
 */

import { loadLanes } from "./radial_kernel.ts";
import { allocate, kernels, padded, requireShape, view } from "./wasm.ts";

/**
 * Σ_j w_ij y_j / Σ_j w_ij with w_ij = exp(−‖x_i − z_j‖²/(2σ²)), for many σ at once: the distances
 * are computed once for all.
 *
 * Weights are relative to the greatest one of their row, so that there always is one: far away from
 * all z, and as σ → 0, the average is that of the nearest z.
 *
 * @param x Points, n×d.
 * @param z Points, m×d, m ≥ 1.
 * @param sigmas Bandwidths σ, in the units of x.
 * @param y m×q.
 * @param options `leaveOneOut` gives z_i no weight in average i (x and z are the same points).
 * @returns n×q for each σ.
 * @throws {RangeError} If sizes do not agree, no point is left to average over, or a σ is not
 * positive and finite.
 */
export function gaussianAverages(
  x: Float64Array,
  n: number,
  z: Float64Array,
  m: number,
  d: number,
  sigmas: ArrayLike<number>,
  y: Float64Array,
  q: number,
  options: { readonly leaveOneOut?: boolean } = {},
): Float64Array[] {
  requireShape("gaussianAverages", "x", x, n, d);
  requireShape("gaussianAverages", "z", z, m, d);
  requireShape("gaussianAverages", "y", y, m, q);
  const { leaveOneOut = false } = options;
  if (m < (leaveOneOut ? 2 : 1)) {
    throw new RangeError(`gaussianAverages: m is ${m}: no point is left to average over`);
  }
  const scales = Float64Array.from(sigmas, exponentFactor);
  const rows = padded(n);
  const block = padded(q + 1); // the outputs, then the weights
  const [px, lanes, pz, py, packed, squares, weights, sums] = allocate(
    n * d,
    rows * d,
    m * d,
    m * (q + 1),
    m * block,
    m * 4,
    m * 4,
    scales.length * rows * block,
  );
  loadLanes(px, x, lanes, n, d);
  view(pz, m * d).set(z);
  const outputs = view(py, m * (q + 1)).fill(1);
  for (let j = 0; j < m; j++) {
    for (let c = 0; c < q; c++) outputs[j * (q + 1) + c] = y[j * q + c];
  }
  kernels().pack(packed, m, py, 8, 8 * (q + 1), q + 1, m);
  const all = view(sums, scales.length * rows * block).fill(0);
  const distances = view(squares, 4 * m);
  for (let i = 0; i < n; i += 4) {
    kernels().squaresPanel(lanes + 8 * d * i, pz, d, m, squares);
    if (leaveOneOut) {
      for (let r = i; r < Math.min(i + 4, n); r++) distances[4 * r + r - i] = Infinity;
    }
    kernels().subtractLeast(squares, m);
    for (let s = 0; s < scales.length; s++) {
      kernels().radialPanel(0, scales[s], squares, m, weights);
      for (let c = 0; c < block; c += 4) {
        const to = sums + 8 * ((s * rows + i) * block + c);
        kernels().tile(weights, packed + 8 * c * m, m, to, 8 * block, 1);
      }
    }
  }
  return Array.from(scales, (_, s) => {
    const averages = new Float64Array(n * q);
    for (let i = 0; i < n; i++) {
      const at = (s * rows + i) * block;
      for (let c = 0; c < q; c++) averages[i * q + c] = all[at + c] / all[at + q];
    }
    return averages;
  });
}

/** −1 / (2σ²). */
function exponentFactor(sigma: number): number {
  const factor = -1 / (2 * sigma * sigma);
  if (!(sigma > 0 && factor < 0 && factor > -Infinity)) {
    throw new RangeError(
      `gaussianAverages: sigma must be positive and finite, with a square that is neither 0 nor ` +
        `infinite, but it is ${sigma}`,
    );
  }
  return factor;
}
