import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { ask, askClaim, bytesOf, file, type Rows } from "../ask.ts";

const table = (rows: object) => ({ format: "json", bytes: bytesOf(JSON.stringify(rows)) });

interface Made {
  readonly problem?: string;
  readonly estimator: string;
  readonly setting?: string;
  readonly level?: number;
  readonly replication: number;
  readonly t?: number;
  readonly k?: number;
  readonly j?: number;
  readonly squared_error: number | null;
  readonly squared_lower?: number;
  readonly squared_adjoint?: number;
  readonly gradient_norm?: number;
}

const errors = (rows: readonly Made[]) =>
  table(rows.map((row) => ({
    study: "stochastic-implicit",
    experiment: "x",
    problem: "ridge",
    setting: "",
    t: 10,
    k: 10,
    j: 1,
    squared_lower: 0.5,
    squared_adjoint: 0.5,
    gradient_norm: 1,
    instance: row.replication,
    ...row,
  })));

/** The same values of each of several draws of a problem. */
const exact = (rows: readonly (readonly [string, string, string, number])[], instances = 2) =>
  table(
    rows.flatMap(([problem, quantity, setting, value]) =>
      Array.from({ length: instances }, (_, instance) => (
        { problem, quantity, setting, coordinate: 0, value, variant: String(instance), level: null }
      ))
    ),
  );

/** 97.5 % point of Student's distribution with one degree of freedom. */
const STUDENT = Math.tan(0.475 * Math.PI);

const number = (row: Rows[number] | undefined, name: string): number => Number(row![name]);
/** Those rows, whose whole numbers may be texts: DuckDB reads JSON's as of 64 bits. */
const of = (rows: Rows, wanted: Readonly<Record<string, string | number>>): Rows =>
  rows.filter((row) =>
    Object.entries(wanted).every(([name, value]) => String(row[name]) === String(value))
  );

const VARIANCE = 0.4;
/** Errors of variance/J, twice and half by replication, and a control that knows no J. */
const CROSS: readonly Made[] = [0.5, 1.5].flatMap((factor, replication) => [
  ...[1, 4, 16].flatMap((j) => [
    {
      problem: "weighted-ridge",
      estimator: "decreasing",
      setting: "t=10",
      j,
      replication,
      squared_error: factor * VARIANCE / j,
    },
    {
      estimator: "decreasing",
      setting: "t=10",
      j,
      replication,
      squared_error: factor * 0.01 * (1 + 1e-13 * j),
    },
  ]),
  ...[10, 40].flatMap((t) => ({
    problem: "weighted-ridge",
    estimator: "decreasing",
    setting: "J=4",
    level: 4,
    t,
    j: 4,
    replication,
    squared_error: factor * (VARIANCE / 4 + 1 / t),
  })),
  {
    problem: "weighted-ridge",
    estimator: "anchored",
    replication,
    squared_error: factor * VARIANCE * 1.02,
  },
]);
const VARIANCES = exact([["weighted-ridge", "cross_variance", "b=20", VARIANCE]]);

Deno.test("cross_points.sql: J is x, but t where the setting names J", async () => {
  const points = await ask(await file("cross_points"), { errors: errors(CROSS) });
  assertEquals(of(points, { quantity: "error in J" }).length, 2 * 3 * 2);
  const inSteps = of(points, { quantity: "error in t at J=4" });
  assertEquals(inSteps.map(({ x }) => x), [10, 40, 10, 40]);
  assert(points.every(({ estimator }) => estimator === "decreasing"));
});

Deno.test("the slope in J, the floor, the control, and the figure of made-up errors", async () => {
  const points = await ask(await file("cross_points"), { errors: errors(CROSS) });
  const slopes = await ask(await file("mean_slopes"), { points: table(points) });
  const [slope] = await askClaim("sid_cross_slope", { slopes: table(slopes) });
  assertAlmostEquals(number(slope, "value"), -1, 1e-9);
  assertEquals([slope!.verdict, slope!.bar], ["holds", "−1.1 to −0.9"]);
  const tables = { errors: errors(CROSS), exact: VARIANCES };
  const [plateau] = await askClaim("sid_cross_plateau", tables);
  assertAlmostEquals(number(plateau, "value"), 1.02, 1e-12);
  // Two replications: a standard error of |x − y|/2
  assertAlmostEquals(number(plateau, "high"), 1.02 * (1 + STUDENT / 2), 1e-9);
  assertEquals(plateau!.verdict, "inconclusive");
  const [control] = await askClaim("sid_cross_control", { errors: errors(CROSS) });
  assertAlmostEquals(number(control, "value"), 1.5e-12, 1e-15);
  assertEquals(control!.verdict, "holds");
  const rows = await ask(await file("figures/sid_cross"), {
    points: table(points),
    slopes: table(slopes),
    exact: VARIANCES,
  });
  const [mean] = of(rows, { panel: "J", estimator: "weighted ridge", x: 4 });
  assertAlmostEquals(number(mean, "value"), VARIANCE / 4, 1e-12);
  assertAlmostEquals(number(mean, "mc_error"), VARIANCE / 8, 1e-12);
  const [predicted] = of(rows, { panel: "J", estimator: "variance/J", x: 16 });
  assertAlmostEquals(number(predicted, "value"), VARIANCE / 16, 1e-12);
  const floors = of(rows, { panel: "t", estimator: "variance/4" });
  assertEquals(floors.map(({ x, value }) => [Number(x), value]), [[10, 0.1], [40, 0.1]]);
  assertEquals(of(rows, { panel: "J", estimator: "ridge" }).length, 3);
  assertEquals(of(rows, { panel: "t", estimator: "J = 4" }).length, 2);
});

/** Errors 0.3 of those of w for one solver and 0.2 for another; 0.5 of those of v. */
const SOLVERS: readonly Made[] = [0.5, 1.5].flatMap((factor, replication) =>
  [10, 100].flatMap((t) => [
    ...[["decreasing", 0.3], ["polyak", 0.2]].map(([estimator, share]) => ({
      estimator: String(estimator),
      setting: "lower",
      t,
      replication,
      squared_lower: factor / t,
      squared_adjoint: 1e9,
      squared_error: Number(share) * factor / t,
    })),
    {
      estimator: "cg",
      setting: "adjoint",
      k: t,
      replication,
      squared_lower: 1e9,
      squared_adjoint: factor / t / t,
      squared_error: 0.5 * factor / t / t,
    },
  ])
);
const SENSITIVITIES = exact([
  ["ridge", "lower_sensitivity", "greatest", 0.4],
  ["ridge", "lower_sensitivity", "least", 0.001],
  ["ridge", "adjoint_sensitivity", "greatest", 1],
  ["ridge", "adjoint_sensitivity", "least", 0],
]);

Deno.test("solver_points.sql: x is the error of what is swapped, by solver, steps and draw", async () => {
  const points = await ask(await file("solver_points"), { errors: errors(SOLVERS) });
  assertEquals(points.length, SOLVERS.length);
  const polyak = of(points, { solver: "polyak", replication: 1 });
  const [shorter, longer] = polyak.map((row) => number(row, "x")).sort((a, b) => b - a);
  assertAlmostEquals(shorter!, 0.15, 1e-15);
  assertAlmostEquals(longer!, 0.015, 1e-15);
  const [first] = of(points, { solver: "cg", replication: 0 });
  assertAlmostEquals(number(first, "value") / number(first, "x"), 0.5, 1e-12);
  assertEquals(new Set(points.map(({ steps }) => Number(steps))), new Set([10, 100]));
});

Deno.test("slopes over all solvers, and the greatest share of the limits", async () => {
  const points = await ask(await file("solver_points"), { errors: errors(SOLVERS) });
  const slopes = await ask(await file("solver_slopes"), { points: table(points) });
  for (const id of ["sid_solver_lower", "sid_solver_adjoint"]) {
    const [claim] = await askClaim(id, { slopes: table(slopes) });
    assertAlmostEquals(number(claim, "value"), 1, 1e-9);
    assertEquals([claim!.verdict, claim!.bar], ["holds", "0.9 to 1.1"]);
  }
  const tables = { points: table(points), exact: SENSITIVITIES };
  const [limits] = await askClaim("sid_solver_limits", tables);
  assertAlmostEquals(number(limits, "value"), 0.3 / 0.4, 1e-12);
  assertAlmostEquals(number(limits, "high"), 0.75, 1e-9);
  assertEquals(limits!.verdict, "holds");
  assertEquals(limits!.which, "decreasing, lower");
  const rows = await ask(await file("figures/sid_solvers"), { ...tables, slopes: table(slopes) });
  assertEquals(slopes.length, 2);
  assertEquals(rows.length, 6 + 4 + 2);
  const slopesShown = rows.filter(({ slope }) => slope !== null);
  assertEquals(slopesShown.map(({ panel }) => panel), ["adjoint", "lower"]);
  const ends = of(rows, { panel: "lower", estimator: "limit" });
  assertAlmostEquals(number(ends[0], "value") / number(ends[0], "x"), 0.4, 1e-12);
  assertEquals(ends.length, 2);
});

const MAPS = ["recurrent-layer", "bellman"];

const PREDICTIONS = table(
  MAPS.flatMap((problem) =>
    [0, 1].flatMap((instance) =>
      [10, 100, 1000].map((level) => ({
        problem,
        quantity: "predicted_error",
        variant: String(instance),
        level,
        value: 3 / level,
      }))
    )
  ),
);
const contractionPoints = async (given: ReturnType<typeof errors>) =>
  await ask(await file("contraction_points"), { errors: given, exact: PREDICTIONS });

const CONTRACTIONS: readonly Made[] = MAPS.flatMap((problem) =>
  [0.5, 1.5].flatMap((factor, replication) => [
    ...[10, 100, 1000].map((t) => ({
      problem,
      estimator: "sid",
      t,
      replication,
      squared_error: factor * 3 / t,
      squared_lower: factor / t / t,
    })),
    { problem, estimator: "cg-normal", replication, squared_error: 1e-24, gradient_norm: 0.1 },
  ])
);

Deno.test("contraction_points.sql and its figure: the gradient and w against t = k = J", async () => {
  const points = await contractionPoints(errors(CONTRACTIONS));
  const slopes = await ask(await file("mean_slopes"), { points: table(points) });
  assertEquals(points.length, 2 * 2 * 3 * 3);
  for (const id of ["sid_layer_rate", "sid_bellman_rate"]) {
    const [claim] = await askClaim(id, { slopes: table(slopes) });
    assertAlmostEquals(number(claim, "value"), 0, 1e-9);
    assertEquals(claim!.verdict, "holds");
  }
  for (const id of ["sid_layer_constant", "sid_bellman_constant"]) {
    const [claim] = await askClaim(id, { errors: errors(CONTRACTIONS), exact: PREDICTIONS });
    assertAlmostEquals(number(claim, "value"), 1, 1e-9);
    assertEquals(claim!.verdict, "inconclusive");
  }
  const rows = await ask(await file("figures/sid_contractions"), {
    points: table(points),
    slopes: table(slopes),
  });
  assertEquals(rows.length, 2 * 2 * 3);
  const [mean] = of(rows, { panel: "bellman", estimator: "gradient", x: 100 });
  assertAlmostEquals(number(mean, "value"), 0.03, 1e-12);
  const [lower] = of(rows, { panel: "bellman", estimator: "lower level", x: 100 });
  assertAlmostEquals(number(lower, "slope"), -2, 1e-9);
  const [normal] = await askClaim("sid_normal_equations", {
    errors: errors(CONTRACTIONS),
  });
  assertAlmostEquals(number(normal, "value"), 1e-11, 1e-20);
  assertEquals(normal!.verdict, "holds");
});

Deno.test("the lesser of the two maps decides on samples that expand, and on the transpose", async () => {
  const values = (norm: number, error: number) =>
    exact([
      ...MAPS.flatMap((problem, i) => ([
        [problem, "sample_norm", "", norm + i],
        [problem, "contraction", "", 0.9],
        [problem, "untransposed_error", "", error + i],
        [problem, "asymmetry", "", 0.25],
      ] as const)),
      ["ridge", "sample_norm", "", 0.1],
      ["ridge", "untransposed_error", "", 0],
    ]);
  for (const [norm, error, verdict] of [[1.25, 0.5, "holds"], [0.75, 0.01, "fails"]] as const) {
    const tables = { exact: values(norm, error) };
    const [expand] = await askClaim("sid_samples_expand", tables);
    assertAlmostEquals(number(expand, "value"), norm, 1e-12);
    assertEquals(expand!.verdict, verdict);
    const [transpose] = await askClaim("sid_transpose_matters", tables);
    assertEquals([transpose!.value, transpose!.verdict], [error, verdict]);
    assert(String(expand!.which).includes(`bellman ${norm + 1}, its mean 0.90`));
    assert(String(transpose!.which).includes("skew share 0.25"));
  }
});

Deno.test("a run that diverged leaves the claims on it without a verdict", async () => {
  const lost = (rows: readonly Made[], at: number) =>
    errors(rows.map((row, i) => i === at ? { ...row, squared_error: null } : row));
  /** The rows without whose error a claim has no verdict. */
  const undecided = async (rows: readonly Made[], id: string): Promise<Made[]> => {
    const verdicts = await Promise.all(rows.map(async (_, at) => {
      const [claim] = await askClaim(id, { errors: lost(rows, at) });
      return claim!.verdict;
    }));
    return rows.filter((_, at) => verdicts[at] === "inconclusive");
  };
  const control = CROSS.filter(({ problem, estimator }) =>
    problem === undefined && estimator === "decreasing"
  );
  assertEquals(await undecided(control, "sid_cross_control"), control);
  const normal = CONTRACTIONS.filter(({ estimator }) => estimator === "cg-normal");
  assertEquals(await undecided(normal, "sid_normal_equations"), normal);
  // The greater error of the two, without which the other would be below the limit for sure
  const tables = {
    points: table(await ask(await file("solver_points"), { errors: lost(SOLVERS, 6) })),
    exact: exact([
      ["ridge", "lower_sensitivity", "greatest", 4],
      ["ridge", "adjoint_sensitivity", "greatest", 4],
    ]),
  };
  const [limits] = await askClaim("sid_solver_limits", tables);
  assertEquals(limits!.verdict, "inconclusive");
  const many = Array.from({ length: 50 }, (_, replication): Made => ({
    problem: "weighted-ridge",
    estimator: "anchored",
    replication,
    squared_error: VARIANCE * (1 + (replication % 2) / 50),
  }));
  for (
    const [given, verdict] of [[errors(many), "holds"], [lost(many, 7), "inconclusive"]] as const
  ) {
    const variances = exact([["weighted-ridge", "cross_variance", "b=20", VARIANCE]], 50);
    const tables = { errors: given, exact: variances };
    assertEquals((await askClaim("sid_cross_plateau", tables))[0]!.verdict, verdict);
  }
  const points = await contractionPoints(lost(CONTRACTIONS, 0));
  const slopes = await ask(await file("mean_slopes"), { points: table(points) });
  const known = Object.fromEntries(
    slopes.map(({ problem, quantity, slope }) => [`${problem} ${quantity}`, slope !== null]),
  );
  assertEquals(known, {
    "bellman over_prediction": true,
    "bellman squared_error": true,
    "bellman squared_lower": true,
    "recurrent-layer over_prediction": false,
    "recurrent-layer squared_error": false,
    "recurrent-layer squared_lower": true,
  });
});
