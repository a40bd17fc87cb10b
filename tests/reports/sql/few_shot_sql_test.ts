import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { ask, askClaim, bytesOf, file } from "../ask.ts";

const table = (rows: object) => ({ format: "json", bytes: bytesOf(JSON.stringify(rows)) });

/** A training that has ended with some objectives, iteration 0 first. */
const training = (
  estimator: string,
  setting: string,
  replication: number,
  objectives: readonly (number | null)[],
  problem = "p",
) =>
  objectives.map((objective, i) => ({
    problem,
    estimator,
    setting,
    level: Number(setting.replace("step=", "")) + 0.0,
    replication,
    iteration: 10 * i,
    objective,
    test_error: problem === "p" ? null : objective! / 8,
    inner_gradients: 5 * i,
    hessian_vectors: 2 * i,
    outer_gradients: i,
    exact_gradients: 4 * i,
  }));

Deno.test("meta_tuned: the step with the least mean at the end, and never one that has diverged", async () => {
  const traces = table([
    ...training("e", "step=1", 0, [1, 0.1]),
    ...training("e", "step=1", 1, [1, null]),
    ...training("e", "step=0.1", 0, [1, 0.5]),
    ...training("e", "step=0.1", 1, [1, 0.7]),
    ...training("e", "step=0.01", 0, [1, 0.9]),
    ...training("e", "step=0.01", 1, [0.1, 0.9]),
    ...training("f", "step=0.01", 0, [1, 0.3]),
    ...training("f", "step=0.1", 0, [1, 0.4]),
  ]);
  assertEquals(await ask(await file("meta_tuned"), { traces }), [
    { problem: "p", estimator: "e", step: 0.1 },
    { problem: "p", estimator: "f", step: 0.01 },
  ]);
});

/** Two seeds: the second estimator ends at 2 and at 8 times the loss of the first. */
const JUDGED = [
  ...training("first-order", "", 0, [9, 1]),
  ...training("first-order", "", 1, [9, 3]),
  ...training("exact", "", 0, [9, 2]),
  ...training("exact", "", 1, [1, 24]),
];

Deno.test("meta_ratios: geometric means over seeds of the loss at the end, NULL if one diverged", async () => {
  const ratios = async (rows: object) =>
    (await ask(await file("meta_ratios"), { traces: table(rows) })).filter((row) =>
      row.quantity === "objective" && row.against === "first-order" && row.estimator === "exact"
    );
  const [row, ...others] = await ratios(JUDGED);
  assertEquals(others, []);
  const { ratio, low, high, replications } = row!;
  assertEquals(replications, 2);
  assertAlmostEquals(ratio as number, 4, 1e-12);
  // One degree of freedom: the deviation of the logarithms is ln 2, times a great number
  assert((low as number) < 4 / 2 && (high as number) > 4 * 2);
  const diverged = [
    ...JUDGED,
    ...training("exact", "", 2, [9, null]),
    ...training("first-order", "", 2, [9, 3]),
  ];
  assertEquals((await ratios(diverged))[0]!.ratio, null);
});

Deno.test("meta_ratios: errors, too, and over those where the training starts", async () => {
  const rows = await ask(await file("meta_ratios"), {
    traces: table([
      ...training("first-order", "", 0, [8, 1], "q"),
      ...training("exact", "", 0, [8, 2], "q"),
    ]),
  });
  const of = (estimator: string, against: string) =>
    rows.find((row) =>
      row.quantity === "test_error" && row.estimator === estimator && row.against === against
    )!.ratio as number;
  assertAlmostEquals(of("exact", "first-order"), 2, 1e-12);
  assertAlmostEquals(of("exact", "start"), 1 / 4, 1e-12);
  assertAlmostEquals(of("first-order", "start"), 1 / 8, 1e-12);
});

Deno.test("the claims on few-shot learning are on the problem, estimators and quantity that they name", async () => {
  const claims = [
    ["few_shot_works", "turned-digits", "unbiased-0.2", "start", "test_error"],
    ["few_shot_sinusoid_debiased", "sine-waves", "unbiased-0.2", "first-order", "objective"],
    ["few_shot_sinusoid_exact", "sine-waves", "exact", "first-order", "objective"],
    ["few_shot_digits_debiased", "turned-digits", "unbiased-0.2", "first-order", "objective"],
    ["few_shot_digits_exact", "turned-digits", "exact", "first-order", "objective"],
    ["few_shot_adaptive", "sine-waves", "adaptive", "exact", "objective"],
  ] as const;
  const ratios = table(
    ["sine-waves", "turned-digits"].flatMap((problem) =>
      ["objective", "test_error"].flatMap((quantity) =>
        ["adaptive", "exact", "first-order", "unbiased-0.2"].flatMap((estimator) =>
          ["start", "exact", "first-order"].map((against) => {
            const at = claims.findIndex(([, ...of]) =>
              of.join() === [problem, estimator, against, quantity].join()
            );
            return { problem, estimator, against, quantity, ratio: at, low: at - 0.1, high: at };
          })
        )
      )
    ),
  );
  for (const [at, [id]] of claims.entries()) {
    const [row] = await askClaim(id, { ratios });
    assertEquals(Number(row!.value), at, id);
  }
});

Deno.test("the few-shot figure has means with Student's intervals of the mean, at the budget too", async () => {
  const traces = table(
    [1, 2, 3, 6].flatMap((loss, seed) => training("e", "", seed, [9, loss], "q")),
  );
  const tuned = table([{ problem: "q", estimator: "e", step: 0.3 }]);
  const rows = await ask(await file("figures/meta_few_shot"), { traces, tuned });
  assertEquals(rows.map(({ panel, x, value, step }) => [panel, x, value, step]), [
    ["q", 8, 3, 0.3],
    ["q wrong", 8, 0.375, 0.3],
  ]);
  // The variance is 14/3 and the 97.5 % point of Student's distribution with three degrees 3.182
  const half = 3.182 * Math.sqrt(14 / 3 / 4);
  assertAlmostEquals(rows[0]!.high as number, 3 + half, 0.02);
  assertAlmostEquals(rows[0]!.low as number, 3 - half, 0.02);
});

Deno.test("the figure of tuning leaves out steps that lead a seed far away", async () => {
  const traces = table([
    ...training("e", "step=0.1", 0, [9, 1]),
    ...training("e", "step=0.1", 1, [9, 3]),
    ...training("e", "step=1", 0, [9, 2]),
    ...training("e", "step=1", 1, [9, 1e200]),
    ...training("e", "step=3", 0, [9, 2]),
    ...training("e", "step=3", 1, [9, null]),
  ]);
  const rows = await ask(await file("figures/meta_tuning"), { traces });
  assertEquals(rows.map(({ x, value }) => [x, value]), [[0.1, 2], [1, null], [3, null]]);
});
