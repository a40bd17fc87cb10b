import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { implicit } from "../../../estimators/parametric/implicit.ts";
import { stochasticImplicit } from "../../../estimators/parametric/stochastic_implicit.ts";
import { stage as onReplications } from "../../../pipeline/stages/on_replications.ts";
import {
  FIXED_POINT_TYPES,
  fixedPointErrors,
} from "../../../pipeline/measures/fixed_point_errors.ts";
import { weightedRidgeMap } from "../../../pipeline/slots/fixed_point_problems.ts";
import { columnsIn, gathered as collected } from "../tables.ts";

const measured = (measure: unknown) => (slots: object) =>
  onReplications({ ...slots, measure } as Parameters<typeof onReplications>[0]);
const stage = measured(fixedPointErrors);

const RANDOM = ["tests", "fixed-point errors"];
const N = 40;
const PROBLEM = { data: { n: N, validation: 30, p: 3 } };
const BATCH = 4;
const SAMPLED = { batch: BATCH, steps: { rule: "decreasing" } };
const effort = (t: number, k: number, J: number, options: object = SAMPLED) => ({
  t,
  k,
  J,
  options: { t, k, J, ...options },
});

interface Run {
  readonly estimator?: object;
  readonly first?: number;
  readonly count?: number;
  readonly instances?: number;
  readonly adjointTruth?: boolean;
}

async function block(efforts: readonly object[], run: Run = {}) {
  const { estimator = stochasticImplicit, first = 0, count = 1 } = run;
  const { instances = 1, adjointTruth = true } = run;
  const { errors } = await stage({
    problem: weightedRidgeMap as never,
    estimator: estimator as never,
  })(
    {
      labels: { problem: "weighted", estimator: "e", setting: "x", first },
      count,
      problem: PROBLEM,
      efforts: efforts as never,
      instances,
      adjointTruth,
    },
    {},
    RANDOM,
  );
  return errors!;
}

async function columns(efforts: readonly object[], run: Run = {}) {
  return columnsIn(await block(efforts, run)).numbers;
}

const squared = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, l) => sum + (value - b[l]) * (value - b[l]), 0);
const problem = weightedRidgeMap(PROBLEM, Stream.of(...RANDOM, 0, "problem"));

Deno.test("with enough effort and no noise there are no errors", async () => {
  const exact = { steps: { rule: "constant", size: 1 } };
  const found = await columns([effort(2000, 2000, 1, exact)]);
  for (const name of ["squared_error", "squared_lower", "squared_adjoint"]) {
    assert(found[name]![0]! < 1e-24, `${name} ${found[name]![0]}`);
  }
  const truth = problem.exactGradient(problem.start.x);
  assertAlmostEquals(
    found.gradient_norm![0]!,
    Math.sqrt(squared(truth, truth.map(() => 0))),
    1e-12,
  );
});

Deno.test("the errors are those of the estimate from the replication's samples", async () => {
  const { x, y: start } = problem.start;
  const { options } = effort(7, 5, 3);
  const found = await columns([effort(7, 5, 3)], { first: 4 });
  const random = Stream.of(...RANDOM, 4, "samples");
  const { gradient, y, u } = stochasticImplicit(options)(problem, x, { y: start, random });
  const solved = implicit({
    lowerSteps: 0,
    adjoint: { solver: "cg", iterations: 50, tolerance: 1e-15 },
  })(problem, x, { y });
  assertEquals(found.squared_error![0], squared(gradient, problem.exactGradient(x)));
  assertEquals(found.squared_lower![0], squared(y, problem.exactLower(x)));
  // The adjoint's truth is at y_t, not at y*(x).
  assertAlmostEquals(found.squared_adjoint![0]!, squared(u!, solved.u!), 1e-12);
});

Deno.test("samples are counted by their use", async () => {
  const found = await columns([effort(7, 5, 3), effort(0, 0, 1)]);
  assertEquals([...found.phi_samples!], [7 * BATCH, 0]);
  // The first product, with v = 0, is free.
  assertEquals([...found.adjoint_samples!], [4 * BATCH, 0]);
  assertEquals([...found.cross_samples!], [3 * BATCH, BATCH]);
  assertEquals([...found.outer_samples!], [2 * 30, 2 * 30]);
  assert(found.memory!.every((numbers) => numbers > 0));
  const whole = await columns([{ t: 6, k: 4, J: 0, options: AID }], { estimator: implicit });
  assertEquals([whole.phi_samples![0], whole.adjoint_samples![0]], [6 * N, 3 * N]);
  assertEquals(whole.cross_samples![0], N);
  // On the normal equations, products with either Jacobian: one for the right side, then two a step.
  const normal = { lowerSteps: 0, adjoint: { solver: "cg-normal", iterations: 1 } };
  const both = await columns([{ t: 0, k: 1, J: 0, options: normal }], { estimator: implicit });
  assertEquals(both.adjoint_samples![0], 3 * N);
});

const AID = { lowerSteps: 6, adjoint: { solver: "fixed-point", iterations: 4 } };

Deno.test("efforts and estimators see the same samples, replications others", async () => {
  const two = await columns([effort(7, 5, 3), effort(7, 9, 1)], { count: 2 });
  const [first, longer, other] = two.squared_lower!;
  assertEquals(first, longer);
  assertNotEquals(first, other);
  const polyak = { ...SAMPLED, adjointAveraging: "polyak" };
  const another = await columns([effort(7, 2, 1, polyak)]);
  assertEquals(another.squared_lower![0], first);
});

Deno.test("replications have the same data or their own, as told", async () => {
  const shared = await columns([effort(2, 2, 1)], { count: 2 });
  assertEquals(shared.gradient_norm![0], shared.gradient_norm![1]);
  const own = await columns([effort(2, 2, 1)], { count: 2, instances: 100 });
  assertNotEquals(own.gradient_norm![0], own.gradient_norm![1]);
  const later = await columns([effort(2, 2, 1)], { first: 1, instances: 100 });
  for (const name of Object.keys(FIXED_POINT_TYPES)) {
    assertEquals(later[name]![0], own[name]![1], name);
  }
});

Deno.test("blocks of any size give one table, one row an estimate", async () => {
  const efforts = [effort(3, 2, 1), effort(5, 4, 2)];
  const whole = await collected(await block(efforts, { count: 3 }));
  const parts = await Promise.all([2, 0, 1].map((first) => block(efforts, { first })));
  assertEquals(await collected(...parts), whole);
  assertEquals(whole.length, 6);
  const { study, experiment, setting, replication, t, k, j, phi_samples } = whole[5]!;
  assertEquals([study, experiment, setting], ["study", "experiment", "x"]);
  assertEquals([replication, t, k, j].map(Number), [2, 5, 4, 2]);
  assertEquals(Number(phi_samples), 5 * BATCH);
});

Deno.test("errors that are not computed or not finite are NULL", async () => {
  const diverging = { batch: BATCH, steps: { rule: "constant", size: 1e6 } };
  const [row] = await collected(
    await block([effort(200, 1, 1, diverging)], { adjointTruth: false }),
  );
  assertEquals(
    [row!.squared_error, row!.squared_lower, row!.squared_adjoint],
    [null, null, null],
  );
  assertEquals(Number(row!.phi_samples), 200 * BATCH);
});
