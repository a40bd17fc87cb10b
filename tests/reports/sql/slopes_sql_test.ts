import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { ask, askClaim, bytesOf, file, type Rows } from "../ask.ts";

const json = (rows: readonly object[]) => ({
  format: "json",
  bytes: bytesOf(JSON.stringify(rows)),
});

const X = [1, 2, 4, 7];
const R = 40;
const random = Stream.of("slopes sql");
/** Slopes of replications about 2, and a little noise about their lines. */
const slopes = Array.from({ length: R }, () => 2 + 0.1 * random.normal());

interface Point {
  readonly estimator: string;
  readonly replication: number;
  readonly x: number;
  readonly y: number;
}

const pointsOf = (estimator: string, y: (r: number, x: number) => number): Point[] =>
  slopes.flatMap((_, replication) =>
    X.map((x) => ({ estimator, replication, x, y: y(replication, x) }))
  );
const labelled = (points: readonly Point[]) =>
  json(points.map((point) => ({
    study: "s",
    experiment: "e",
    problem: "p",
    quantity: "q",
    ...point,
  })));

const noisy = pointsOf("noisy", (r, x) => 3 + slopes[r] * x + 0.01 * random.normal());
const points = [
  ...noisy,
  ...noisy.map((point) => ({ ...point, estimator: "again" })),
  ...noisy.filter(({ replication, x }) => replication >= 10 || x > 1)
    .map((point) => ({ ...point, estimator: "holes" })),
  ...pointsOf("line", (_, x) => 5 - 0.5 * x),
  ...noisy.filter(({ replication }) => replication === 3)
    .map((point) => ({ ...point, estimator: "single" })),
  ...noisy.filter(({ x }) => x === 4).map((point) => ({ ...point, estimator: "one x" })),
];
const rows = await ask(await file("slopes"), { points: labelled(points) });
const find = (estimator: string, among: Rows = rows) => {
  const row = among.find((row) => row.estimator === estimator)!;
  return row as Record<string, number | null>;
};

/** The least-squares slope of all points together. */
function leastSquares(some: readonly Point[]): number {
  const mean = (pick: (point: Point) => number): number =>
    some.reduce((sum, point) => sum + pick(point), 0) / some.length;
  const [mx, my] = [mean(({ x }) => x), mean(({ y }) => y)];
  return mean(({ x, y }) => (x - mx) * (y - my)) / mean(({ x }) => (x - mx) * (x - mx));
}

Deno.test("slopes.sql: least squares over all replications", () => {
  for (const estimator of ["noisy", "holes", "line", "single"]) {
    const expected = leastSquares(points.filter((point) => point.estimator === estimator));
    assertAlmostEquals(find(estimator).slope!, expected, 1e-10);
  }
  assertEquals(find("noisy").replications, R);
  assertEquals(find("one x").slope, null);
});

Deno.test("slopes.sql: the interval is that of whole replications", () => {
  const mean = slopes.reduce((sum, value) => sum + value, 0) / R;
  const sd = Math.sqrt(slopes.reduce((sum, v) => sum + (v - mean) * (v - mean), 0) / (R - 1));
  const { low, high } = find("noisy");
  // The bootstrap's end points are themselves random: z = 4 with 2000 draws.
  const error = sd / Math.sqrt(R);
  const tolerance = 4 * error * Math.sqrt(0.025 * 0.975 / 2000) / 0.0584 + 0.06 * error;
  assertAlmostEquals(high! - find("noisy").slope!, 1.96 * error, tolerance);
  assertAlmostEquals(find("noisy").slope! - low!, 1.96 * error, tolerance);
  const { low: below, high: above } = find("line");
  assertAlmostEquals(below!, -0.5, 1e-9);
  assertAlmostEquals(above!, -0.5, 1e-9);
});

Deno.test("slopes.sql: all groups see the same draws, and one replication has no interval", () => {
  assertEquals({ ...find("again"), estimator: "noisy" as never }, find("noisy"));
  assert(find("holes").low! < find("holes").slope! && find("holes").slope! < find("holes").high!);
  assertEquals([find("single").low, find("single").high], [null, null]);
});

Deno.test("slopes.sql: the draws hardly depend on how replications are numbered", async () => {
  const renamed = noisy.map((point) => ({ ...point, replication: 100 + 7 * point.replication }));
  const [row] = await ask(await file("slopes"), { points: labelled(renamed) });
  // Summing in another order rounds differently, and that is all.
  for (const name of ["slope", "low", "high"]) {
    assertAlmostEquals(row[name] as number, find("noisy")[name]!, 1e-9);
  }
});

const trace = (
  estimator: string,
  condition: number,
  replication: number,
  [gradients, products]: [number, number],
  reached = true,
) => {
  const row = { study: "s", experiment: "e", problem: "p", estimator, replication };
  const setting = `condition=${condition}`;
  const unknown = { relative_residual: null, systems_converged: null };
  // NBO-CG solves its systems in the first replication only, what descends along the exact gradient has none
  const known = estimator === "exact" ? unknown : {
    relative_residual: estimator === "nbo-cg" && replication === 0 ? 1e-9 : 0.1,
    systems_converged: estimator === "nbo-cg" && replication === 0,
  };
  return [
    {
      ...row,
      setting,
      level: condition,
      iteration: 0,
      reached: false,
      lower_gradients: 0,
      hessian_vectors: 0,
      ...unknown,
    },
    {
      ...row,
      setting,
      level: condition,
      iteration: 9 + replication,
      reached,
      lower_gradients: gradients,
      hessian_vectors: products,
      ...known,
    },
  ];
};
const traces = json([10, 100, 1000].flatMap((k) =>
  [0, 1].flatMap((r) => [
    ...trace("amigo-gd", k, r, [2 * k, 3 * k]),
    ...trace("nbo-gd", k, r, [50 + r, 7 * k], k > 10 || r > 0),
    ...trace("nbo-cg", k, r, [60, 100]),
    ...trace("exact", k, r, [0, 0]),
  ])
));

/** The tables of the condition number, each from the one before. */
async function conditionTables() {
  const costs = await ask(await file("condition_costs"), { traces });
  const points = await ask(await file("condition_points"), { costs: json(costs) });
  const slopes = await ask(await file("slopes"), { points: json(points) });
  return { costs, points, slopes };
}
const condition = await conditionTables();

Deno.test("condition_costs.sql: the end of each trace, and whether it has arrived", () => {
  const { costs, points } = condition;
  assertEquals(costs.length, 4 * 3 * 2);
  const nbo = costs.filter(({ estimator, condition }) =>
    estimator === "nbo-gd" && condition === 10
  );
  assertEquals(nbo.map(({ iteration }) => Number(iteration)), [9, 10]);
  assertEquals(nbo.map(({ qualified }) => Boolean(qualified)), [false, true]);
  assertEquals(nbo.map(({ hessian_vectors }) => Number(hessian_vectors)), [70, 70]);
  // Two quantities of three methods at three condition numbers and twice, and one ratio, less the one lost.
  assertEquals(points.length, 2 * (3 * 3 * 2 - 1) + (3 * 2 - 1));
  assert(points.every(({ estimator }) => estimator !== "exact"));
});

Deno.test("the slopes of made-up powers, and what is said of them", async () => {
  const slope = (estimator: string, quantity: string): number =>
    condition.slopes.find((row) => row.estimator === estimator && row.quantity === quantity)!
      .slope as number;
  assertAlmostEquals(slope("amigo-gd", "lower_gradients"), 1, 1e-9);
  assertAlmostEquals(slope("nbo-gd", "hessian_vectors"), 1, 1e-9);
  assertAlmostEquals(slope("nbo-cg", "hessian_vectors"), 0, 1e-9);
  const table = { slopes: json(condition.slopes) };
  const [grows] = await askClaim("amigo_gradients_grow", table);
  assertEquals([grows.verdict, grows.bar], ["holds", "0.9 to 1.1"]);
  const [stays] = await askClaim("nbo_gradients_stay", table);
  assertAlmostEquals(stays.value as number, slope("nbo-gd", "lower_gradients"), 1e-12);
  assertEquals([stays.verdict, stays.bar], ["holds", "−0.1 to 0.1"]);
  assertEquals(stays.which, "nbo-gd");
  const [products] = await askClaim("hessian_products_grow", table);
  assertEquals(products.verdict, "holds");
  // 7 κ over 3 κ
  const [saved] = await askClaim("no_products_saved", table);
  assertAlmostEquals(saved.value as number, 0, 1e-9);
  const lost = condition.slopes.filter(({ estimator }) => estimator !== "nbo-gd");
  for (const id of ["nbo_gradients_stay", "hessian_products_grow", "no_products_saved"]) {
    assertEquals((await askClaim(id, { slopes: json(lost) }))[0]?.verdict, "fails", id);
  }
  // A method that has not always reached its target has rows without slopes
  const unreached = condition.slopes.map((row) =>
    row.estimator === "nbo-gd" ? row : { ...row, slope: null, low: null, high: null }
  );
  for (const id of ["nbo_gradients_stay", "hessian_products_grow"]) {
    assertEquals((await askClaim(id, { slopes: json(unreached) }))[0]?.verdict, "inconclusive", id);
  }
});

Deno.test("figures/condition_costs.sql: geometric means over those that have qualified", async () => {
  const rows = await ask(await file("figures/condition_costs"), {
    costs: json(condition.costs),
    slopes: json(condition.slopes),
  });
  assertEquals(rows.length, 2 * 3 * 3);
  const at = (estimator: string, panel: string, x: number) =>
    rows.find((row) => row.estimator === estimator && row.panel === panel && Number(row.x) === x)!;
  const left = at("nbo-gd", "lower_gradients", 10);
  assertEquals([left.replications, left.tried], [1, 2]);
  assertAlmostEquals(left.value as number, 51, 1e-9);
  // Of all replications, also of those that have not qualified
  assertEquals([left.residual, left.unsolved], [0.1, 2]);
  assertEquals(at("nbo-cg", "hessian_vectors", 100).unsolved, 1);
  const both = at("nbo-gd", "lower_gradients", 100);
  assertAlmostEquals(both.value as number, Math.sqrt(50 * 51), 1e-9);
  const half = Math.log(51 / 50) / 2;
  assertAlmostEquals(both.mc_error as number, Math.sqrt(50 * 51) * half, 1e-9);
});

Deno.test("decay_points.sql and its figure: relative errors as logarithms", async () => {
  const errors = json([0, 1].flatMap((replication) =>
    [0.01, 0.1].map((distance) => ({
      study: "s",
      experiment: "e",
      problem: "logistic",
      estimator: "nbo-at-next",
      replication,
      distance,
      error: 3 * distance * distance * (1 + replication),
      gradient_norm: 6,
      relative_residual: replication === 0 ? distance : null,
      systems_converged: distance < 0.1 ? null : replication === 0,
    }))
  ));
  const points = await ask(await file("decay_points"), { errors });
  const slopes = await ask(await file("slopes"), { points: json(points) });
  const [claim] = await askClaim("newton_step_squares", { slopes: json(slopes) });
  assertAlmostEquals(claim.value as number, 2, 1e-9);
  assertEquals(claim.verdict, "holds");
  const rows = await ask(await file("figures/quadratic_decay"), {
    points: json(points),
    slopes: json(slopes),
    errors,
  });
  assertEquals(rows.length, 2);
  assertEquals(rows.map(({ residual, unsolved }) => [residual, unsolved]), [[0.01, null], [
    0.1,
    1,
  ]]);
  assertAlmostEquals(rows[0].x as number, 0.01, 1e-12);
  assertAlmostEquals(rows[0].value as number, 0.5e-4 * Math.SQRT2, 1e-15);
  assertEquals([rows[0].panel, rows[0].replications, rows[0].tried], ["logistic", 2, 2]);
});
