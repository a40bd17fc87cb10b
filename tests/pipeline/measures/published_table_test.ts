import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { orthogonalRoot, plugInRoot } from "../../../estimators/functional/root.ts";
import { Stream } from "../../../numerics/random.ts";
import {
  estimateCell,
  type Estimates,
  meanCell,
} from "../../../pipeline/measures/printed_cells.ts";
import {
  type ComparedCell,
  compareTable,
  type Replications,
} from "../../../pipeline/measures/published_table.ts";
import { linearIV } from "../../../problems/functional/linear_iv.ts";

/** Replications of roots at the true means, on a trial seed: any two are other draws of the same law. */
const POOL = 2000;
const pool = (() => {
  const known = ["orthogonal", "plug-in"].map((name) => ({
    name,
    error: new Float64Array(POOL),
    standardError: new Float64Array(POOL),
  }));
  for (let r = 0; r < POOL; r++) {
    const sample = linearIV.sample(60, Stream.of(1001, "published", r));
    const means = linearIV.conditionalMeans(sample.x);
    known.forEach(({ error, standardError }, k) => {
      const estimate = (k === 0 ? orthogonalRoot : plugInRoot)(
        sample.y,
        means,
        linearIV.innerTarget(sample),
      );
      error[r] = estimate.root[0] - linearIV.root[0];
      standardError[r] = estimate.standardError[0];
    });
  }
  return new Map(known.map(({ name, ...of }) => [name, of]));
})();

const taken = (estimator: string, members: readonly number[]): Estimates => {
  const { error, standardError } = pool.get(estimator)!;
  const of = (x: Float64Array) => Float64Array.from(members, (r) => x[r]);
  return { p: 1, error: of(error), standardError: of(standardError) };
};

const METRICS = ["rmse", "coverage", "length", "bias", "median_norm", "q90_norm", "z_sd"];
const THEIRS = 200, OURS = 300;

/** A table as it would be printed from some replications; a factor other than 1 is a mistake of theirs. */
function printed(members: readonly number[], factor = 1): ComparedCell[] {
  return ["orthogonal", "plug-in"].flatMap((estimator) =>
    METRICS.map((metric): ComparedCell => {
      const cell = estimateCell(metric, taken(estimator, members))!;
      const { value, error } = cell(new Float64Array(THEIRS).fill(1), THEIRS);
      const unit = metric === "coverage" ? 1e-3 : 1e-4;
      return {
        ...{ experiment: "roots", estimator, metric, n: 60, setting: "" },
        published: unit * Math.round(factor * value / unit),
        publishedError: metric === "rmse" ? error : null,
        rounding: unit / Math.sqrt(12),
        ...{ replications: THEIRS, distinct: true },
      };
    })
  );
}

const members = (count: number, random: Stream): number[] =>
  Array.from({ length: count }, () => random.integer(POOL));

const replications = (of: readonly number[]): Replications => ({
  estimates: ({ estimator }) => taken(estimator, of),
  errors: () => undefined,
});

const compared = (cells: readonly ComparedCell[], trial: Stream) =>
  compareTable(cells, replications(members(OURS, trial.split("ours"))), trial, 199, 0.05);

Deno.test("p-values of tables of right numbers are uniform", () => {
  const trials = 300;
  const p = Array.from({ length: trials }, (_, t) => {
    const trial = Stream.of(1002, t);
    return compared(printed(members(THEIRS, trial.split("theirs"))), trial).test.p;
  });
  const mean = p.reduce((sum, x) => sum + x / trials, 0);
  assertLess(Math.abs(mean - 0.5) * Math.sqrt(12 * trials), 4);
  for (const level of [0.05, 0.2, 0.5, 0.8]) {
    const share = p.filter((x) => x <= level).length / trials;
    assertLess(Math.abs(share - level) / Math.sqrt(level * (1 - level) / trials), 4, `${level}`);
  }
});

Deno.test("a shifted table is found, and about as often as is said", () => {
  const trials = 60;
  const trial = (t: number) => Stream.of(1003, t);
  const { test } = compared(printed(members(THEIRS, trial(0).split("theirs"))), trial(0));
  assert(test.found > 0.02 && test.found < 0.5, `${test.found}`);
  const beyond = (factor: number): number =>
    Array.from({ length: trials }, (_, t) => t).filter((t) =>
      compared(printed(members(THEIRS, trial(t).split("theirs")), factor), trial(t)).test.p <= 0.05
    ).length / trials;
  assert(beyond(1 + 2 * test.found) > 0.9);
});

Deno.test("neither the order of rows nor units matter, and a repeated cell counts once", () => {
  const trial = Stream.of(1004);
  const cells = printed(members(THEIRS, trial.split("theirs")));
  const first = compared(cells, trial);
  const again = compared([...cells, ...cells.map((cell) => ({ ...cell, distinct: false }))], trial);
  assertEquals(first.cells, again.cells);
  assertAlmostEquals(first.test.statistic, again.test.statistic, 1e-9);
  const turned = compared(cells.toReversed(), trial);
  assertAlmostEquals(first.test.statistic, turned.test.statistic, 1e-8);
  const scale = 1000;
  const own = replications(members(OURS, trial.split("ours")));
  const inOther: Replications = {
    ...own,
    estimates: (of) => {
      const { p, error, standardError } = own.estimates(of)!;
      const scaled = (x: Float64Array) => x.map((one) => scale * one);
      return { p, error: scaled(error), standardError: scaled(standardError) };
    },
  };
  const larger = cells.map((cell) =>
    ["coverage", "z_sd"].includes(cell.metric) ? cell : {
      ...cell,
      published: scale * cell.published,
      publishedError: cell.publishedError === null ? null : scale * cell.publishedError,
      rounding: scale * cell.rounding,
    }
  );
  assertAlmostEquals(
    compareTable(larger, inOther, trial, 199, 0.05).test.statistic,
    first.test.statistic,
    1e-6,
  );
});

Deno.test("cells that no replication of ours is of are left out", () => {
  const trial = Stream.of(1005);
  const cells = printed(members(THEIRS, trial.split("theirs")));
  const none = compareTable(
    cells,
    { estimates: () => undefined, errors: () => undefined },
    trial,
    50,
    0.05,
  );
  assertEquals(none.cells, 0);
  assert([...none.z].every(Number.isNaN));
});

Deno.test("z is the difference over both errors and the rounding", () => {
  const random = Stream.of(1006);
  const own = Float64Array.from({ length: 400 }, () => random.normal());
  const value = meanCell(own)(new Float64Array(400).fill(1), 400);
  const cell: ComparedCell = {
    ...{ experiment: "x", estimator: "", metric: "error_j", n: 1, setting: "" },
    ...{ published: 0.2, publishedError: 0.06, rounding: 0.01 / Math.sqrt(12) },
    ...{ replications: 300, distinct: true },
  };
  const { z } = compareTable(
    [cell],
    { estimates: () => undefined, errors: () => own },
    Stream.of(1007),
    1999,
    0.05,
  );
  const error = Math.sqrt(value.error ** 2 + 0.06 ** 2 + 0.01 ** 2 / 12);
  assertAlmostEquals(z[0], (value.value - 0.2) / error, 0.1);
});
