import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { ask, bytesOf, file } from "../ask.ts";

const X = [50, 100, 200, 400];
const R = 60;
const random = Stream.of("mean slopes sql");

interface Point {
  readonly estimator: string;
  readonly replication: number;
  readonly x: number;
  readonly value: number | null;
}

const pointsOf = (estimator: string, value: (r: number, x: number) => number | null): Point[] =>
  Array.from({ length: R }, (_, r) => r).flatMap((replication) =>
    X.map((x) => ({ estimator, replication, x, value: value(replication, x) }))
  );

/** Factors of replications, with mean about one: means are of values, not of their logarithms. */
const factors = Array.from({ length: R }, () => Math.exp(random.normal()));
const chi = pointsOf("chi", (_, x) => {
  const z = random.normal();
  return 4 * z * z / x;
});
const points = [
  ...pointsOf("power", (r, x) => factors[r] * 3 * Math.exp(-0.7 * Math.log(x))),
  ...chi,
  ...chi.map((point) => ({ ...point, estimator: "again" })),
  ...chi.map((point) => ({
    ...point,
    estimator: "missing",
    value: point.replication === 5 && point.x === 100 ? null : point.value,
  })),
  ...pointsOf("zero", () => 0),
  ...chi.filter(({ x }) => x === 100).map((point) => ({ ...point, estimator: "one x" })),
  ...chi.filter(({ replication }) => replication === 1)
    .map((point) => ({ ...point, estimator: "single" })),
];
const labelled = points.map((point) => ({
  study: "s",
  experiment: "e",
  problem: "p",
  quantity: "q",
  ...point,
}));
const rows = await ask(await file("mean_slopes"), {
  points: { format: "json", bytes: bytesOf(JSON.stringify(labelled)) },
});
const find = (estimator: string) =>
  rows.find((row) => row.estimator === estimator) as unknown as Record<string, number | null>;

/** The least-squares slope of the logarithms of means, each replication a number of times. */
function slopeOf(some: readonly Point[], times: (replication: number) => number): number {
  const logs = X.map((x) => {
    const here = some.filter((point) => point.x === x);
    const total = here.reduce((sum, point) => sum + times(point.replication), 0);
    const mean = here.reduce((sum, p) => sum + times(p.replication) * p.value! / total, 0);
    return [Math.log(x), Math.log(mean)] as const;
  });
  const average = (k: 0 | 1): number => logs.reduce((sum, pair) => sum + pair[k], 0) / X.length;
  const [mx, my] = [average(0), average(1)];
  return logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) /
    logs.reduce((sum, [x]) => sum + (x - mx) * (x - mx), 0);
}

Deno.test("mean_slopes.sql: a power of x is found exactly, with no width", () => {
  const { slope, low, high, replications } = find("power");
  for (const number of [slope, low, high]) assertAlmostEquals(number!, -0.7, 1e-10);
  assertEquals(replications, R);
});

Deno.test("mean_slopes.sql: the slope is that of the means, and the interval its bootstrap's", () => {
  const { slope, low, high } = find("chi");
  assertAlmostEquals(slope!, slopeOf(chi, () => 1), 1e-10);
  const draws = Array.from({ length: 1000 }, () => {
    const times = new Array(R).fill(0);
    for (let r = 0; r < R; r++) times[Math.floor(random.uniform() * R)]++;
    return slopeOf(chi, (r) => times[r]);
  }).sort((a, b) => a - b);
  const mean = draws.reduce((sum, value) => sum + value, 0) / 1000;
  const sd = Math.sqrt(draws.reduce((sum, v) => sum + (v - mean) * (v - mean), 0) / 999);
  // Two bootstraps of 1000 draws: a quantile's error is √(0.025·0.975/1000)/0.0584 of the deviation.
  const tolerance = 4 * Math.SQRT2 * 0.0845 * sd;
  assertAlmostEquals(low!, draws[25], tolerance);
  assertAlmostEquals(high!, draws[974], tolerance);
  assert(low! < -1 && -1 < high!, `${low} to ${high}`);
});

Deno.test("mean_slopes.sql: all groups see the same draws", () => {
  assertEquals({ ...find("again"), estimator: "chi" as never }, find("chi"));
});

Deno.test("mean_slopes.sql: nothing is said where a value is missing, zero, or at one x", () => {
  for (const estimator of ["missing", "zero", "one x"]) {
    const { slope, low, high } = find(estimator);
    assertEquals([slope, low, high], [null, null, null], estimator);
  }
  const { slope, low, high } = find("single");
  assert(slope !== null);
  assertEquals([low, high], [null, null]);
});
