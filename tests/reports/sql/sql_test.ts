import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  encodeErrors,
  encodeEstimates,
  ESTIMATE_TYPES,
} from "../../../pipeline/measures/estimates.ts";
import { estimateCell } from "../../../pipeline/measures/printed_cells.ts";
import { normalQuantile } from "../../../numerics/normal.ts";
import { Stream } from "../../../numerics/random.ts";
import { parquetOf } from "../../pipeline/tables.ts";
import { ask, bytesOf, file } from "../ask.ts";

const R = 60;
const P = 2;
const TRUTH = [1, -2];

/** Made-up estimates and learning errors of R replications at n = 50, with a NaN standard error aside. */
async function tables(): Promise<
  {
    estimates: Uint8Array<ArrayBuffer>;
    errors: Uint8Array<ArrayBuffer>;
    draws: number[][];
    ses: number[][];
  }
> {
  const stream = Stream.of("sql test");
  const draws = Array.from({ length: R }, () => TRUTH.map((t) => t + 0.05 + 0.3 * stream.normal()));
  const ses = Array.from({ length: R }, () => TRUTH.map(() => 0.25 + 0.1 * stream.uniform()));
  // just beyond the 90 and the 95 % interval
  draws[0]![0] = TRUTH[0]! + 1.65 * ses[0]![0]!;
  draws[1]![0] = TRUTH[0]! + 1.97 * ses[1]![0]!;
  const labels = { problem: "toy", learner: "l", n: 50, setting: "", first: 0 };
  const { estimates, errors } = await parquetOf({
    estimates: [encodeEstimates(
      { ...labels, estimator: "orthogonal" },
      Float64Array.from(TRUTH),
      draws.map((draw, r) => ({
        gradient: Float64Array.from(draw),
        standardError: Float64Array.from(ses[r]!),
      })),
    )],
    errors: [encodeErrors(
      { ...labels, estimator: "" },
      [1, 2, 6].map((error_h) => ({ error_h })),
    )],
  });
  return { estimates: estimates!, errors: errors!, draws, ses };
}

const mean = (x: number[]): number => x.reduce((a, b) => a + b, 0) / x.length;
const sd = (x: number[]): number =>
  Math.sqrt(x.reduce((a, b) => a + (b - mean(x)) ** 2, 0) / (x.length - 1));

Deno.test("summary.sql: where all intervals of few replications cover, that is not known exactly", async () => {
  const labels = { problem: "toy", learner: "l", n: 50, setting: "", first: 0 };
  const replications = Array.from({ length: 20 }, (_, i) => ({
    gradient: Float64Array.of(0.1 * (i % 3)),
    standardError: Float64Array.of(1),
  }));
  const { estimates, errors } = await parquetOf({
    estimates: [
      encodeEstimates({ ...labels, estimator: "orthogonal" }, Float64Array.of(0.1), replications),
    ],
    errors: [encodeErrors({ ...labels, estimator: "" }, [{ error_h: 1 }])],
  });
  const rows = await ask(await file("summary"), {
    estimates: { format: "parquet", bytes: estimates! },
    errors: { format: "parquet", bytes: errors! },
  });
  const coverage = rows.find(({ metric }) => metric === "coverage")!;
  assertEquals(coverage.value, 1);
  assertAlmostEquals(coverage.mc_error as number, Math.sqrt(22 * 2 / 24) / 24, 1e-12);
});

Deno.test("summary.sql: every metric and its error against plain arithmetic", async () => {
  const { estimates, errors, draws, ses } = await tables();
  const rows = await ask(await file("summary"), {
    estimates: { format: "parquet", bytes: estimates },
    errors: { format: "parquet", bytes: errors },
  });
  const metric = (name: string): { value: number; mc_error: number } =>
    rows.find((row) => row.metric === name) as never;
  const error = draws.map((draw) => draw.map((value, k) => value - TRUTH[k]!));
  const squared = error.map((e) => e[0]! ** 2 + e[1]! ** 2);
  const root = Math.sqrt(R);
  const expect = (name: string, value: number, mcError: number): void => {
    assertAlmostEquals(metric(name).value, value, 1e-12, name);
    assertAlmostEquals(metric(name).mc_error, mcError, 1e-12, name);
  };
  // What is printed when each replication is taken once is what is summarised
  const own = {
    p: P,
    error: Float64Array.from(error.flat()),
    standardError: Float64Array.from(ses.flatMap((s) => [...s])),
  };
  for (const { metric: name, value, mc_error } of rows) {
    const cell = estimateCell(name as string, own)?.(new Float64Array(R).fill(1), R);
    if (cell === undefined) continue;
    assertAlmostEquals(cell.value, value as number, 1e-12, name as string);
    if (!Number.isNaN(cell.error)) assertAlmostEquals(cell.error, mc_error as number, 1e-12);
  }
  const rmse = Math.sqrt(mean(squared));
  expect("rmse", rmse, sd(squared) / root / (2 * rmse));
  const perCoordinate = Math.sqrt(mean(squared) / P);
  expect("rmse_coordinate", perCoordinate, sd(squared) / P / root / (2 * perCoordinate));
  expect("mean_norm", mean(squared.map(Math.sqrt)), sd(squared.map(Math.sqrt)) / root);
  expect("n_mse", 50 * mean(squared), 50 * sd(squared) / root);
  const z975 = normalQuantile(0.975);
  const covered = error.map((e, r) =>
    mean(e.map((x, k) => Math.abs(x) <= z975 * ses[r]![k]! ? 1 : 0))
  );
  expect("coverage", mean(covered), sd(covered) / root);
  const covered90 = error.map((e, r) =>
    mean(e.map((x, k) => Math.abs(x) <= normalQuantile(0.95) * ses[r]![k]! ? 1 : 0))
  );
  expect("coverage_90", mean(covered90), sd(covered90) / root);
  const lengths = ses.map((s) => 2 * z975 * mean(s));
  expect("length", mean(lengths), sd(lengths) / root);
  const z = error.map((e, r) => e.map((x, k) => x / ses[r]![k]!));
  expect("z_mean", mean(z.flat()), sd(z.map(mean)) / root);
  const centre = mean(z.flat());
  const spread = sd(z.flat());
  expect(
    "z_sd",
    spread,
    sd(z.map((pair) => mean(pair.map((x) => (x - centre) ** 2)))) / root / (2 * spread),
  );
  const bias = [0, 1].map((k) => mean(error.map((e) => e[k]!)));
  const size = Math.hypot(...bias);
  expect("bias", size, sd(error.map((e) => (e[0]! * bias[0]! + e[1]! * bias[1]!) / size)) / root);
  expect("error_h", 3, sd([1, 2, 6]) / Math.sqrt(3));
  const quantileOf = (values: number[]) => {
    const sorted = values.toSorted((a, b) => a - b);
    return (p: number): number => {
      const at = (sorted.length - 1) * Math.min(1, Math.max(0, p));
      const low = sorted[Math.floor(at)]!;
      return low + (at - Math.floor(at)) * (sorted[Math.ceil(at)]! - low);
    };
  };
  const quantile = quantileOf(z.flat());
  for (const [name, p] of [["z_q025", 0.025], ["z_q500", 0.5], ["z_q975", 0.975]] as const) {
    const share = sd(z.map((pair) => mean(pair.map((x) => x <= quantile(p) ? 1 : 0)))) / root;
    const width = quantile(p + z975 * share) - quantile(p - z975 * share);
    expect(name, quantile(p), width / (2 * z975));
  }
  const norms = squared.map(Math.sqrt);
  const normQuantile = quantileOf(norms);
  for (const [name, p] of [["median_norm", 0.5], ["q90_norm", 0.9]] as const) {
    const share = sd(norms.map((norm) => norm <= normQuantile(p) ? 1 : 0)) / root;
    const width = normQuantile(p + z975 * share) - normQuantile(p - z975 * share);
    expect(name, normQuantile(p), width / (2 * z975));
  }
  assertEquals(metric("replications").value, R);
  assertEquals(metric("missing").value, 0);
});

Deno.test("a missing estimate is counted, not dropped in silence", async () => {
  const labels = { problem: "toy", estimator: "e", learner: "", n: 5, setting: "", first: 0 };
  const none = Float64Array.of(NaN);
  const types = {
    estimates: Object.entries(ESTIMATE_TYPES.estimates),
    errors: Object.entries(ESTIMATE_TYPES.errors),
  };
  const { estimates, errors } = await parquetOf({
    estimates: [encodeEstimates(labels, Float64Array.of(0), [
      { gradient: Float64Array.of(1), standardError: none },
      { gradient: none, standardError: none },
    ])],
    errors: [],
  }, { labels: { study: "s", experiment: "x" }, types });
  const rows = await ask(await file("summary"), {
    estimates: { format: "parquet", bytes: estimates! },
    errors: { format: "parquet", bytes: errors! },
  });
  assertEquals(rows.find(({ metric }) => metric === "missing")!.value, 1);
  assertEquals(rows.some(({ metric }) => metric === "coverage"), false);
});

Deno.test("published.sql: ours beside each cell, its rounding, heavy tails, and what is printed again", async () => {
  const csv = (text: string) => ({ format: "csv", bytes: bytesOf(text) });
  const summary = csv(
    "experiment,estimator,metric,n,setting,value,mc_error,level\n" +
      "x,orthogonal,rmse,200,,0.05,0.003,\nx,orthogonal,coverage,200,,0.96,0.01,\n" +
      "k,kernel-bilevel,rmse,600,lambda=0.00003,0.06,0.001,0.00003\n" +
      "k,oracle,rmse,600,,0.02,0.001,\n",
  );
  const rows = await ask(
    `CREATE TABLE typed AS SELECT experiment, coalesce(estimator, '') AS estimator, metric, n::INTEGER AS n,
       coalesce(setting, '') AS setting, value::DOUBLE AS value, mc_error::DOUBLE AS mc_error,
       level::DOUBLE AS level FROM raw;
     CREATE VIEW summary AS FROM typed;
     ${await file("published")}`,
    {
      raw: summary,
      published: csv(
        "table,row_key,row_value,column,value,mc_95_half_width\n" +
          "t,n,200.0,OBiGrad,0.0412,0.0023\nt,n,200.0,Beyond,0.05,\nt,n,400.0,OBiGrad,0.03,\n" +
          "u,lambda,3.0000000000000004e-05,KBO total,9.9e-2,\n" +
          "u,lambda,3.0000000000000004e-05,Oracle,0.02,\nu,lambda,0.1,Oracle,0.02,\n",
      ),
      columns: csv(
        "table,column,experiment,estimator,metric,counted,n,replications,setting,half_width_of,bound_of\n" +
          "t,OBiGrad,x,orthogonal,rmse,yes,,300,,replications,\n" +
          "t,Beyond,x,orthogonal,reject,yes,,300,,coordinates,\n" +
          "u,KBO total,k,kernel-bilevel,rmse,no,600,100,,replications,\n" +
          "u,Oracle,k,oracle,rmse,yes,600,100,,replications,p\n",
      ),
      exact: csv("problem,quantity,value\np,bound,2\np,bound,4\np,gradient,1\nq,bound,7\n"),
      heavy_tails: csv(
        "experiment,estimator,quantity,n,tail_index,replications,seed\n" +
          "x,orthogonal,squared_error,200,2.9,3000,1001\nx,orthogonal,norm,200,5.8,3000,1001\n" +
          "k,oracle,squared_error,600,3.1,3000,1001\n",
      ),
    },
  );
  assertEquals(rows.map(({ row }) => row), [
    ...["n = 200", "n = 200", "n = 400", "lambda = 3e-05", "lambda = 3e-05", "lambda = 0.1"],
  ]);
  assertEquals(
    rows.map((
      { heavy_tail, counted, distinct, honest },
    ) => [heavy_tail, counted, distinct, honest]),
    [
      [true, false, true, true],
      [false, true, true, false],
      [false, true, true, true],
      [false, false, true, true],
      [false, true, true, true],
      [false, true, false, true],
    ] as never,
  );
  assertAlmostEquals(rows[0]!.rounding as number, 1e-4 / Math.sqrt(12), 1e-12);
  assertAlmostEquals(rows[3]!.rounding as number, 1e-3 / Math.sqrt(12), 1e-12);
  assertAlmostEquals(rows[1]!.ours as number, 0.04, 1e-12);
  assertEquals([rows[2]!.ours, rows[3]!.ours, rows[5]!.ours], [null, 0.06, 0.02]);
  // √(trace V / n) of the oracle alone
  assertEquals(rows.map(({ exact }) => exact), [null, null, null, null, 0.1, 0.1]);
});

Deno.test("macros.sql: normal scores to seven digits", async () => {
  const levels = [1e-6, 0.001, 0.07, 0.3, 0.5, 0.925, 0.99999];
  const scores = await ask(
    `SELECT normal_score(p) AS score FROM (SELECT unnest([${
      levels.map((p) => `${p}::DOUBLE`).join(", ")
    }]) AS p)`,
    {},
  );
  scores.forEach(({ score }, i) =>
    assertAlmostEquals(score as number, normalQuantile(levels[i]!), 1e-6)
  );
});
