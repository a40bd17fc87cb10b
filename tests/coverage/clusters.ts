/**
 * How often 95 % intervals of `estimate --cluster` hold the truth: the table in
 * `docs/cluster_coverage.md`.
 *
 *     deno run -A tests/coverage/clusters.ts [--draws 300] [--designs NAME,…] [--stream coverage] [--rows FILE,…]
 *
 * Written down before any interval was computed on it. Quadratic losses ½(v − w G)² and ½(v − Y)² at w = 1.
 * Of X, standard normal, 0.49 of the variance belongs to the cluster. G = j(X) + u and Y = m(X) + e, with
 * j = 1 + sin(x)/2, m = 0.6 j + 0.3 cos x, and u and e normal of variance 0.49 each, of which half belongs to
 * the cluster. Two ways, rows are all pairs of a firm and a year, each has a share of 0.245 of the variance of
 * X and a quarter of that of u and e. The gradient is E[j (j − m)] = 0.4 (1 + (1 − e⁻²)/8) − 0.3 e^(−1/2) in
 * every design. A draw comes from Stream.of("coverage", "clusters", design, draw); one split, the learner
 * "series", five folds, seed 1, all else as by default; with "defaults" those of the command, which chooses
 * learners and takes medians over five splits. "without" are the same draws without --cluster.
 *
 * `--shard i/k` prints the draws of one share as JSON, a line each; `--rows` makes the table of such lines.
 *
 * @module
 */

import { parseArgs } from "@std/cli";
import { Stream } from "../../numerics/random.ts";
import { estimateOwn } from "../../pipeline/own_data/estimate.ts";
import { ownProblem } from "../../pipeline/own_data/problem.ts";

interface Design {
  readonly name: string;
  readonly firms: number;
  /** Rows of each firm; two ways, that many years. */
  readonly rows: number;
  /** The columns that are named. */
  readonly cluster: readonly string[];
  /** Whether years have a share, too. */
  readonly years: boolean;
  /** With the defaults of the command, learners chosen and five splits; or one split and "series". */
  readonly defaults?: boolean;
}

const oneWay = (firms: number, rows: number, named: boolean): Design => ({
  name: `${firms} clusters of ${rows}${named ? "" : ", without"}`,
  firms,
  rows,
  cluster: named ? ["firm"] : [],
  years: false,
});

const DESIGNS: readonly Design[] = [
  oneWay(40, 10, true),
  oneWay(40, 25, true),
  oneWay(100, 10, true),
  oneWay(100, 10, false),
  oneWay(40, 25, false),
  { ...oneWay(40, 10, true), name: "40 clusters of 10, defaults", defaults: true },
  { name: "40 × 40, two ways", firms: 40, rows: 40, cluster: ["firm", "year"], years: true },
];
const TRUTH = 0.4 * (1 + (1 - Math.exp(-2)) / 8) - 0.3 * Math.exp(-0.5);

const options = parseArgs(Deno.args, {
  string: ["draws", "designs", "stream", "shard", "rows"],
  default: { draws: "300", stream: "coverage" },
});
const draws = Number(options.draws);
const chosen = DESIGNS.filter(({ name }) => options.designs?.split(";").includes(name) ?? true);

interface Row {
  readonly design: string;
  readonly estimate: number;
  readonly error: number;
  readonly covered: boolean;
}

if (options.rows !== undefined) {
  const files = await Promise.all(options.rows.split(",").map((file) => Deno.readTextFile(file)));
  table(files.join("").trim().split("\n").map((line) => JSON.parse(line)));
} else {
  const [own, shards] = (options.shard ?? "0/1").split("/").map(Number);
  const rows: Row[] = [];
  for (let draw = own!; draw < draws; draw += shards!) {
    for (const design of chosen) {
      const row = estimated(design, draw);
      if (options.shard === undefined) rows.push(row);
      else console.log(JSON.stringify(row));
    }
  }
  if (options.shard === undefined) table(rows);
}

function estimated(design: Design, draw: number): Row {
  const { name, firms, rows, cluster, years, defaults = false } = design;
  const n = firms * rows;
  // the same draws with and without
  const random = Stream.of(
    options.stream,
    "clusters",
    name.replace(/, (without|defaults)$/, ""),
    draw,
  );
  const firm = Float64Array.from({ length: n }, (_, i) => Math.floor(i / rows));
  const year = Float64Array.from({ length: n }, (_, i) => i % rows);
  const shared = (what: string, share: number, sd: number) => {
    const of = (way: string, count: number) =>
      random.split(what).split(way).fillNormal(new Float64Array(count));
    const [byFirm, byYear, own] = [of("firm", firms), of("year", rows), of("own", n)];
    const each = Math.sqrt(years ? share / 2 : share);
    return own.map((value, i) =>
      sd *
      (Math.sqrt(1 - share) * value + each * byFirm[firm[i]!]! +
        (years ? each * byYear[year[i]!]! : 0))
    );
  };
  const x = shared("x", 0.49, 1);
  const [u, e] = ["u", "e"].map((what) => shared(what, 0.5, 0.7));
  const j = x.map((value) => 1 + Math.sin(value) / 2);
  const { estimate, intervals } = estimateOwn(
    {
      n,
      columns: new Map([
        ["x", x],
        ["G", j.map((value, i) => value + u![i]!)],
        ["Y", j.map((value, i) => 0.6 * value + 0.3 * Math.cos(x[i]!) + e![i]!)],
      ]),
      labels: new Map([["firm", firm], ["year", year]]),
    },
    ownProblem(
      { quadratic: { slopes: ["G"], outcome: "Y" }, covariates: ["x"], at: [1] },
      "losses.ts",
      {},
    ),
    {
      ...(defaults ? { learner: "auto" } : { learner: "series", repetitions: 1 }),
      folds: 5,
      levels: [0.95],
      seed: 1,
      joint: false,
      sampling: { cluster },
    },
    "a draw",
  );
  const [{ low, high }] = intervals as [{ low: Float64Array; high: Float64Array }];
  return {
    design: name,
    estimate: estimate.gradient[0]!,
    error: estimate.standardError[0]!,
    covered: low[0]! <= TRUTH && TRUTH <= high[0]!,
  };
}

function table(rows: readonly Row[]): void {
  console.log("| design | bias | sd | mean se | coverage | ± | draws |");
  console.log("| --- | --- | --- | --- | --- | --- | --- |");
  for (const { name } of DESIGNS) {
    const own = rows.filter(({ design }) => design === name);
    if (own.length === 0) continue;
    const mean = (of: (row: Row) => number) =>
      own.reduce((sum, row) => sum + of(row) / own.length, 0);
    const centre = mean(({ estimate }) => estimate);
    const coverage = mean(({ covered }) => covered ? 1 : 0);
    const sd = Math.sqrt(mean(({ estimate }) => (estimate - centre) * (estimate - centre)));
    const numbers = [
      (centre - TRUTH).toFixed(4),
      sd.toFixed(4),
      mean(({ error }) => error).toFixed(4),
      coverage.toFixed(3),
      Math.sqrt(coverage * (1 - coverage) / own.length).toFixed(3),
    ];
    console.log(`| ${[name, ...numbers, own.length].join(" | ")} |`);
  }
}
