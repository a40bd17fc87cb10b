import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { ask, askClaim, bytesOf, file, type Rows } from "../ask.ts";

const table = (rows: readonly object[]) => ({
  format: "json",
  bytes: bytesOf(JSON.stringify(rows)),
});

const R = 40;
const random = Stream.of("batch sql");
/** Relative errors of a replication, as factors of the mean. */
const factors = Array.from({ length: R }, () => Math.exp(0.3 * random.normal()));
const squares = factors.map((factor) => factor * factor);
const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
const RMS = Math.sqrt(mean(squares));
const NORM = 5;

/** An estimate's row whose cost in passes and relative error are given. */
const row = (
  problem: string,
  estimator: string,
  replication: number,
  n: number,
  [t, passes, error]: readonly [number, number, number | null],
) => ({
  study: "s",
  experiment: "e",
  problem,
  estimator,
  replication,
  t,
  squared_error: error === null ? null : error * error * NORM * NORM,
  gradient_norm: NORM,
  phi_samples: (passes - 0.5) * n - 9,
  adjoint_samples: 5,
  cross_samples: estimator.startsWith("aid") ? n : 0,
  outer_samples: 4 + 0.5 * n - (estimator.startsWith("aid") ? n : 0),
});

/** SID with errors about given ones, and AID with given ones; a power is a line in logarithms. */
const problem = (
  name: string,
  n: number,
  sid: (passes: number) => number,
  aid: (passes: number, r: number) => number | null,
) =>
  factors.flatMap((factor, r) => [
    ...[1, 2, 4, 8, 16].map((passes) =>
      row(name, "sid-decreasing", r, n, [10 * n * passes, passes, factor * sid(passes)])
    ),
    ...[1, 3, 9, 14].map((steps) =>
      row(name, "aid-cg", r, n, [steps, steps + 1, aid(steps + 1, r)])
    ),
  ]);

const root = (a: number) => (passes: number): number => a / Math.sqrt(passes);
const cube = (b: number) => (passes: number): number => b / (passes * passes * passes);
const rows = await ask(await file("against_batch"), {
  errors: table([
    ...problem("logistic", 1000, root(0.5), cube(20)),
    ...problem("logistic-large", 4000, root(0.3), cube(20)),
    ...problem("never", 1000, root(0.001), cube(20)),
    // From AID's first effort on; the two lines meet before it
    ...problem("always", 1000, root(10), cube(20)),
    ...problem("bent", 1000, (passes) => passes < 4 ? 1 : 0.1, cube(20)),
    ...problem("in between", 1000, root(0.5), (passes) => passes === 4 ? 0.001 : 3),
    ...problem("twice", 1000, root(0.5), (passes) => passes === 4 || passes === 15 ? 0.001 : 3),
    ...problem(
      "lost",
      1000,
      root(0.5),
      (passes, r) => passes === 4 && r === 7 ? null : cube(20)(passes),
    ),
    ...problem("alike", 1000, root(0.5), (passes, r) => factors[r] * cube(20)(passes)),
  ]),
});
const find = (quantity: string, problem: string, steps?: number, among: Rows = rows) =>
  among.find((row) =>
    row.quantity === quantity && row.problem === problem &&
    (steps === undefined || row.steps === steps)
  ) as Record<string, number | null>;

/** The standard error of the logarithm of the root mean square, by the delta method. */
const spread = Math.sqrt(mean(squares.map((s) => (s / RMS / RMS - 1) * (s / RMS / RMS - 1))) / R) /
  2;
/** The bootstrap's ends are themselves random: z = 4 with 1000 draws, and the delta method is rough. */
function assertInterval(low: number, value: number, high: number, error: number) {
  const tolerance = (4 * Math.sqrt(0.025 * 0.975 / 1000) / 0.0584 + 0.15) * error;
  assertAlmostEquals(Math.log(high / value), 1.96 * error, tolerance);
  assertAlmostEquals(Math.log(value / low), 1.96 * error, tolerance);
}

Deno.test("against_batch.sql: root mean squares of relative errors by passes", () => {
  const own = rows.filter(({ quantity, problem, estimator }) =>
    quantity === "error" && problem === "logistic-large" && estimator === "sid-decreasing"
  );
  assertEquals(own.length, 5);
  for (const { passes, value, low, high } of own as Record<string, number>[]) {
    assertAlmostEquals(value, RMS * root(0.3)(passes), 1e-12);
    assertInterval(low, value, high, spread);
  }
  assertEquals(own.map(({ passes }) => passes), [1, 2, 4, 8, 16]);
  const batch = find("error", "logistic", 3);
  assertAlmostEquals(batch.low!, batch.high!, 1e-12);
});

Deno.test("against_batch.sql: where AID overtakes SID, in closed form", () => {
  const { passes, passes_low, passes_high, value, low, high } = find("overtaken", "logistic");
  // a x^−½ = b x^−3
  const x = Math.exp(Math.log(20 / (0.5 * RMS)) / 2.5);
  assertAlmostEquals(passes!, x, 1e-9);
  assertAlmostEquals(value!, 20 / (x * x * x), 1e-9);
  assertInterval(passes_low!, passes!, passes_high!, spread / 2.5);
  assertInterval(low!, value!, high!, 3 * spread / 2.5);
});

Deno.test("against_batch.sql: the last crossing counts", () => {
  const { passes, passes_low } = find("overtaken", "twice");
  assert(10 < passes_low! && passes! < 15);
});

Deno.test("against_batch.sql: no crossing within the efforts of both, none in the end, or an error lost", () => {
  for (const name of ["never", "always", "in between", "lost"]) {
    const { passes, passes_low, value, high } = find("overtaken", name);
    assertEquals([passes, passes_low, value, high], [null, null, null, null], name);
  }
  const { value, low } = find("error", "lost", 3);
  assertEquals([value, low], [null, null]);
  assertEquals(find("ratio", "lost", 3).value, null);
  assertAlmostEquals(find("ratio", "lost", 1).value!, find("ratio", "logistic", 1).value!, 1e-12);
});

Deno.test("against_batch.sql: ratios at AID's costs, between SID's efforts", () => {
  for (const [steps, error] of [[1, 1], [3, 0.1], [9, 0.1], [14, 0.1]]) {
    const { value } = find("ratio", "bent", steps);
    assertAlmostEquals(value! / (RMS * error / cube(20)(steps + 1)), 1, 1e-9);
  }
  for (const steps of [1, 3, 9, 14]) {
    const passes = steps + 1;
    const { value, low, high } = find("ratio", "logistic", steps);
    const expected = root(0.5)(passes) / cube(20)(passes);
    assertAlmostEquals(value! / (expected * RMS), 1, 1e-9);
    assertInterval(low!, value!, high!, spread);
    // Where both have the same factors, draws of the same replications leave their ratio as it is
    const alike = find("ratio", "alike", steps);
    for (const end of [alike.value!, alike.low!, alike.high!]) {
      assertAlmostEquals(end / expected, 1, 1e-9);
    }
  }
});

Deno.test("against_batch.sql: errors of two sizes with equal steps", () => {
  const sizes = rows.filter(({ quantity }) => quantity === "size ratio");
  // 4000 observations and p passes are as many steps as 1000 and 4p
  const sid = sizes.filter(({ against }) => against === "logistic");
  assertEquals(sid.map(({ steps }) => steps), [40000, 80000, 160000]);
  for (const { value, low, high } of sid as Record<string, number>[]) {
    assertAlmostEquals(value, 0.3 / 0.25, 1e-9);
    // The errors of either problem vary, and independently of each other's
    assertInterval(low, value, high, Math.SQRT2 * spread);
  }
  const [all, ...more] = sizes.filter(({ against }) => against === "all");
  assertEquals(more, []);
  assertAlmostEquals(Number(all.value), 0.3 / 0.25, 1e-9);
  const later = find("overtaken ratio", "logistic-large");
  const [large, small] = ["logistic-large", "logistic"].map((of) => find("overtaken", of).value!);
  assertAlmostEquals(later.value!, large / small, 1e-12);
  assert(later.low! < later.value! && later.value! < later.high!);
});

Deno.test("the claims on SID and AID", async () => {
  const row = (quantity: string, problem: string, against: string, steps: number | null) => ({
    quantity,
    problem,
    estimator: "sid-decreasing",
    against,
    steps,
    value: 0.2,
    low: 0.1,
    high: 0.3,
  });
  const comparison = table([
    row("ratio", "logistic-large", "aid-fp", 1),
    row("overtaken ratio", "logistic-large", "aid-cg", null),
    { ...row("size ratio", "logistic-large", "all", null), value: 1.1, low: 0.9, high: 1.2 },
    { ...row("size ratio", "logistic-large", "logistic", 20), value: 2, low: 1.5, high: 2.5 },
  ]);
  const ids = ["sid_cheaper_coarse", "sid_crossover", "sid_cost_free_of_n"];
  for (const id of ids) {
    const claims = await askClaim(id, { comparison });
    assertEquals(claims.length, 1);
    assertEquals([claims[0].id, claims[0].verdict], [`stochastic-implicit.${id}`, "holds"]);
  }
  const [fails] = await askClaim("sid_cheaper_coarse", {
    comparison: table([{ ...row("ratio", "logistic-large", "aid-fp", 1), low: 0.6, high: 0.9 }]),
  });
  assertEquals(fails.verdict, "fails");
});

Deno.test("figures/sid_against_batch.sql: errors, and AID where it overtakes", async () => {
  const shown = await ask(await file("figures/sid_against_batch"), { comparison: table(rows) });
  assertEquals(new Set(shown.map(({ kind }) => kind)), new Set(["error", "overtaken"]));
  const [crossing] = shown.filter(({ kind, panel }) =>
    kind === "overtaken" && panel === "logistic"
  );
  assertEquals(crossing.estimator, "aid-cg");
  assert((crossing.x as number) > 0);
});
