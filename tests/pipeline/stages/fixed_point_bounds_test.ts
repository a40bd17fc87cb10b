import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import {
  constantStepsBound,
  decreasingStepsBound,
  gradientErrorBound,
  linearSystemNoise,
} from "../../../estimators/parametric/sid_bounds.ts";
import { stochasticImplicit } from "../../../estimators/parametric/stochastic_implicit.ts";
import { run as bounds } from "../../../pipeline/stages/fixed_point_bounds.ts";
import { stage as onReplications } from "../../../pipeline/stages/on_replications.ts";
import { fixedPointErrors } from "../../../pipeline/measures/fixed_point_errors.ts";
import { ridgeMap } from "../../../pipeline/slots/fixed_point_problems.ts";
import { columnsIn, rowsIn } from "../tables.ts";
import { linearData } from "../../../problems/parametric/ridge.ts";
import { ridgeConstants } from "../../../problems/parametric/ridge_constants.ts";

const measured = (measure: unknown) => (slots: object) =>
  onReplications({ ...slots, measure } as Parameters<typeof onReplications>[0]);
const stage = measured(fixedPointErrors);

const RANDOM = ["tests", "fixed-point bounds"];
const DATA = { n: 60, validation: 40, p: 3 };
const BATCH = 10;
const SIZE = 0.05;
const EFFORTS = [{ t: 0, k: 0, J: 1 }, { t: 20, k: 20, J: 1 }, { t: 600, k: 100, J: 2 }];
const RULES = [
  { estimator: "constant", steps: { rule: "constant", size: SIZE }, efforts: EFFORTS },
  {
    estimator: "decreasing",
    steps: { rule: "decreasing", beta: 1, gamma: 6 },
    efforts: EFFORTS,
  },
] as const;

interface BoundRow {
  readonly problem: string;
  readonly estimator: string;
  readonly t: number;
  readonly k: number;
  readonly lower_bound: number;
  readonly adjoint_bound: number;
  readonly error_bound: number;
  readonly lower_exact: number;
  readonly lower_floor: number;
}

async function rowsOf(rules: readonly object[]): Promise<BoundRow[]> {
  const { rows } = await bounds(
    {
      name: "ridge",
      problem: { data: DATA },
      instances: 1,
      lambda: -1,
      batch: BATCH,
      radius: 1,
      rules: rules as never,
    },
    {},
    RANDOM,
  );
  return rowsIn<BoundRow>(rows);
}
const rows = await rowsOf(RULES);
const find = (estimator: string, t: number): BoundRow =>
  rows.find((row) => row.estimator === estimator && row.t === t)!;

const constants = ridgeConstants(
  linearData(DATA, Stream.of(...RANDOM, 0, "problem")),
  new Float64Array(DATA.p).fill(-1),
  { batch: BATCH, radius: 1 },
);
const { q, LE, m1, solution } = constants;
const initial = solution.reduce((sum, value) => sum + value * value, 0);

Deno.test("one row an effort, labelled", () => {
  assertEquals(rows.length, 6);
  assertEquals(rows.map(({ problem }) => problem), new Array(6).fill("ridge"));
  assertEquals(
    rows.slice(0, 3).map(({ t, k }) => [t, k]),
    [[0, 0], [20, 20], [600, 100]],
  );
});

Deno.test("the bounds are those of the constants of this problem", () => {
  const adjoint = {
    q,
    ...linearSystemNoise({ q, m1, LE }),
    initial: (LE / (1 - q)) * (LE / (1 - q)),
  };
  const { lower_bound, adjoint_bound, error_bound } = find("constant", 600);
  const rho = constantStepsBound(600, SIZE, { ...constants, initial });
  const sigma = constantStepsBound(100, SIZE, adjoint);
  const terms = gradientErrorBound(constants, { rho, sigma, J: 2 });
  assertEquals([lower_bound, adjoint_bound], [rho, sigma]);
  assertEquals(error_bound, terms.lower + terms.linearSystem + terms.cross);
  const unit = 2 / (1 - q * q);
  const steps = { beta: unit, gamma: 6 * unit };
  assertEquals(
    [find("decreasing", 600).lower_bound, find("decreasing", 600).adjoint_bound],
    [
      decreasingStepsBound(600, steps, { ...constants, initial }),
      decreasingStepsBound(100, steps, adjoint),
    ],
  );
});

Deno.test("the exact error starts where w does, falls to the floor, and stays below its bound", () => {
  for (const { estimator, t, lower_exact, lower_bound } of rows) {
    if (t === 0) assertAlmostEquals(lower_exact, initial, 1e-12);
    assert(lower_exact <= lower_bound, `${estimator} at ${t}`);
  }
  const { lower_exact, lower_floor } = find("constant", 600);
  assertAlmostEquals(lower_exact / lower_floor, 1, 1e-4);
  assertEquals(find("decreasing", 600).lower_floor, NaN);
});

Deno.test("the exact error is the mean of the measured ones, of the same data", async () => {
  const count = 300;
  const effort = { t: 20, k: 0, J: 1 };
  const { errors } = await stage({
    problem: ridgeMap as never,
    estimator: stochasticImplicit as never,
  })(
    {
      labels: { problem: "ridge", estimator: "e", setting: "", first: 0 },
      count,
      problem: { data: DATA },
      efforts: [{
        ...effort,
        options: { ...effort, batch: BATCH, steps: RULES[1].steps },
      }],
      instances: 1,
      adjointTruth: false,
    },
    {},
    RANDOM,
  );
  const values = columnsIn(errors).numbers.squared_lower!;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const variance = values.reduce((sum, v) => sum + (v - mean) * (v - mean), 0) / (count - 1);
  const error = Math.sqrt(variance / count);
  assertAlmostEquals(mean, find("decreasing", 20).lower_exact, 4 * error);
  assert(error < 0.1 * mean);
});

Deno.test("steps that no bound allows are refused", async () => {
  const long = { ...RULES[0], steps: { rule: "constant", size: 1 } };
  await assertRejects(async () => await rowsOf([long]), RangeError, "the step is 1");
});
