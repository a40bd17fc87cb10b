import { assertAlmostEquals, assertEquals } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { stochasticImplicit } from "../../../estimators/parametric/stochastic_implicit.ts";
import { stage as onReplications } from "../../../pipeline/stages/on_replications.ts";
import { fixedPointErrors } from "../../../pipeline/measures/fixed_point_errors.ts";
import type { ExactValue } from "../../../pipeline/measures/exact_values.ts";
import { fixedPointValues } from "../../../pipeline/measures/fixed_point_values.ts";
import { ridgeMap, weightedRidgeMap } from "../../../pipeline/slots/fixed_point_problems.ts";
import { columnsIn } from "../tables.ts";
import { gradientSensitivity } from "../../../problems/parametric/gradient_sensitivity.ts";

const measured = (measure: unknown) => (slots: object) =>
  onReplications({ ...slots, measure } as Parameters<typeof onReplications>[0]);
const errorsStage = measured(fixedPointErrors);

const RANDOM = ["tests", "fixed-point exact"];
const OPTIONS = { data: { n: 30, validation: 20, p: 3 } };

const exactOf = (slot: unknown, batch: number): ExactValue[] =>
  fixedPointValues(
    { problem: OPTIONS, batch, instances: 1, parts: ["cross", "sensitivity", "map"] },
    { problem: slot as never },
    RANDOM,
  );

const value = (rows: readonly ExactValue[], quantity: string, setting?: string): number =>
  rows.find((row) => row.quantity === quantity && row.setting === setting)!.value;

Deno.test("the exact values are those of the problem at its start, by name", () => {
  const rows = exactOf(ridgeMap, 10);
  const problem = ridgeMap(OPTIONS, Stream.of(...RANDOM, 0, "problem"));
  const { x } = problem.start;
  assertEquals(value(rows, "contraction"), problem.contraction(x));
  const { lower, adjoint } = gradientSensitivity(problem, x);
  assertEquals(value(rows, "lower_sensitivity", "greatest"), lower.greatest);
  assertEquals(value(rows, "lower_sensitivity", "least"), lower.least);
  assertEquals(value(rows, "adjoint_sensitivity", "greatest"), adjoint.greatest);
  assertEquals(value(rows, "adjoint_sensitivity", "least"), adjoint.least);
  assertEquals(value(rows, "cross_variance", "b=10"), 0);
  assertAlmostEquals(value(rows, "untransposed_error"), 0, 1e-12);
});

Deno.test("the variance of the cross term is what accurate solvers leave of the error", async () => {
  const batch = 5;
  const predicted = value(exactOf(weightedRidgeMap, batch), "cross_variance", `b=${batch}`);
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
      instances: 1,
      adjointTruth: false,
    },
    {},
    RANDOM,
  );
  const squares = columnsIn(errors).numbers.squared_error!;
  const mean = squares.reduce((a, b) => a + b) / squares.length;
  const spread = squares.reduce((sum, v) => sum + (v - mean) * (v - mean), 0) /
    (squares.length - 1);
  assertAlmostEquals(mean, predicted, 4 * Math.sqrt(spread / squares.length));
});
