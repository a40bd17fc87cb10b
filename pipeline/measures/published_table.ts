/**
 * One published table against ours: the z-score of each cell, and one statement of all distinct ones.
 *
 * @module
 */

import { type JointTest, jointTest } from "../../numerics/joint_test.ts";
import type { Stream } from "../../numerics/random.ts";
import { type Cell, estimateCell, type Estimates, meanCell } from "./printed_cells.ts";

/** A cell that is compared. */
export interface ComparedCell {
  readonly experiment: string;
  /** "" where the metric is of what was learned. */
  readonly estimator: string;
  readonly metric: string;
  readonly n: number;
  readonly setting: string;
  readonly published: number;
  /** The printed standard error, if it is one of replications; null else. */
  readonly publishedError: number | null;
  /** Standard deviation of the rounding of the printed number. */
  readonly rounding: number;
  /** How many replications were published. */
  readonly replications: number;
  /** Whether it is not printed before in the same table. */
  readonly distinct: boolean;
}

/** Our replications. */
export interface Replications {
  estimates(of: ComparedCell): Estimates | undefined;
  /** A learning error by replication. */
  errors(of: ComparedCell): Float64Array | undefined;
}

/** What comes of a table. */
export interface Comparison {
  /** (ours − published) / error, by cell; NaN where ours is missing. */
  readonly z: Float64Array;
  /** How many distinct cells enter the test. */
  readonly cells: number;
  readonly test: JointTest;
}

/** Metrics that are shares, which no common factor multiplies. */
const SHARES: readonly string[] = ["coverage", "reject"];

/** What both sides print when replications are taken anew. */
interface Resampled {
  readonly theirs: Float64Array;
  readonly theirErrors: Float64Array;
  readonly ours: Float64Array;
}

/**
 * Compares a table.
 *
 * @param draws How many other tables are simulated.
 * @param level The level at which a difference counts as found.
 */
export function compareTable(
  cells: readonly ComparedCell[],
  replications: Replications,
  random: Stream,
  draws: number,
  level: number,
): Comparison {
  const z = new Float64Array(cells.length).fill(NaN);
  const observed: number[] = [];
  const columns: Scored[] = [];
  const blocks: number[][] = [];
  // Samples of other sizes and experiments are independent
  const groups = Map.groupBy(cells.keys(), (c) => `${cells[c].experiment}/${cells[c].n}`);
  for (const [name, members] of groups) {
    const known = members.flatMap((c) => {
      const cell = cellOf(cells[c], replications);
      return cell === undefined ? [] : [{ c, cell }];
    });
    const resampled = resample(known.map(({ cell }) => cell), cells[members[0]].replications, {
      random: random.split(name),
      draws,
    });
    const block: number[] = [];
    known.forEach(({ c, cell }, k) => {
      const scored = score(cells[c], cell.now, resampled[k]);
      if (scored === undefined) return;
      z[c] = scored.z;
      if (!cells[c].distinct) return;
      block.push(columns.length);
      observed.push(scored.z);
      columns.push(scored);
    });
    blocks.push(block);
  }
  const rows = (of: "simulated" | "shift"): Float64Array[] =>
    Array.from({ length: draws }, (_, b) => Float64Array.from(columns, (column) => column[of][b]));
  const test = jointTest(
    Float64Array.from(observed),
    rows("simulated"),
    blocks,
    rows("shift"),
    level,
  );
  return { z, cells: columns.length, test };
}

/** A cell of ours. */
interface OwnCell {
  readonly cell: Cell;
  readonly count: number;
  /** Its value from all replications. */
  readonly now: number;
}

/** A cell of ours, if it is known of all replications. */
function cellOf(of: ComparedCell, replications: Replications): OwnCell | undefined {
  const estimates = of.estimator === "" ? undefined : replications.estimates(of);
  const errors = of.estimator === "" ? replications.errors(of) : undefined;
  const cell = estimates !== undefined
    ? estimateCell(of.metric, estimates)
    : errors !== undefined
    ? meanCell(errors)
    : undefined;
  if (cell === undefined) return undefined;
  const count = estimates !== undefined ? estimates.error.length / estimates.p : errors!.length;
  const now = count < 2 ? NaN : cell(new Float64Array(count).fill(1), count).value;
  return Number.isFinite(now) ? { cell, count, now } : undefined;
}

/** The values of cells of the same replications if these are taken anew, with replacement: theirs, and ours. */
function resample(
  cells: readonly OwnCell[],
  published: number,
  { random, draws }: { readonly random: Stream; readonly draws: number },
): Resampled[] {
  const all = cells.map(() => ({
    theirs: new Float64Array(draws),
    theirErrors: new Float64Array(draws),
    ours: new Float64Array(draws),
  }));
  if (cells.length === 0) return all;
  const { count } = cells[0];
  const uniform = new Float64Array(published + count);
  const times = { theirs: new Float64Array(count), ours: new Float64Array(count) };
  for (let b = 0; b < draws; b++) {
    random.fillUniform(uniform);
    times.theirs.fill(0);
    times.ours.fill(0);
    uniform.forEach((u, i) => (i < published ? times.theirs : times.ours)[Math.floor(u * count)]++);
    cells.forEach(({ cell }, k) => {
      const printed = cell(times.theirs, published);
      all[k].theirs[b] = printed.value;
      all[k].theirErrors[b] = printed.error;
      all[k].ours[b] = cell(times.ours, count).value;
    });
  }
  return all;
}

/** A cell in units of the error of the difference. */
interface Scored {
  readonly z: number;
  /** Of simulated tables, centred. */
  readonly simulated: Float64Array;
  /** What a hundred per cent more adds to it in each. */
  readonly shift: Float64Array;
}

/**
 * The difference of a cell over its error: theirs, as printed if it is, ours, and that of rounding. What they would
 * have printed is predicted from ours: another draw about a truth that lies about ours, rounded. These tables
 * are treated in the same way, with the error that they would print, so that heavy tails, where value and
 * error go together, are no surprise.
 */
function score(
  of: ComparedCell,
  now: number,
  { theirs, theirErrors, ours }: Resampled,
): Scored | undefined {
  const printed = of.publishedError !== null && theirErrors.every(Number.isFinite);
  const own = variance(ours) + of.rounding * of.rounding;
  const usual = variance(theirs);
  const scale = (theirError: number): number =>
    Math.sqrt(own + (printed ? theirError * theirError : usual));
  const middle = mean(ours);
  const unit = Math.sqrt(12) * of.rounding;
  const rounded = (x: number): number => unit > 0 ? unit * Math.round(x / unit) : x;
  const predicted = theirs.map((x, b) => rounded(x + ours[b] - middle));
  const expected = mean(predicted);
  const simulated = predicted.map((x, b) => (expected - x) / scale(theirErrors[b]));
  const centre = mean(simulated);
  const z = (expected - of.published) / scale(of.publishedError ?? NaN) - centre;
  if (!Number.isFinite(z) || !Number.isFinite(centre)) return undefined;
  return {
    z,
    simulated: simulated.map((x) => x - centre),
    shift: theirErrors.map((e) => SHARES.includes(of.metric) ? 0 : now / scale(e)),
  };
}

const mean = (x: Float64Array): number => x.reduce((sum, one) => sum + one / x.length, 0);

const variance = (x: Float64Array): number => {
  const middle = mean(x);
  return x.reduce((sum, one) => sum + (one - middle) * (one - middle), 0) / (x.length - 1);
};
