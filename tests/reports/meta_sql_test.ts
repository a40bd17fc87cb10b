import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { ask, bytesOf, file, type Rows } from "./ask.ts";

const table = (rows: object) => ({ format: "json", bytes: bytesOf(JSON.stringify(rows)) });

/** Ends of trainings whose derivative is least at a given q, for each start. */
const ends = (bestAt: readonly number[]) =>
  bestAt.flatMap((best, replication) =>
    [0.1, 0.5, 1].map((q) => ({
      setting: "alpha=0.05",
      estimator: q === 1 ? "exact" : `unbiased-${q}`,
      replication,
      iteration: 7,
      gradient_norm: 1 + Math.abs(q - best),
    }))
  );
const EXACT = ["best_q_half", "best_q_two", "best_q_local", "exact_moment"].map((quantity, i) => ({
  problem: "p",
  quantity,
  setting: "alpha=0.05",
  coordinate: 0,
  value: (i + 1) / 10,
}));

const best = async (bestAt: readonly number[]): Promise<Rows> =>
  await ask(await file("meta_best"), { traces: table(ends(bestAt)), exact: table(EXACT) });

Deno.test("meta_best: the q with the least mean square, and what theory recommends", async () => {
  const rows = await best([0.5, 0.5, 0.5]);
  assertEquals(rows.map(({ alpha, source, q }) => [alpha, source, q]), [
    [0.05, "empirical", 0.5],
    [0.05, "theory, p = 1, at θ*", 0.3],
    [0.05, "theory, p = 2", 0.2],
    [0.05, "theory, p = ½", 0.1],
  ]);
  // All starts agree: no draw of them chooses another.
  const { low, high, starts } = rows[0]!;
  assertEquals([low, high, starts], [0.5, 0.5, 3]);
});

Deno.test("meta_best: starts that do not agree make the interval wide", async () => {
  const [{ low, high }] = await best([0.1, 1, 0.1, 1, 0.1, 1]) as [Rows[number]];
  assert((low as number) <= 0.1 && (high as number) === 1);
});

Deno.test("the verdicts on the two tasks are on the last iterations", async () => {
  const traces = table(
    ["first-order", "unbiased-0.1"].flatMap((estimator) =>
      [0, 1].flatMap((replication) =>
        [[0, 5], [10, estimator === "first-order" ? 0.35 : 0.02]].map(([iteration, value]) => ({
          problem: "two-tasks",
          estimator,
          replication,
          iteration,
          gradient_norm: value! + 0.001 * replication,
        }))
      )
    ),
  );
  for (
    const [id, value] of [["first_order_misled", 0.3505], ["unbiased_converges", 0.0205]] as const
  ) {
    const [row] = await ask(await file(`claims/${id}`), { traces });
    assertAlmostEquals(row!.value as number, value, 1e-12);
    assertEquals(row!.verdict, "holds");
  }
});

Deno.test("meta_tuned: the step with the least mean at the end, and never one that has diverged", async () => {
  const run = (setting: string, replication: number, objectives: readonly (number | null)[]) =>
    objectives.map((objective, i) => ({
      problem: "p",
      estimator: "e",
      setting,
      replication,
      iteration: 10 * i,
      objective,
      test_error: 0,
      inner_gradients: 5 * i,
      hessian_vectors: 2 * i,
      outer_gradients: i,
    }));
  const traces = table([
    ...run("step=1", 0, [1, 0.1]),
    ...run("step=1", 1, [1, null]),
    ...run("step=0.1", 0, [1, 0.5]),
    ...run("step=0.1", 1, [1, 0.7]),
    ...run("step=0.01", 0, [1, 0.9]),
    ...run("step=0.01", 1, [0.1, 0.9]),
  ]);
  const rows = await ask(await file("meta_tuned"), { traces });
  assertEquals(
    rows.map(({ setting, replication, calls, objective, ended }) => [
      ...[setting, Number(replication), calls, objective, ended],
    ]),
    [
      ["step=0.1", 0, 0, 1, false],
      ["step=0.1", 0, 8, 0.5, true],
      ["step=0.1", 1, 0, 1, false],
      ["step=0.1", 1, 8, 0.7, true],
    ] as never,
  );
});
