import { assertAlmostEquals, assertEquals } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { stochasticImplicit } from "../../../estimators/parametric/stochastic_implicit.ts";
import {
  decodeFixedPointErrors,
  stage as errorsStage,
} from "../../../pipeline/stages/fixed_point_errors.ts";
import { stage } from "../../../pipeline/stages/fixed_point_exact.ts";
import { ridgeMap, weightedRidgeMap } from "../../../pipeline/stages/fixed_point_problems.ts";
import { gradientSensitivity } from "../../../problems/parametric/gradient_sensitivity.ts";

const RANDOM = ["tests", "fixed-point exact"];
const OPTIONS = { data: { n: 30, validation: 20, p: 3 } };

interface ExactRow {
  readonly problem: string;
  readonly quantity: string;
  readonly setting: string;
  readonly coordinate: number;
  readonly value: number;
}

async function exactOf(slot: unknown, batch: number): Promise<ExactRow[]> {
  const run = stage({ problem: slot as never });
  const { rows } = await run({ name: "p", problem: OPTIONS, batch }, {}, RANDOM);
  return JSON.parse(new TextDecoder().decode(rows));
}

const value = (rows: readonly ExactRow[], quantity: string, setting = ""): number =>
  rows.find((row) => row.quantity === quantity && row.setting === setting)!.value;

Deno.test("the exact values are those of the problem at its start, by name", async () => {
  const rows = await exactOf(ridgeMap, 10);
  const problem = ridgeMap(OPTIONS, Stream.of(...RANDOM, "problem"));
  const { x } = problem.start;
  assertEquals(value(rows, "contraction"), problem.contraction(x));
  const { lower, adjoint } = gradientSensitivity(problem, x);
  assertEquals(value(rows, "lower_sensitivity", "greatest"), lower.greatest);
  assertEquals(value(rows, "lower_sensitivity", "least"), lower.least);
  assertEquals(value(rows, "adjoint_sensitivity", "greatest"), adjoint.greatest);
  assertEquals(value(rows, "adjoint_sensitivity", "least"), adjoint.least);
  assertEquals(value(rows, "cross_variance", "b=10"), 0);
  assertAlmostEquals(value(rows, "untransposed_error"), 0, 1e-12);
  assertEquals(new Set(rows.map(({ problem }) => problem)), new Set(["p"]));
});

Deno.test("the variance of the cross term is what accurate solvers leave of the error", async () => {
  const batch = 5;
  const predicted = value(await exactOf(weightedRidgeMap, batch), "cross_variance", `b=${batch}`);
  const run = errorsStage({
    problem: weightedRidgeMap as never,
    estimator: stochasticImplicit as never,
  });
  const steps = { rule: "constant", size: 0.2 };
  const anchors = { anchorPeriod: 5, adjointAnchorPeriod: 5 };
  const options = { t: 100, k: 100, J: 1, batch, steps, ...anchors };
  const { errors } = await run(
    {
      labels: { problem: "p", estimator: "anchored", setting: "", first: 0 },
      count: 400,
      problem: OPTIONS,
      efforts: [{ t: 100, k: 100, J: 1, options }],
      sameData: true,
      adjointTruth: false,
    },
    {},
    RANDOM,
  );
  const squares = decodeFixedPointErrors(errors!).columns.squared_error!;
  const mean = squares.reduce((a, b) => a + b) / squares.length;
  const spread = squares.reduce((sum, v) => sum + (v - mean) * (v - mean), 0) /
    (squares.length - 1);
  assertAlmostEquals(mean, predicted, 4 * Math.sqrt(spread / squares.length));
});
