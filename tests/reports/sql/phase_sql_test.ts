import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { shareInterval } from "../../../reports/charts/axes.ts";
import { ask, askClaim, bytesOf, file, type Rows } from "../ask.ts";

const json = (rows: readonly object[]) => ({
  format: "json",
  bytes: bytesOf(JSON.stringify(rows)),
});
const mean = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0) / x.length;
const covariance = (x: readonly number[], y: readonly number[]): number =>
  x.reduce((sum, _, i) => sum + (x[i] - mean(x)) * (y[i] - mean(y)), 0) / (x.length - 1);
const sd = (x: readonly number[]): number => Math.sqrt(covariance(x, x));

const R = 30;
const SMOOTHNESS = [0.25, 0.7, 2];
const SIZES = [100, 400];
const TRUTH = 3;
/** Made-up errors by estimator: mean, spread about the oracle's. */
const LEARNED = { orthogonal: [-0.2, 0.1], "plug-in-full": [-0.6, 0.3] } as const;

interface Draw {
  readonly residual: number;
  readonly jacobian: number;
  readonly n: number;
  readonly estimator: string;
  readonly replication: number;
  readonly error: number;
  readonly oracle: number;
}

const random = Stream.of("phase sql");
const draws: Draw[] = SMOOTHNESS.flatMap((residual) =>
  SIZES.flatMap((n) =>
    SMOOTHNESS.flatMap((jacobian) =>
      Array.from({ length: R }, (_, replication) => {
        const oracle = 0.4 * random.normal();
        const rough = 1 / (residual + jacobian);
        const at = { residual, jacobian, n, replication, oracle };
        return [
          { ...at, estimator: "oracle", error: oracle },
          ...Object.entries(LEARNED).map(([estimator, [shift, spread]]) => ({
            ...at,
            estimator,
            error: oracle + shift * rough + spread * random.normal(),
          })),
        ];
      }).flat()
    )
  )
);
const SE = 0.35;
const estimates = json(draws.map(({ residual, jacobian, n, estimator, replication, error }) => ({
  problem: `cos-sobolev-rough-r=${residual}-j=${SMOOTHNESS.join(",")}`,
  experiment: `phase-${residual}`,
  study: "s",
  learner: estimator === "oracle" ? "" : "l",
  setting: "",
  coordinate: SMOOTHNESS.indexOf(jacobian),
  n,
  estimator,
  replication,
  estimate: TRUTH + error,
  truth: TRUTH,
  standard_error: SE,
})));
const differences = json(await ask(await file("phase_differences"), { estimates }));
/** Numbers read from JSON are 64 bits wide and come back as text. */
const asked = async (sql: string): Promise<Rows> =>
  (await ask(sql, { estimates, differences })).map((row) => ({ ...row, n: Number(row.n) }));
const covered = (draw: Draw): number => Math.abs(draw.error) <= 1.959963984540054 * SE ? 1 : 0;
const select = (conditions: Partial<Draw>): Draw[] =>
  draws.filter((draw) =>
    Object.entries(conditions).every(([key, value]) => draw[key as keyof Draw] === value)
  );
/** Differences to the oracle in units of its spread. */
const standardised = (residual: number, jacobian: number, n: number, estimator: string) => {
  const spread = sd(select({ residual, jacobian, n, estimator: "oracle" }).map((d) => d.error));
  return select({ residual, jacobian, n, estimator }).map((d) => (d.error - d.oracle) / spread);
};

/** That of Agresti and Coull where all are alike. */
function shareError(x: readonly number[]): number {
  if (sd(x) > 0) return sd(x) / Math.sqrt(x.length);
  const share = (mean(x) * x.length + 2) / (x.length + 4);
  return Math.sqrt(share * (1 - share) / (x.length + 4));
}

Deno.test("phase_cells.sql: coverage, bias and ratio of biases against plain arithmetic", async () => {
  const rows = await asked(await file("phase_cells"));
  assertEquals(rows.length, 9 * SIZES.length * 2);
  for (const row of rows) {
    const { residual, jacobian, n, estimator } = row as unknown as Draw;
    const own = select({ residual, jacobian, n, estimator });
    assertEquals(own.length, R);
    assertAlmostEquals(row.coverage as number, mean(own.map(covered)), 1e-12);
    assertAlmostEquals(row.mc_error as number, shareError(own.map(covered)), 1e-12);
    const a = standardised(residual, jacobian, n, estimator);
    assertAlmostEquals(row.bias as number, mean(a), 1e-12);
    assertAlmostEquals(row.bias_error as number, sd(a) / Math.sqrt(R), 1e-12);
    if (estimator !== "orthogonal") {
      assertEquals([row.ratio, row.ratio_error], [null, null]);
      continue;
    }
    const b = standardised(residual, jacobian, n, "plug-in-full");
    const ratio = mean(a) / mean(b);
    assertAlmostEquals(row.ratio as number, ratio, 1e-12);
    const residuals = a.map((value, i) => value - ratio * b[i]);
    const error = sd(residuals) / Math.sqrt(R) / Math.abs(mean(b));
    assertAlmostEquals(row.ratio_error as number, error, 1e-9);
  }
});

Deno.test("smoothness_region: the two boundaries", async () => {
  const pairs = [[0.25, 2], [0.25, 0.7], [0.25, 0.25], [0.5, 0.5], [0.51, 0.5], [0.15, 1.2]];
  const rows = await ask(
    `SELECT ${pairs.map(([a, b], i) => `smoothness_region(${a}, ${b}) AS r${i}`).join(", ")}`,
    {},
  );
  assertEquals(Object.values(rows[0]), [
    "inside",
    "one-rough",
    "both-rough",
    "both-rough",
    "inside",
    "one-rough",
  ]);
});

const inRegion: Record<string, [number, number][]> = {
  inside: [[0.25, 2], [2, 0.25], [0.7, 0.7], [0.7, 2], [2, 0.7], [2, 2]],
  "one-rough": [[0.25, 0.7], [0.7, 0.25]],
  "both-rough": [[0.25, 0.25]],
};
const regions = await asked(await file("phase_regions"));

Deno.test("phase_regions.sql: means over cells, errors from replications of a residual", () => {
  assertEquals(regions.length, 3 * SIZES.length * 2);
  for (const row of regions) {
    const { n, estimator } = row as unknown as Draw;
    const cells = inRegion[row.region as string];
    assertEquals(row.cells, cells.length);
    let [coverage, coverageVariance, bias, biasVariance] = [0, 0, 0, 0];
    for (const residual of SMOOTHNESS) {
      const own = cells.filter(([a]) => a === residual).map(([, b]) => b);
      if (own.length === 0) continue;
      const total = (values: (b: number) => number[]) =>
        own.map(values).reduce((sum, one) => sum.map((value, i) => value + one[i]));
      const c = total((jacobian) => select({ residual, jacobian, n, estimator }).map(covered));
      const z = total((jacobian) => standardised(residual, jacobian, n, estimator));
      coverage += mean(c) / cells.length;
      bias += mean(z) / cells.length;
      coverageVariance += covariance(c, c) / R;
      biasVariance += covariance(z, z) / R;
    }
    assertAlmostEquals(row.coverage as number, coverage, 1e-12);
    assertAlmostEquals(row.bias as number, bias, 1e-12);
    assertAlmostEquals(
      row.coverage_error as number,
      Math.sqrt(coverageVariance) / cells.length,
      1e-12,
    );
    assertAlmostEquals(row.bias_error as number, Math.sqrt(biasVariance) / cells.length, 1e-12);
  }
});

const claim = async (id: string, tables: Parameters<typeof ask>[1]): Promise<Rows[number]> => {
  const rows = await askClaim(id, tables);
  assertEquals([rows.length, rows[0].id], [1, `semiparametric.${id}`]);
  return rows[0];
};

Deno.test("claims of the phase diagram take the largest size of their region", async () => {
  const tables = { regions: json(regions) };
  const row = (region: string, n: number) =>
    regions.find((r) => r.region === region && r.n === n && r.estimator === "orthogonal")!;
  for (
    const [id, region] of [
      ["phase_inside", "inside"],
      ["phase_both_rough", "both-rough"],
      ["phase_one_rough", "one-rough"],
    ]
  ) {
    const { value, low } = await claim(id, tables);
    assertEquals(value, row(region, 400).coverage);
    const { coverage, coverage_error } = row(region, 400);
    const expected = shareInterval(coverage as number, coverage_error as number);
    assertAlmostEquals(low as number, expected.low!, 1e-12);
  }
  const [first, last] = SIZES.map((n) => row("both-rough", n));
  const { value, high } = await claim("phase_bias", tables);
  const ratio = (last.bias as number) / (first.bias as number);
  const relative = [first, last].map((r) => (r.bias_error as number) / (r.bias as number));
  assertAlmostEquals(value as number, ratio, 1e-12);
  assertAlmostEquals(
    ((high as number) - ratio) / 1.959963984540054,
    Math.abs(ratio) * Math.sqrt(relative[0] * relative[0] + relative[1] * relative[1]),
    1e-12,
  );
});

Deno.test("excess_bias.sql: the mean difference from the oracle, without its noise", async () => {
  const rows = await asked(
    `CREATE VIEW few AS FROM estimates WHERE problem LIKE '%-r=0.7-%';\n` +
      (await file("excess_bias")).replaceAll("estimates", "few"),
  );
  assertEquals(rows.length, SIZES.length * 2);
  for (const row of rows) {
    const { n, estimator } = row as unknown as Draw;
    const of = (jacobian: number) =>
      select({ residual: 0.7, jacobian, n, estimator }).map((d) => d.error - d.oracle);
    const means = SMOOTHNESS.map((jacobian) => mean(of(jacobian)));
    const bias = Math.sqrt(means.reduce((sum, value) => sum + value * value, 0));
    assertAlmostEquals(row.value as number, bias, 1e-12);
    const along = Array.from(
      { length: R },
      (_, r) => SMOOTHNESS.reduce((sum, j, k) => sum + of(j)[r] * means[k] / bias, 0),
    );
    assertAlmostEquals(row.mc_error as number, sd(along) / Math.sqrt(R), 1e-12);
    assert((row.mc_error as number) < 0.4 / Math.sqrt(R));
  }
});

/** Made-up estimates of one learner or two designs: by label, errors of every replication. */
function labelled(errors: Record<string, number[]>) {
  return json(
    Object.entries(errors).flatMap(([label, all]) => {
      const [estimator, learner, setting, n] = label.split("|");
      return all.map((error, replication) => ({
        problem: "toy",
        estimator,
        learner,
        setting,
        n: Number(n),
        replication,
        coordinate: 0,
        estimate: TRUTH + error,
        truth: TRUTH,
        standard_error: SE,
      }));
    }),
  );
}
const noise = (mean: number, spread: number) =>
  Array.from({ length: R }, () => mean + spread * random.normal());

Deno.test("the ratio of errors is paired, of its learner and averaged over sizes", async () => {
  const base = [noise(0, 0.3), noise(0, 0.2)];
  const errors = Object.fromEntries(
    ["kernel-ridge", "projection-series"].flatMap((learner, l) =>
      [100, 200].flatMap((n, i) => [
        [`orthogonal|${learner}||${n}`, base[i].map((e) => e + 0.05 * l)],
        [`plug-in|${learner}||${n}`, base[i].map((e) => e + 0.3 - 0.2 * l)],
        [`plug-in-full|${learner}||${n}`, base[i].map((e) => 5 * e)],
      ])
    ),
  );
  for (
    const [id, learner] of [["sobolev_kernel_ridge", "kernel-ridge"], [
      "sobolev_projection",
      "projection-series",
    ]]
  ) {
    const row = await claim(id, { estimates: labelled(errors) });
    const parts = [100, 200].map((n) => {
      const [a, b] = ["orthogonal", "plug-in"].map((e) =>
        errors[`${e}|${learner}||${n}`].map((x) => x * x)
      );
      const ratio = Math.sqrt(mean(a) / mean(b));
      const log = a.map((value, i) => value / mean(a) - b[i] / mean(b));
      return [ratio, ratio / 2 * sd(log) / Math.sqrt(R)];
    });
    const value = mean(parts.map(([ratio]) => ratio));
    const error = Math.sqrt(parts.reduce((sum, [, e]) => sum + e * e, 0)) / 2;
    assertAlmostEquals(row.value as number, value, 1e-12);
    assertAlmostEquals(((row.high as number) - value) / 1.959963984540054, error, 1e-12);
  }
});

Deno.test("what both ingredients gain is over the better of the others", async () => {
  const errors = {
    "orthogonal|l|folds=2|100": noise(0, 0.3),
    "orthogonal|l|folds=1|100": noise(0.5, 0.3),
    "plug-in|l|folds=2|100": noise(2, 0.3),
    "plug-in|l|folds=1|100": noise(0, 0.01),
    "oracle|||100": noise(0, 0.01),
  };
  const hit = (all: number[]) => all.map((e) => Math.abs(e) <= 1.959963984540054 * SE ? 1 : 0);
  const [both, one] = [
    hit(errors["orthogonal|l|folds=2|100"]),
    hit(errors["orthogonal|l|folds=1|100"]),
  ];
  const gain = both.map((value, i) => value - one[i]);
  const row = await claim("both_ingredients", { estimates: labelled(errors) });
  assertAlmostEquals(row.value as number, mean(gain), 1e-12);
  assertAlmostEquals(
    ((row.high as number) - mean(gain)) / 1.959963984540054,
    sd(gain) / Math.sqrt(R),
    1e-12,
  );
});

Deno.test("the claims of double robustness look at every wrong function", async () => {
  const row = (quantity: string, setting: string, value: number, coordinate = 0) => ({
    problem: "toy",
    quantity,
    method: quantity.replace("bias of ", ""),
    variant: setting.split(/[=,]/)[1],
    setting,
    coordinate,
    value,
  });
  const rows = [
    row("bias of orthogonal", "wrong=both,learned", -2),
    row("product of errors", "wrong=both,learned", -2 + 3e-12),
    row("bias of orthogonal", "wrong=residual,error=1", -4e-13, 1),
    row("product of errors", "wrong=residual,error=1", 0, 1),
    row("bias of full", "wrong=residual,error=1", 7, 1),
  ];
  const identity = await claim("double_robustness_identity", { exact: json(rows) });
  assertAlmostEquals(identity.value as number, 3e-12, 1e-15);
  assertEquals(identity.verdict, "holds");
  const either = await claim("double_robustness_either", { exact: json(rows) });
  assertEquals([either.value, either.verdict], [4e-13, "holds"]);
  const off = [...rows, row("bias of orthogonal", "wrong=jacobian,learned", 1e-9)];
  assertEquals((await claim("double_robustness_either", { exact: json(off) })).verdict, "fails");
});
