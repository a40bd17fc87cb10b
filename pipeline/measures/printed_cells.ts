/**
 * Cells of printed tables as functions of replications, of which each may be taken several times: what another
 * draw of the same experiment would have printed.
 *
 * @module
 */

/** What an estimator gave in all replications at one size. */
export interface Estimates {
  /** Number of coordinates. */
  readonly p: number;
  /** Estimate − truth and the standard error, by replication and coordinate. */
  readonly error: Float64Array;
  readonly standardError: Float64Array;
}

/** A printed number and its Monte Carlo standard error, NaN where none is ever printed. */
export interface Printed {
  readonly value: number;
  readonly error: number;
}

/** What is printed if each replication is taken so many times, `total` in all. */
export type Cell = (times: Float64Array, total: number) => Printed;

const NORMAL = 1.959963984540054;

/** The mean of one number a replication. */
export function meanCell(numbers: Float64Array): Cell {
  return (times, total) => {
    let sum = 0, squares = 0;
    for (let r = 0; r < times.length; r++) {
      const weighted = times[r] * numbers[r];
      sum += weighted;
      squares += weighted * numbers[r];
    }
    const value = sum / total;
    const variance = Math.max(0, squares - sum * value) / (total - 1);
    return { value, error: Math.sqrt(variance / total) };
  };
}

const rootOf = (mean: Cell): Cell => (times, total) => {
  const { value, error } = mean(times, total);
  return { value: Math.sqrt(value), error: error / (2 * Math.sqrt(value)) };
};

/**
 * A quantile of one or several numbers a replication, all pooled: the linear interpolation of order statistics.
 */
function quantileCell(numbers: Float64Array, each: number, level: number): Cell {
  const order = Uint32Array.from(numbers.keys()).sort((a, b) => numbers[a] - numbers[b]);
  const sorted = Float64Array.from(order, (i) => numbers[i]);
  const owners = order.map((i) => Math.floor(i / each));
  return (times, total) => {
    const at = (total * each - 1) * level;
    const low = Math.floor(at), high = Math.ceil(at);
    let i = 0, before = times[owners[0]];
    while (before <= low) before += times[owners[++i]];
    const value = sorted[i];
    while (before <= high) before += times[owners[++i]];
    return { value: value + (at - low) * (sorted[i] - value), error: NaN };
  };
}

/** The standard deviation of several numbers a replication, all pooled. */
function deviationCell(numbers: Float64Array, each: number): Cell {
  return (times, total) => {
    let sum = 0, squares = 0;
    for (let i = 0; i < numbers.length; i++) {
      const weighted = times[Math.floor(i / each)] * numbers[i];
      sum += weighted;
      squares += weighted * numbers[i];
    }
    const count = total * each;
    return { value: Math.sqrt((squares - sum * sum / count) / (count - 1)), error: NaN };
  };
}

/** The norm of the mean error. */
function biasCell({ error, p }: Estimates): Cell {
  return (times, total) => {
    const mean = new Float64Array(p);
    for (let i = 0; i < error.length; i++) {
      mean[i % p] += times[Math.floor(i / p)] * error[i] / total;
    }
    return { value: Math.sqrt(mean.reduce((sum, x) => sum + x * x, 0)), error: NaN };
  };
}

/** What is printed of an estimator, by the names of `reports/sql/summary.sql`. */
export function estimateCell(metric: string, of: Estimates): Cell | undefined {
  const { error, standardError, p } = of;
  const z = error.map((x, i) => x / standardError[i]);
  const squares = error.map((x) => x * x);
  const covered = Float64Array.from(
    error,
    (x, i) => Number(Math.abs(x) <= NORMAL * standardError[i]),
  );
  const each = (numbers: Float64Array, scale: number): Float64Array => {
    const sums = new Float64Array(numbers.length / p);
    numbers.forEach((x, i) => sums[Math.floor(i / p)] += x * scale);
    return sums;
  };
  const norms = (): Float64Array => each(squares, 1).map(Math.sqrt);
  switch (metric) {
    case "rmse":
      return rootOf(meanCell(each(squares, 1)));
    case "rmse_coordinate":
      return rootOf(meanCell(each(squares, 1 / p)));
    case "mean_norm":
      return meanCell(norms());
    case "median_norm":
      return quantileCell(norms(), 1, 0.5);
    case "q90_norm":
      return quantileCell(norms(), 1, 0.9);
    case "bias":
      return biasCell(of);
    case "coverage":
      return meanCell(each(covered, 1 / p));
    case "reject":
      return meanCell(each(covered.map((yes) => 1 - yes), 1 / p));
    case "length":
      return meanCell(each(standardError, 2 * NORMAL / p));
    case "z_mean":
      return meanCell(each(z, 1 / p));
    case "z_sd":
      return deviationCell(z, p);
    case "z_q025":
      return quantileCell(z, p, 0.025);
    case "z_q500":
      return quantileCell(z, p, 0.5);
    case "z_q975":
      return quantileCell(z, p, 0.975);
  }
  return undefined;
}
