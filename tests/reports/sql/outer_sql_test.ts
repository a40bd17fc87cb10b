import { assertAlmostEquals, assertEquals } from "@std/assert";
import { ORACLE_TYPES } from "../../../pipeline/measures/columns.ts";
import { askClaim, askNumbers as ask, bytesOf, file } from "../ask.ts";

const table = (rows: readonly object[]) => ({
  format: "json",
  bytes: bytesOf(JSON.stringify(rows)),
});

const labels = { study: "s", experiment: "e", problem: "p" };

/** Runs whose ‖∇F‖² is c·N^power, in iterations of 100 observations of five kinds. */
function traces(power: number) {
  const zeros = Object.fromEntries(Object.keys(ORACLE_TYPES).map((name) => [name, 0]));
  return [0, 1, 2].flatMap((replication) =>
    [1, 4, 16].map((iteration) => ({
      ...labels,
      estimator: "bsgm-linear",
      setting: "outer-step=150",
      level: 150,
      replication,
      iteration,
      gradient_norm: Math.sqrt((1 + replication) * Math.exp(power * Math.log(100 * iteration))),
      ...zeros,
      // Calls and values are no samples of gradients
      lower_gradients: 7,
      outer_value_samples: 1000,
      lower_gradient_samples: 50 * iteration,
      hessian_vector_samples: 20 * iteration,
      cross_samples: 10 * iteration,
      outer_gradient_x_samples: 10 * iteration,
      outer_gradient_y_samples: 10 * iteration,
    }))
  );
}

Deno.test("the rate of a run is that of ‖∇F‖² in the observations gone through", async () => {
  for (const [power, verdict] of [[-0.6, "holds"], [-0.4, "fails"]] as const) {
    const points = await ask(await file("outer_rate_points"), { traces: table(traces(power)) });
    assertEquals(points.length, 9);
    const [first] = points;
    assertEquals([first!.x, first!.quantity], [100, "squared_gradient"]);
    assertAlmostEquals(first!.value as number, Math.exp(power * Math.log(100)), 1e-12);
    const slopes = await ask(await file("mean_slopes"), { points: table(points) });
    assertAlmostEquals(slopes[0]!.slope as number, power, 1e-9);
    const [claim] = await askClaim("outer_without_warm_start", {
      slopes: table(slopes),
    });
    assertEquals(claim!.verdict, verdict);
    const rows = await ask(await file("figures/outer_rate"), {
      points: table(points),
      slopes: table(slopes),
    });
    assertEquals(rows.map(({ x, replications, tried }) => [x, replications, tried]), [
      [100, 3, 3],
      [400, 3, 3],
      [1600, 3, 3],
    ]);
    assertAlmostEquals(rows[0]!.value as number, 2 * Math.exp(power * Math.log(100)), 1e-12);
  }
});

const ratio = (estimator: string, against: string, value: number, axis = "samples") => ({
  ...labels,
  ...{ axis, quantity: "gap", estimator, against, replications: 10, ratio: value },
  low: value - 0.1,
  high: value + 0.1,
});
const end = (estimator: string, step: number, tuned: boolean, values: readonly (number | null)[]) =>
  values.flatMap((value, replication) =>
    ["gap", "gradient_norm"].map((quantity) => ({
      ...labels,
      ...{ axis: "samples", budget: 100, estimator, step, tuned, replication, quantity, value },
    }))
  );

Deno.test("methods stand over AmIGO, which stands at 1, with their tuned steps", async () => {
  const ratios = table([
    ratio("bsgm", "amigo", 2),
    ratio("bsgm", "amigo", 9, "calls"),
    ratio("amigo", "bsgm", 0.5),
  ]);
  const ends = table([
    ...end("amigo", 50, true, [1, 4]),
    ...end("amigo", 150, false, [9, 9]),
    ...end("bsgm", 150, true, [1, null]),
  ]);
  const rows = await ask(await file("figures/outer_methods"), { ends, ratios });
  const gaps = rows.filter(({ panel }) => panel === "gap");
  assertEquals(
    gaps.map((row) => [row.estimator, row.value, row.step, row.gradient_norm, row.diverged]),
    [["amigo", 1, 50, 2, 0], ["bsgm", 2, 150, 1, 1]],
  );
});

Deno.test("claims on outer loops take the ratio after equally many observations", async () => {
  const ratios = table([
    ratio("bsgm-linear", "amigo", 1.7),
    ratio("bsgm-linear", "bsgm-wv", 1.5),
    ratio("bsgm-wv", "bsgm-linear", 0.6),
    ratio("bsgm-linear", "amigo", 3, "calls"),
  ]);
  for (
    const [id, value] of [["outer_against_amigo", 1.7], ["outer_warm_start_gain", 1.5]] as const
  ) {
    const rows = await askClaim(id, { ratios });
    assertEquals(rows.map((row) => [row.value, row.verdict]), [[value, "fails"]]);
  }
});

Deno.test("poisoned labels: test errors over those with all labels, and levels as lines", async () => {
  const pairs = [[0.2, 0.25], [0.16, 0.2]] as const;
  const metrics = pairs.map(([, value], replication) => ({
    ...{ problem: "mnist", estimator: "level-all", setting: "", replication },
    ...{ metric: "test_error", value },
  }));
  const ends = pairs.flatMap(([value], replication) =>
    [true, false].map((tuned) => ({
      ...{ problem: "mnist", estimator: "bsgm-linear", replication, quantity: "test_error" },
      tuned,
      value: tuned ? value : 9,
    }))
  );
  const [claim] = await askClaim("poisoned_labels_help", {
    ends: table(ends),
    metrics: table(metrics),
  });
  assertAlmostEquals(claim!.value as number, 0.8, 1e-12);
  assertEquals(claim!.verdict, "holds");
  const [lost] = await askClaim("poisoned_labels_help", {
    ends: table([...ends, { ...ends[0], replication: 2, value: null }]),
    metrics: table([...metrics, { ...metrics[0], replication: 2 }]),
  });
  assertEquals([lost!.value, lost!.verdict], [null, "inconclusive"]);
  const curves = table([
    { quantity: "test_error", value: 0.3, low: 0.2, high: 0.4 },
    { quantity: "validation_loss", value: 1, low: 1, high: 1 },
  ].map((row) => ({ problem: "mnist", estimator: "bsgm", x: 10, step: 500, ...row })));
  const rows = await ask(await file("figures/poisoned_curves"), {
    curves,
    metrics: table(metrics),
  });
  assertEquals(rows.map(({ panel, estimator, x, step }) => [panel, estimator, x, step]), [
    ["mnist test_error", "all labels, weight 1", 10, null],
    ["mnist test_error", "bsgm", 10, 500],
  ]);
});
