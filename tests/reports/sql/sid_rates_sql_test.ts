import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { ask, askClaim, bytesOf, file, type Rows } from "../ask.ts";

const json = (rows: readonly object[]) => ({
  format: "json",
  bytes: bytesOf(JSON.stringify(rows)),
});

const R = 4;
/** About one, with mean one. */
const factor = (r: number): number => 1 + 0.02 * (r - (R - 1) / 2);

interface Row {
  readonly estimator: string;
  readonly t: number;
  readonly k: number;
  readonly error: number;
}

/** Errors with the exact values given, in replications; v and the gradient are off by as much. */
const errorsOf = (some: readonly Row[]) =>
  some.flatMap(({ estimator, t, k, error }) =>
    Array.from({ length: R }, (_, replication) => ({
      study: "s",
      experiment: "rates",
      problem: "ridge",
      estimator,
      setting: "",
      level: estimator.startsWith("constant-") ? Number(estimator.slice(9)) : null,
      replication,
      instance: replication,
      t,
      k,
      squared_lower: error * factor(replication),
      squared_adjoint: error * factor(replication),
      squared_error: error * factor(replication),
    }))
  );
const boundsOf = (some: readonly Row[], share: number) =>
  some.flatMap(({ estimator, t, k, error }) =>
    Array.from({ length: R }, (_, instance) => ({
      problem: "ridge",
      instance,
      estimator,
      t,
      k,
      radius: 1,
      lower_bound: error / share,
      adjoint_bound: error / share,
      error_bound: error / share,
      lower_exact: error,
      lower_floor: estimator.startsWith("constant") ? 0.9 * error : null,
    }))
  );

const both = (estimator: string, error: (t: number) => number): Row[] =>
  [100, 200, 400].map((t) => ({ estimator, t, k: t, error: error(t) }));
const constants: Row[] = [0.1, 0.02, 0.004].flatMap((eta) =>
  // Still on the way at η t = 7, settled at η t = 10.
  [7, 10].map((time) => ({
    estimator: `constant-${eta}`,
    t: Math.round(time / eta),
    k: 0,
    error: time < 8 ? 1 : eta,
  }))
);
const rules = [...both("decreasing", (t) => 1 / t), ...constants];
const sided = [
  ...[100, 200, 400].map((t) => ({ estimator: "sampled-lower", t, k: 0, error: 3 / t })),
  ...[100, 200, 400].map((k) => ({ estimator: "sampled-adjoint", t: 0, k, error: 2 / k })),
];
const errors = errorsOf([...rules, ...sided]);
const bounds = boundsOf(rules, 0.5);
const points = await ask(await file("sid_rate_points"), { errors: json(errors) });
const slopes = await ask(await file("mean_slopes"), { points: json(points) });

const claim = async (id: string, tables: Record<string, readonly object[]>) => {
  const rows = await askClaim(
    id,
    Object.fromEntries(Object.entries(tables).map(([role, some]) => [role, json(some)])),
  );
  assertEquals(rows.length, 1);
  return rows[0]!;
};

Deno.test("sid_rate_points.sql: each error against the steps it depends on", () => {
  const quantities = (estimator: string) =>
    [...new Set(points.filter((p) => p.estimator === estimator).map((p) => p.quantity))].sort();
  assertEquals(quantities("decreasing"), ["squared_adjoint", "squared_error", "squared_lower"]);
  assertEquals(quantities("constant-0.1"), ["squared_lower"]);
  assertEquals(quantities("sampled-adjoint"), ["squared_error"]);
  assertEquals(quantities("constant"), ["floor 0.004 to 0.02", "floor 0.02 to 0.1"]);
  const at = (rows: Rows) => [...new Set(rows.map(({ x }) => Number(x)))].sort((a, b) => a - b);
  assertEquals(at(points.filter((p) => p.estimator === "sampled-adjoint")), [100, 200, 400]);
  const floors = points.filter((p) => p.quantity === "floor 0.02 to 0.1");
  assertEquals(at(floors), [0.02, 0.1]);
  // None of those still on the way.
  assertEquals(floors.length, 2 * R);
  assert(floors.every(({ value }) => (value as number) < 0.2));
});

Deno.test("claims of rates and of floors, from made-up powers", async () => {
  for (const name of ["lower", "adjoint", "gradient", "t", "k"]) {
    const { value, verdict } = await claim(`sid_rate_${name}`, { slopes });
    assertAlmostEquals(value as number, -1, 1e-9);
    assertEquals(verdict, "holds");
  }
  const { value, low, high, verdict } = await claim("sid_floor_ratio", { slopes });
  assertAlmostEquals(value as number, 5, 1e-9);
  assertAlmostEquals(low as number, 5, 1e-9);
  assertAlmostEquals(high as number, 5, 1e-9);
  assertEquals(verdict, "holds");
});

Deno.test("sid_bounds_hold: the largest ratio, fails above one, has no verdict outside the radius", async () => {
  const held = await claim("sid_bounds_hold", { errors, bounds });
  assertAlmostEquals(held.value as number, 0.5, 1e-12);
  assertEquals(held.verdict, "holds");
  // Quantities that a row does not measure are not judged: adjoint bounds where k = 0.
  const silent = bounds.map((row) => row.k === 0 ? { ...row, adjoint_bound: 1e-9 } : row);
  assertEquals((await claim("sid_bounds_hold", { errors, bounds: silent })).verdict, "holds");
  const one = bounds.map((row) =>
    row.k === 200 ? { ...row, error_bound: row.lower_exact / 2 } : row
  );
  const broken = await claim("sid_bounds_hold", { errors, bounds: one });
  assertAlmostEquals(broken.value as number, 2, 1e-12);
  assertEquals(broken.verdict, "fails");
  const outside = bounds.map((row) => ({ ...row, radius: 0.05 }));
  assertEquals(
    (await claim("sid_bounds_hold", { errors, bounds: outside })).verdict,
    "inconclusive",
  );
});

Deno.test("sid_exact_lower: the mean ratio, without a verdict where an error is missing", async () => {
  const right = await claim("sid_exact_lower", { errors, bounds });
  assertAlmostEquals(right.value as number, 1, 1e-12);
  assertEquals(right.verdict, "holds");
  const off = bounds.map((row) => ({ ...row, lower_exact: row.lower_exact / 1.2 }));
  assertEquals((await claim("sid_exact_lower", { errors, bounds: off })).verdict, "fails");
  const constant = (scale: number) =>
    errorsOf(rules).map(({ t, instance }) => ({
      problem: "ridge",
      quantity: "predicted_error",
      variant: String(instance),
      level: t,
      value: scale / t,
    }));
  for (const [scale, verdict] of [[1, "holds"], [1.2, "fails"]] as const) {
    const predicted = { errors, exact: constant(scale) };
    const one = await claim("sid_constant", predicted);
    assertAlmostEquals(one.value as number, 1 / scale, 1e-12);
    assertEquals(one.verdict, verdict);
  }
  const gap = errors.map((row, i) => i === 0 ? { ...row, squared_lower: null } : row);
  assertEquals((await claim("sid_exact_lower", { errors: gap, bounds })).verdict, "inconclusive");
});

Deno.test("figures/sid_rates.sql and sid_floors.sql: means with their bounds and floors", async () => {
  const rates = await ask(await file("figures/sid_rates"), {
    points: json(points),
    slopes: json(slopes),
    bounds: json(bounds),
  });
  const at = (estimator: string, panel: string) =>
    rates.find((row) =>
      row.estimator === estimator && row.panel === panel && Number(row.x) === 200
    )!;
  assertAlmostEquals(at("decreasing", "squared_error").value as number, 1 / 200, 1e-15);
  assertEquals(at("decreasing", "squared_error").replications, R);
  assertAlmostEquals(at("bound of decreasing", "squared_error").value as number, 0.01, 1e-15);
  assertAlmostEquals(at("sampled-lower", "squared_error").slope as number, -1, 1e-9);
  assert(rates.every(({ estimator }) => estimator !== "constant-0.004"));
  const floors = await ask(await file("figures/sid_floors"), {
    errors: json(errors),
    bounds: json(bounds),
  });
  assertEquals(floors.length, rules.length);
  const settled = floors.find(({ estimator, t }) => estimator === "constant-0.02" && t === 500)!;
  assertAlmostEquals(settled.value as number, 0.02, 1e-15);
  assertAlmostEquals(settled.floor as number, 0.018, 1e-15);
});
