import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { normalCdf } from "../../../numerics/normal.ts";
import { Stream } from "../../../numerics/random.ts";
import { shareInterval } from "../../../reports/charts/axes.ts";
import { ask, askClaim, bytesOf, file } from "../ask.ts";

type Table = { readonly format: string; readonly bytes: Uint8Array<ArrayBuffer> };

const json = (rows: readonly object[]): Table => ({
  format: "json",
  bytes: bytesOf(JSON.stringify(rows)),
});

const mean = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0) / x.length;
const sd = (x: readonly number[]): number =>
  Math.sqrt(x.reduce((a, b) => a + (b - mean(x)) * (b - mean(x)), 0) / (x.length - 1));

Deno.test("normality.sql: Kolmogorov's distance, against the definition", async () => {
  const random = Stream.of("normality sql");
  const z: Record<string, number[]> = {};
  const rows = ["orthogonal", "plug-in"].flatMap((estimator, e) =>
    [0, 1].flatMap((coordinate) =>
      Array.from({ length: 37 }, (_, replication) => {
        const value = (1 + coordinate) * random.normal() + 0.3 * e;
        (z[`${estimator} ${coordinate + 1}`] ??= []).push(value);
        const standard_error = 0.5 + random.uniform();
        return {
          estimator,
          n: 100,
          coordinate,
          replication,
          estimate: 2 + value * standard_error,
          truth: 2,
          standard_error,
        };
      })
    )
  );
  const found = await ask(await file("normality"), { estimates: json(rows) });
  assertEquals(found.length, 4);
  for (const row of found) {
    const sorted = z[`${row.estimator} ${row.coordinate}`]!.sort((a, b) => a - b);
    const distance = Math.max(
      ...sorted.flatMap((value, i) => [
        Math.abs((i + 1) / 37 - normalCdf(value)),
        Math.abs(i / 37 - normalCdf(value)),
      ]),
    );
    assertAlmostEquals(row.distance as number, distance, 1e-6);
    assertEquals(row.replications, 37);
  }
});

Deno.test("asymptotic_normality.sql: the largest distance at the largest size, with its interval", async () => {
  const claim = async (worst: number, replications: number) => {
    const row = (estimator: string, n: number, coordinate: number, distance: number) => ({
      estimator,
      n,
      coordinate,
      distance,
      replications,
    });
    const [found] = await askClaim("asymptotic_normality", {
      normality: json([
        row("orthogonal", 100, 1, 0.9),
        row("orthogonal", 200, 1, 0.01),
        row("orthogonal", 200, 2, worst),
        row("plug-in", 200, 1, 0.8),
      ]),
    });
    return found!;
  };
  const inside = await claim(0.03, 5000);
  assertAlmostEquals(inside.value as number, 0.03, 1e-15);
  assertAlmostEquals(inside.high as number, 0.03 + 1.959963984540054 / 2 / Math.sqrt(5000), 1e-12);
  assertAlmostEquals(
    inside.low as number,
    Math.max(0, 0.03 - Math.sqrt(Math.log(4 / 0.025) / 10000)),
    1e-12,
  );
  assertEquals(inside.verdict, "holds");
  assertEquals((await claim(0.08, 100)).verdict, "inconclusive");
  assertEquals((await claim(0.2, 5000)).verdict, "fails");
});

Deno.test("the interval of the distance holds the true one, whatever the dependence", async () => {
  const sql = await file("normality");
  // errors of N(δ, 1): the distance is 2Φ(δ/2) − 1, in both coordinates, which are one
  const delta = 0.4;
  const truth = 2 * normalCdf(delta / 2) - 1;
  let held = 0;
  for (let r = 0; r < 20; r++) {
    const random = Stream.of("distance interval", r);
    const rows = Array.from({ length: 150 }, () => random.normal() + delta).flatMap((estimate) =>
      [0, 1].map((coordinate) => ({
        estimator: "orthogonal",
        n: 10,
        coordinate,
        estimate,
        truth: 0,
        standard_error: 1,
      }))
    );
    const normality = await ask(sql, { estimates: json(rows) });
    const [{ low, high }] = await askClaim("asymptotic_normality", {
      normality: json(normality),
    }) as [
      { low: number; high: number },
    ];
    if (low <= truth && truth <= high) held++;
  }
  // 19 are expected at least; 14 or fewer would have a chance of 3e-4
  assert(held >= 15, `held in ${held} of 20`);
});

Deno.test("excess_bias.sql: mean differences from the oracle by learner, size and setting", async () => {
  const random = Stream.of("excess sql");
  const R = 25;
  const cells = [
    { learner: "a", setting: "folds=2", n: 10 },
    { learner: "a", setting: "folds=5", n: 10 },
    { learner: "b", setting: "folds=2", n: 20 },
  ];
  const labels = { study: "s", experiment: "x", problem: "p" };
  const oracles = [10, 20].flatMap((n) =>
    Array.from({ length: R }, (_, replication) =>
      [0, 1].map((coordinate) => ({
        ...labels,
        estimator: "oracle",
        learner: "",
        n,
        setting: "",
        replication,
        coordinate,
        estimate: 5 * random.normal(),
      }))).flat()
  );
  const differences = cells.map(() => [] as number[][]);
  const rows = cells.flatMap((cell, c) =>
    Array.from({ length: R }, (_, replication) => {
      const difference = [0.3 + 0.1 * random.normal(), -0.2 * c + 0.2 * random.normal()];
      differences[c]!.push(difference);
      return difference.map((value, coordinate) => ({
        ...labels,
        estimator: "orthogonal",
        ...cell,
        replication,
        coordinate,
        estimate: value + oracles.find((one) =>
          one.n === cell.n && one.replication === replication && one.coordinate === coordinate
        )!.estimate,
      }));
    }).flat()
  );
  const found = await ask(await file("excess_bias"), { estimates: json([...rows, ...oracles]) });
  assertEquals(found.length, 3);
  cells.forEach((cell, c) => {
    const row = found.find(({ learner, setting }) =>
      learner === cell.learner && setting === cell.setting
    )!;
    const centre = [0, 1].map((k) => mean(differences[c]!.map((one) => one[k]!)));
    const size = Math.sqrt(centre[0]! * centre[0]! + centre[1]! * centre[1]!);
    const along = differences[c]!.map((one) =>
      (one[0]! * centre[0]! + one[1]! * centre[1]!) / size
    );
    assertEquals([row.metric, Number(row.n)], ["excess_bias", cell.n]);
    assertAlmostEquals(row.value as number, size, 1e-12);
    assertAlmostEquals(row.mc_error as number, sd(along) / Math.sqrt(R), 1e-12);
  });
});

Deno.test("uniform_control.sql pools the sizes from 800 on", async () => {
  const row = (
    experiment: string,
    estimator: string,
    n: number,
    value: number,
    metric: string,
  ) => ({
    experiment,
    estimator,
    n,
    metric,
    value,
    mc_error: 0.003,
  });
  const summary = json([
    row("bands", "orthogonal", 200, 0.5, "band_coverage"),
    row("bands", "orthogonal", 800, 0.94, "band_coverage"),
    row("bands", "orthogonal", 1600, 0.96, "band_coverage"),
    row("bands", "orthogonal", 800, 0.1, "pointwise_coverage"),
    row("bands", "plug-in", 800, 0.1, "band_coverage"),
  ]);
  const [claim] = await askClaim("uniform_control", { summary });
  assertAlmostEquals(claim!.value as number, 0.95, 1e-12);
  const { low } = shareInterval(0.95, 0.003 / Math.SQRT2);
  assertAlmostEquals(claim!.low as number, low!, 1e-12);
  assertEquals(claim!.verdict, "holds");
});

Deno.test("band_coverage.sql puts bands beside pointwise intervals, a row an estimator", async () => {
  const rows = ["bands", "bands-penalised"].flatMap((experiment, e) =>
    ["oracle", "orthogonal"].flatMap((estimator) =>
      ["band_coverage", "pointwise_coverage", "band_length", "critical_value"].map((metric, k) => ({
        experiment,
        estimator,
        learner: estimator === "oracle" ? "" : "l",
        n: 200,
        metric,
        value: 10 * e + k + 0.5,
        mc_error: k / 10 + 0.05,
      }))
    )
  );
  const found = await ask(await file("figures/band_coverage"), {
    summary: json([...rows, { ...rows[0], estimator: "", metric: "error_j" }]),
  });
  assertEquals(
    found.map((row) => [row.learner, row.estimator, row.coverage, row.pointwise, row.length]),
    [
      ["published sieve", "oracle", 0.5, 1.5, 2.5],
      ["published sieve", "orthogonal", 0.5, 1.5, 2.5],
      ["penalised sieve", "oracle", 10.5, 11.5, 12.5],
      ["penalised sieve", "orthogonal", 10.5, 11.5, 12.5],
    ],
  );
  assertEquals([found[0]!.mc_error, found[0]!.pointwise_error], [0.05, 0.15000000000000002]);
});

Deno.test("what an estimator has more than the oracle on the same samples, in units of the bound", async () => {
  const random = Stream.of("beside the oracle");
  const excess: Record<number, number[]> = { 1600: [], 3200: [] };
  const TRACE = 0.5;
  const rows = [1600, 3200, 800].flatMap((n) =>
    Array.from({ length: 30 }, (_, replication) => {
      const oracle = [random.normal(), random.normal()];
      const own = oracle.map((e) => e + 0.1 * random.normal());
      const squared = (errors: number[]) => errors.reduce((sum, e) => sum + e * e, 0);
      excess[n]?.push(n * (squared(own) - squared(oracle)) / TRACE);
      return Object.entries({ oracle, orthogonal: own }).flatMap(([estimator, errors]) =>
        errors.map((e, coordinate) => ({
          ...{ problem: "toy", n, estimator, replication, coordinate },
          ...{ estimate: 2 + e, truth: 2, standard_error: 1 },
        }))
      );
    }).flat()
  );
  const exact = [0.2, 0.3].map((value) => ({ problem: "toy", quantity: "bound", value }));
  const [found] = await askClaim("bellman_efficiency", {
    estimates: json(rows),
    exact: json(exact),
  });
  const { value, high } = found!;
  const each = Object.values(excess);
  assertAlmostEquals(value as number, 1 + mean(each.map(mean)), 1e-9);
  const error = Math.hypot(...each.map((x) => sd(x) / Math.sqrt(x.length))) / 2;
  assertAlmostEquals(((high as number) - (value as number)) / 1.959963984540054, error, 1e-9);
});

Deno.test("the ratio of two biases has no interval below 0", async () => {
  const row = (setting: string, value: number, mc_error: number) => ({
    ...{ setting, value, mc_error, n: 200 },
    ...{ estimator: "orthogonal", learner: "sum-fourier" },
  });
  const claim = async (double: number) => {
    const [found] = await askClaim("double_cross_fitting", {
      excess: json([row("double,folds=5", double, 0.1), row("folds=5", 1, 0.02)]),
    });
    return found!;
  };
  const half = (ratio: number) => 1.959963984540054 * Math.hypot(0.1, 0.02 * ratio);
  const near = await claim(0.05);
  assertEquals([near.value, near.low], [0.05, 0]);
  assertAlmostEquals(near.high as number, 0.05 + half(0.05), 1e-12);
  assertAlmostEquals((await claim(0.4)).low as number, 0.4 - half(0.4), 1e-12);
});
