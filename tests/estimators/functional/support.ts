import type { NuisanceValues, OuterEvaluation } from "../../../estimators/functional/contract.ts";
import type { Stream } from "../../../numerics/random.ts";

/** n normal numbers. */
export function normals(n: number, random: Stream): Float64Array {
  return random.fillNormal(new Float64Array(n));
}

/** A meaningless sample with meaningless nuisances, for identities that hold for any. */
export function arbitrary(
  n: number,
  p: number,
  random: Stream,
): { evaluation: OuterEvaluation; nuisances: NuisanceValues } {
  const draw = (label: string, size: number) => normals(size, random.split(label));
  return {
    evaluation: {
      n,
      p,
      target: draw("target", n),
      jacobian: draw("jacobian", n * p),
      outcome: draw("outcome", n),
    },
    nuisances: { j: draw("j", n * p), h: draw("h", n), m: draw("m", n) },
  };
}

/**
 * A discrete distribution in which X, G, T_0 and Y take few values: every combination is listed
 * once, so that a mean over the list is an exact expectation. p = 2; X has four values.
 */
export function discretePopulation(): {
  readonly n: number;
  readonly x: number[];
  readonly g: Float64Array;
  readonly t0: Float64Array;
  readonly y: Float64Array;
} {
  const x: number[] = [];
  const g: number[] = [];
  const t0: number[] = [];
  const y: number[] = [];
  for (let cell = 0; cell < 4; cell++) {
    for (const first of [-1, 0.5, 2]) {
      for (const second of [0, 1]) {
        for (const constant of [-0.3, 0.4]) {
          for (const noise of [-1, 0.25, 0.9]) {
            x.push(cell);
            const g1 = first * (1 + cell) + 0.2;
            g.push(g1, second * (cell - 1.5) + first * 0.3);
            t0.push(constant * cell);
            y.push(noise * (2 - cell) + 0.7 * g1 + cell * cell);
          }
        }
      }
    }
  }
  return {
    n: x.length,
    x,
    g: Float64Array.from(g),
    t0: Float64Array.from(t0),
    y: Float64Array.from(y),
  };
}

/** Weighted means of the rows of `values` (n×k) within each cell of x, spread back over the rows. */
export function cellMeans(
  x: readonly number[],
  values: Float64Array,
  weights: Float64Array,
): Float64Array {
  const n = x.length;
  const k = values.length / n;
  const cells = Math.max(...x) + 1;
  const mass = new Float64Array(cells);
  const sums = new Float64Array(cells * k);
  for (let i = 0; i < n; i++) {
    mass[x[i]] += weights[i];
    for (let c = 0; c < k; c++) sums[x[i] * k + c] += weights[i] * values[i * k + c];
  }
  return values.map((_, at) =>
    sums[x[Math.floor(at / k)] * k + at % k] / mass[x[Math.floor(at / k)]]
  );
}

/** Largest absolute difference of two arrays of one size; NaN if one of them holds a NaN. */
export function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`sizes ${a.length} and ${b.length} differ`);
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i] - b[i]);
    if (Number.isNaN(difference)) return NaN;
    if (difference > largest) largest = difference;
  }
  return largest;
}
