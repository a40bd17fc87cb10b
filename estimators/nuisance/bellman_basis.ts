/**
 * The published basis for the projected Bellman problem, with a ridge.
 *
 * Each function of s comes alone and times a, so all sums over rows with the same a follow from those of the
 * functions alone: there are few actions, and rows are summed and predicted action by action.
 *
 * @module
 */

import { requireFinite } from "../../numerics/require.ts";
import { gemm, gram } from "../../numerics/kernels.ts";
import { sineCosine } from "../../numerics/sine_cosine.ts";
import type { Learner, PartOfSample, RegressionData } from "./contract.ts";
import { solveRidge } from "./normal_equations.ts";
import { requirePoints, requireRegressionData } from "./regression_data.ts";

const D = 2;
const FREQUENCIES = [0.5, 0.75, 1, 1.5, 2];
const CENTRES = [-2, -1, 0, 1, 2];
const WIDTH = 0.8;
/** Where half of a frequency is among them: sines and cosines follow from those. */
const HALVES = FREQUENCIES.map((f) => FREQUENCIES.indexOf(f / 2));
/** exp(−(c/0.8)²/2). */
const HEIGHTS = CENTRES.map((c) => Math.exp(-c * c / (2 * WIDTH * WIDTH)));
/** Beyond this far from 0 each bump is computed by itself. */
const FAR = 20;
/** Functions of s: 4 monomials, 2 a frequency and 1 a centre. */
const ALONE = 4 + 2 * FREQUENCIES.length + CENTRES.length;
/** All functions: each of those alone, and times a behind it. */
const SIZE = 2 * ALONE;

/**
 * Ridge regression on 38 functions of (s, a): the monomials s^k, k = 0..3, sin fs and cos fs for
 * f = 0.5, 0.75, 1, 1.5, 2 and the bumps exp(−((s − c)/0.8)²/2) for c = −2..2, each of them alone and
 * times a. It minimises Σ‖y − zβ‖² + penalty·‖β‖², the intercept free and the penalty not scaled by
 * n.
 *
 * Sieve of El Khoury, Zenati, Kallus, Arbel, Bibaut, *Semiparametric Efficient Bilevel Gradient
 * Estimation*, arXiv 2605.21341 (2026), with penalties 0.5 (B1, B4), 0.05 (B2) and 1 (B3).
 *
 * @param penalty At least 0; the functions are nearly collinear, so 0 will seldom do.
 * @throws {RangeError} if the penalty is negative; the learner, if its data are malformed or do not
 * have the two covariates s and a.
 */
export function bellmanBasis(penalty: number): Learner {
  requireFinite("penalty", penalty, 0);
  const points = new SharedPoints();
  return (data) => {
    requireRegressionData(data);
    const { d, q } = data;
    if (d !== D) throw new RangeError(`there are ${d} covariates: the basis needs 2, s and a`);
    const { sums, rhs } = normalEquations(data, points);
    const beta = solveRidge(sums, rhs, SIZE, q, penalty);
    return {
      predict(x, count, part) {
        requirePoints(x, count, D);
        return predictions(points.byAction(x, part), count, beta, q);
      },
    };
  };
}

/** Points at which functions are known. */
interface Points {
  /** The functions of s, a row of 19 for each. */
  readonly values: Float64Array<ArrayBuffer>;
  /** All a, and the number of each point's among them. */
  readonly actions: readonly number[];
  readonly action: Uint32Array;
}

/** Those of the sample that was last asked for, of which folds are parts. */
class SharedPoints {
  #sample: Float64Array | undefined;
  #points: Points | undefined;

  /** The points of x by action. */
  byAction(x: Float64Array, part?: PartOfSample): OfAction[] {
    const n = x.length / D;
    if (part === undefined) {
      return byAction(
        pointsOf(x),
        Uint32Array.from({ length: n }, (_, i) => i),
      );
    }
    if (this.#points === undefined || this.#sample !== part.all) {
      this.#points = pointsOf(part.all, this.#points);
      this.#sample = part.all;
    }
    return byAction(this.#points, part.rows);
  }
}

/** Points with the same a. */
interface OfAction {
  readonly a: number;
  /** Their numbers among those asked for. */
  readonly members: Uint32Array;
  /** Rows of `width` numbers, whose first 19 are the functions at them; good until rows are asked for again. */
  rows(width: number): Float64Array;
}

/** Memory for the rows of one action, which are multiplied at once. */
let scratch = new Float64Array();

function byAction({ values, actions, action }: Points, rows: Uint32Array): OfAction[] {
  const counts = new Uint32Array(actions.length);
  for (let i = 0; i < rows.length; i++) counts[action[rows[i]]]++;
  const members = Array.from(counts, (count) => new Uint32Array(count));
  counts.fill(0);
  for (let i = 0; i < rows.length; i++) {
    const which = action[rows[i]];
    members[which][counts[which]++] = i;
  }
  return actions.map((a, which) => ({
    a,
    members: members[which],
    rows: (width: number) => gathered(values, rows, members[which], width),
  })).filter(({ members }) => members.length > 0);
}

function gathered(
  values: Float64Array,
  rows: Uint32Array,
  members: Uint32Array,
  width: number,
): Float64Array {
  const size = members.length * width;
  if (scratch.length < size) scratch = new Float64Array(size);
  for (let m = 0; m < members.length; m++) {
    const from = rows[members[m]] * ALONE;
    for (let k = 0, to = m * width; k < ALONE; k++) scratch[to + k] = values[from + k];
  }
  return scratch.subarray(0, size);
}

/** Z'Z, of which the lower triangle counts, and Z'y, for all 38 functions. */
function normalEquations(
  { q, x, y, part }: RegressionData,
  points: SharedPoints,
): { readonly sums: Float64Array; readonly rhs: Float64Array } {
  const sums = new Float64Array(SIZE * SIZE);
  const rhs = new Float64Array(SIZE * q);
  const width = ALONE + q;
  for (const { a, members, rows } of points.byAction(x, part)) {
    // with y beside the functions one product gives both
    const w = rows(width);
    for (let m = 0; m < members.length; m++) {
      const from = members[m] * q;
      for (let c = 0, to = m * width + ALONE; c < q; c++) w[to + c] = y[from + c];
    }
    const products = gram(w, members.length, width);
    for (let k = 0; k < ALONE; k++) {
      for (let l = 0; l <= k; l++) {
        const sum = products[k * width + l];
        sums[2 * k * SIZE + 2 * l] += sum;
        sums[(2 * k + 1) * SIZE + 2 * l] += a * sum;
        sums[2 * k * SIZE + 2 * l + 1] += a * sum;
        sums[(2 * k + 1) * SIZE + 2 * l + 1] += a * a * sum;
      }
      for (let c = 0; c < q; c++) {
        const sum = products[(ALONE + c) * width + k];
        rhs[2 * k * q + c] += sum;
        rhs[(2 * k + 1) * q + c] += a * sum;
      }
    }
  }
  return { sums, rhs };
}

/** The values of a regression with coefficients β, 38×q, at n points: n×q. */
function predictions(
  points: readonly OfAction[],
  n: number,
  beta: Float64Array,
  q: number,
): Float64Array {
  const out = new Float64Array(n * q);
  const alone = new Float64Array(ALONE * q);
  for (const { a, members, rows } of points) {
    for (let k = 0; k < ALONE; k++) {
      for (let c = 0; c < q; c++) {
        alone[k * q + c] = beta[2 * k * q + c] + a * beta[(2 * k + 1) * q + c];
      }
    }
    const values = gemm(rows(ALONE), alone, members.length, ALONE, q);
    for (let m = 0; m < members.length; m++) {
      for (let c = 0, to = members[m] * q; c < q; c++) out[to + c] = values[m * q + c];
    }
  }
  return out;
}

/**
 * exp(−((s − c)/0.8)²/2) for c = −2..2, from `at` on. With r = exp(s/0.8²) it is that of c = 0 times
 * r^c exp(−(c/0.8)²/2), where nothing overflows.
 */
function bumps(s: number, out: Float64Array, at: number): void {
  const scale = 1 / (WIDTH * WIDTH);
  if (Math.abs(s) < FAR) {
    const middle = Math.exp(-s * s * scale / 2);
    const ratio = Math.exp(s * scale);
    out[at] = middle / (ratio * ratio) * HEIGHTS[0];
    out[at + 1] = middle / ratio * HEIGHTS[1];
    out[at + 2] = middle;
    out[at + 3] = middle * ratio * HEIGHTS[3];
    out[at + 4] = middle * (ratio * ratio) * HEIGHTS[4];
    return;
  }
  for (let c = 0; c < CENTRES.length; c++) {
    const u = (s - CENTRES[c]) / WIDTH;
    out[at + c] = Math.exp(-u * u / 2);
  }
}

/** What is known of all rows (s, a) of x; in the memory of `old`, if it has the size. */
function pointsOf(x: Float64Array, old?: Points): Points {
  const n = x.length / D;
  const values = old?.values.length === n * ALONE ? old.values : new Float64Array(n * ALONE);
  const action = new Uint32Array(n);
  const numbers = new Map<number, number>();
  for (let i = 0; i < n; i++) {
    functions(x[i * D], values, i * ALONE);
    const a = x[i * D + 1];
    const number = numbers.get(a) ?? numbers.size;
    if (number === numbers.size) numbers.set(a, number);
    action[i] = number;
  }
  return { values, actions: [...numbers.keys()], action };
}

/** Writes the functions of s, the constant first. */
function functions(s: number, z: Float64Array, first: number): void {
  z[first] = 1;
  z[first + 1] = s;
  z[first + 2] = s * s;
  z[first + 3] = s * s * s;
  let at = first + 4;
  for (let f = 0; f < FREQUENCIES.length; f++, at += 2) {
    if (HALVES[f] < 0) sineCosine(FREQUENCIES[f] * s, z, at);
    else {
      const half = first + 4 + 2 * HALVES[f];
      z[at] = 2 * z[half] * z[half + 1];
      z[at + 1] = 1 - 2 * z[half] * z[half];
    }
  }
  bumps(s, z, at);
}
