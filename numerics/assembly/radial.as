// Radial kernel matrices, four points at a time.

import { exp } from "./elementary";
import { tile } from "./tile";

const LAPLACE = 1; // 0 is Gaussian, 2 Matérn 3/2
const MATERN_5_2 = 3;

/**
 * The kernel as a function of a squared distance s. Gaussian: exp(scale·s). The others, with
 * u = scale·√s: exp(−u), (1 + u) exp(−u) and (1 + u + u²/3) exp(−u).
 */
@inline
function radial(shape: i32, scale: v128, s: v128): v128 {
  if (shape == 0) return exp(f64x2.mul(scale, s));
  // beyond 1000 the exponential is 0, but infinity times 0 would not be
  const u = f64x2.min(f64x2.mul(scale, f64x2.sqrt(s)), f64x2.splat(1000));
  const decay = exp(f64x2.neg(u));
  if (shape == LAPLACE) return decay;
  let factor = f64x2.add(f64x2.splat(1), u);
  if (shape == MATERN_5_2) {
    factor = f64x2.add(factor, f64x2.mul(f64x2.mul(u, u), f64x2.splat(1 / 3.0)));
  }
  return f64x2.mul(factor, decay);
}

/** Four squared distances to a centre, at `out`. */
@inline
function squaresRow(points: usize, centre: usize, d: i32, out: usize): void {
  let left = f64x2.splat(0), right = f64x2.splat(0);
  for (let c = 0; c < d; c++) {
    const value = v128.load_splat<f64>(centre);
    const u = f64x2.sub(v128.load(points), value);
    const w = f64x2.sub(v128.load(points, 16), value);
    left = f64x2.add(left, f64x2.mul(u, u));
    right = f64x2.add(right, f64x2.mul(w, w));
    centre += 8;
    points += 32;
  }
  v128.store(out, left);
  v128.store(out, right, 16);
}

@inline
function radialRow(shape: i32, scale: v128, squares: usize, out: usize): void {
  v128.store(out, radial(shape, scale, v128.load(squares)));
  v128.store(out, radial(shape, scale, v128.load(squares, 16)), 16);
}

/**
 * For k in 0..count−1 and the four lanes r, writes Σ_c (points[c][r] − centres[k][c])² to
 * out + 32 k + 8 r. `points` has d rows of four lanes, 32 bytes each.
 */
export function squaresPanel(
  points: usize,
  centres: usize,
  d: i32,
  count: i32,
  out: usize,
): void {
  const step = <usize> d << 3;
  for (let k = 0; k < count; k++) {
    squaresRow(points, centres, d, out);
    centres += step;
    out += 32;
  }
}

/** Subtracts from each of the four lanes of a panel its least entry; there is at least one row. */
export function subtractLeast(panel: usize, count: i32): void {
  const end = panel + (<usize> count << 5);
  let left = v128.load(panel), right = v128.load(panel, 16);
  for (let row = panel + 32; row < end; row += 32) {
    left = f64x2.min(left, v128.load(row));
    right = f64x2.min(right, v128.load(row, 16));
  }
  for (let row = panel; row < end; row += 32) {
    v128.store(row, f64x2.sub(v128.load(row), left));
    v128.store(row, f64x2.sub(v128.load(row, 16), right), 16);
  }
}

/** Writes the kernel of a panel of `count` rows of four squared distances to another. */
export function radialPanel(
  shape: i32,
  scale: f64,
  squares: usize,
  count: i32,
  out: usize,
): void {
  const factor = f64x2.splat(scale);
  for (let k = 0; k < count; k++) {
    radialRow(shape, factor, squares, out);
    squares += 32;
    out += 32;
  }
}

/** The two of them in one: the kernel of four points with many centres, to out + k·stride + 8 r. */
export function kernelPanel(
  shape: i32,
  scale: f64,
  points: usize,
  centres: usize,
  d: i32,
  count: i32,
  out: usize,
  stride: usize,
): void {
  const factor = f64x2.splat(scale);
  const step = <usize> d << 3;
  for (let k = 0; k < count; k++) {
    squaresRow(points, centres, d, out);
    radialRow(shape, factor, out, out);
    centres += step;
    out += stride;
  }
}

/**
 * OUT += K C for the kernel matrix K of n points (n = 4, 8, …, in lanes) with m centres, C in panels
 * of columns and OUT with rows of `columns` entries. `work` takes 32 m bytes.
 */
export function kernelTimes(
  shape: i32,
  scale: f64,
  lanes: usize,
  n: i32,
  centres: usize,
  m: i32,
  d: i32,
  packed: usize,
  columns: i32,
  out: usize,
  work: usize,
): void {
  const stride = <usize> columns << 3;
  for (let i = 0; i < n; i += 4) {
    kernelPanel(shape, scale, lanes + (<usize> (d * i) << 3), centres, d, m, work, 32);
    for (let c = 0; c < columns; c += 4) {
      const to = out + <usize> i * stride + (c << 3);
      tile(work, packed + (<usize> c * m << 3), m, to, stride, 1);
    }
  }
}
