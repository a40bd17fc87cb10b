import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { ask, askClaim, bytesOf, file } from "../ask.ts";

type Table = { readonly format: string; readonly bytes: Uint8Array<ArrayBuffer> };

const json = (rows: readonly object[]): Table => ({
  format: "json",
  bytes: bytesOf(JSON.stringify(rows)),
});
const csv = (text: string): Table => ({ format: "csv", bytes: bytesOf(text) });

const mean = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0) / x.length;
const sd = (x: readonly number[]): number =>
  Math.sqrt(x.reduce((a, b) => a + (b - mean(x)) * (b - mean(x)), 0) / (x.length - 1));

const R = 40;
const LAMBDAS = [1e-4, 1e-3, 1e-2];
/** Sizes of the errors by penalty: the orthogonal one's are least at another penalty. */
const SIZES: Record<string, number[]> = { "kernel-bilevel": [1, 2, 4], orthogonal: [1.5, 0.9, 2] };

/** Made-up estimates of p = 1 with truth 5, and what they should be by plain arithmetic. */
function pairs() {
  const random = Stream.of("like for like sql");
  const squares: Record<string, number[][]> = {};
  const rows = Object.entries(SIZES).flatMap(([estimator, sizes]) =>
    sizes.flatMap((size, l) => {
      const errors = Array.from({ length: R }, () => size * (1 + 0.3 * random.normal()));
      (squares[estimator] ??= []).push(errors.map((error) => error * error));
      return errors.map((error, replication) => ({
        estimator,
        learner: "gaussian-kernel",
        level: LAMBDAS[l],
        replication,
        coordinate: 0,
        estimate: 5 + error,
        truth: 5,
      }));
    })
  );
  // what the query must leave alone: another learner, another estimator
  const others = rows.filter(({ replication }) => replication < 3).flatMap((row) => [
    { ...row, learner: "sieve", estimate: 5 },
    { ...row, estimator: "plug-in-full", estimate: 5 },
  ]);
  return { estimates: json([...rows, ...others]), squares };
}

/** exp of a mean over pairs of ½ log ratio, and its error. */
function ratio(orthogonal: number[][], kernel: number[][]) {
  const logs = orthogonal.map((o, i) => Math.log(mean(o) / mean(kernel[i]!)) / 2);
  const value = Math.exp(mean(logs));
  const deviations = Array.from(
    { length: R },
    (_, r) =>
      mean(orthogonal.map((o, i) => o[r]! / mean(o) - kernel[i]![r]! / mean(kernel[i]!))) / 2,
  );
  return { value, error: value * sd(deviations) / Math.sqrt(R) };
}

/** The row of a claim from the ratios that it reads. */
async function likeForLike(claim: string, estimates: ReturnType<typeof json>) {
  const ratios = json(await ask(await file("like_for_like"), { estimates }));
  const [row] = await askClaim(`like_for_like_${claim}`, { ratios });
  return row;
}

Deno.test("like for like: each at its best penalty, with the paired error", async () => {
  const { estimates, squares } = pairs();
  const { orthogonal, "kernel-bilevel": kernel } = squares;
  const expected = ratio([orthogonal![1]!], [kernel![0]!]);
  const row = await likeForLike("best", estimates);
  assertAlmostEquals(row!.value as number, expected.value, 1e-12);
  assertAlmostEquals(
    row!.high as number,
    expected.value + 1.959963984540054 * expected.error,
    1e-9,
  );
  assertEquals([row!.id, row!.verdict], ["semiparametric.like_for_like_best", "holds"]);
});

Deno.test("like for like: the geometric mean over penalties from 1e-3 on", async () => {
  const { estimates, squares } = pairs();
  const { orthogonal, "kernel-bilevel": kernel } = squares;
  const expected = ratio(orthogonal!.slice(1), kernel!.slice(1));
  const row = await likeForLike("strong", estimates);
  assertAlmostEquals(row!.value as number, expected.value, 1e-12);
  assertAlmostEquals(row!.low as number, expected.value - 1.959963984540054 * expected.error, 1e-9);
  assertEquals([row!.id, row!.verdict], ["semiparametric.like_for_like_strong", "holds"]);
  assert(expected.value > 0.4 && expected.value < 0.55);
});

Deno.test("like for like: equal estimates are a tie, and no victory", async () => {
  const one = Object.keys(SIZES).flatMap((estimator) =>
    LAMBDAS.flatMap((lambda) =>
      Array.from({ length: 5 }, (_, replication) => ({
        estimator,
        learner: "gaussian-kernel",
        level: lambda,
        replication,
        coordinate: 0,
        estimate: replication + 1,
        truth: 0,
      }))
    )
  );
  for (const claim of ["best", "strong"]) {
    const row = await likeForLike(claim, json(one));
    // A ratio of 1 is a whole number in JSON
    assertEquals([row!.value, row!.low, row!.high].map(Number), [1, 1, 1]);
    assertEquals(row!.verdict, "fails");
  }
});

Deno.test("the limits of kernel bilevel roots are exact: neither n nor error", async () => {
  const labels = { study: "s", experiment: "x", problem: "p", learner: "l", coordinate: 0 };
  const estimates = [100, 200].flatMap((n) =>
    ["kernel-bilevel", "oracle"].map((estimator) => ({ ...labels, estimator, n, truth: 2 }))
  );
  const row = (problem: string, quantity: string, lambda: number, value: number) => ({
    problem,
    quantity,
    setting: `lambda=${lambda}`,
    level: lambda,
    coordinate: 0,
    value,
  });
  const exact = [
    row("p", "kernel_root", 0.01, 2.25),
    row("p", "kernel_root", 0.001, 1.5),
    row("p", "root_bound", 0.01, 7),
    row("another", "kernel_root", 0.01, 9),
  ];
  const rows = await ask(await file("kernel_root_population"), {
    estimates: json(estimates),
    exact: json(exact),
  });
  assertEquals(
    rows.map((
      { estimator, n, setting, metric, value, mc_error },
    ) => [estimator, n, setting, metric, value, mc_error]),
    [
      ["kernel-bilevel", null, "lambda=0.001", "population_bias", 0.5, null],
      ["kernel-bilevel", null, "lambda=0.001", "population_root", 1.5, null],
      ["kernel-bilevel", null, "lambda=0.01", "population_bias", 0.25, null],
      ["kernel-bilevel", null, "lambda=0.01", "population_root", 2.25, null],
    ],
  );
});

Deno.test("published columns pick their setting, and limits their penalty as printed", async () => {
  const summary = csv(
    "experiment,estimator,metric,n,setting,value,mc_error,level\n" +
      "k,kernel-bilevel,rmse,100,lambda=0.01,0.3,0.01,0.01\n" +
      "k,kernel-bilevel,rmse,100,lambda=0.05n^-0.6,0.2,0.01,0.0031547867224009662\n" +
      "k,kernel-bilevel,replications,100,lambda=0.01,50,,0.01\n" +
      "k,kernel-bilevel,population_root,,lambda=0.0031547867224009662,2.1,,0.0031547867224009662\n" +
      "k,kernel-bilevel,population_root,,lambda=0.01,2.2,,0.01\n",
  );
  const rows = await ask(
    `CREATE TABLE summary AS SELECT experiment, estimator, metric, n::INTEGER AS n,
       coalesce(setting, '') AS setting, value::DOUBLE AS value, mc_error::DOUBLE AS mc_error,
       level::DOUBLE AS level FROM raw;
     ${await file("published")}`,
    {
      raw: summary,
      published: csv(
        "table,row_key,row_value,column,value,mc_95_half_width\n" +
          "t,n,100.0,fixed,0.292,0.01\nt,n,100.0,decaying,0.166,0.01\nt,n,200.0,fixed,0.25,0.01\n" +
          "u,lambda,0.00315,root,2.13,\nu,lambda,0.002,root,2.12,\n",
      ),
      columns: csv(
        "table,column,experiment,estimator,metric,counted,n,replications,setting,half_width_of,bound_of\n" +
          "t,fixed,k,kernel-bilevel,rmse,yes,,50,lambda=0.01,replications,\n" +
          "t,decaying,k,kernel-bilevel,rmse,yes,,50,lambda=0.05n^-0.6,replications,\n" +
          "u,root,k,kernel-bilevel,population_root,no,,50,,replications,\n",
      ),
      exact: csv("problem,quantity,value\n"),
      heavy_tails: csv("experiment,estimator,quantity,n,tail_index,replications,seed\n"),
    },
  );
  assertEquals(
    rows.map((row) => [row.row, row.column, row.ours, row.exact]),
    [
      ["n = 100", "fixed", 0.3, null],
      ["n = 100", "decaying", 0.2, null],
      ["n = 200", "fixed", null, null],
      ["lambda = 0.00315", "root", 2.1, 2.1],
      ["lambda = 0.002", "root", null, null],
    ],
  );
  assertEquals(rows.map(({ counted }) => counted), [true, true, true, false, false] as never);
});
