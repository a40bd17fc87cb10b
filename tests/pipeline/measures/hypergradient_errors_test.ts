import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { exact } from "../../../estimators/parametric/exact.ts";
import { implicit } from "../../../estimators/parametric/implicit.ts";
import { nboAtNext } from "../../../estimators/parametric/nbo.ts";
import { stage as onReplications } from "../../../pipeline/stages/on_replications.ts";
import { hypergradientErrors } from "../../../pipeline/measures/hypergradient_errors.ts";
import { simulatedLogistic } from "../../../pipeline/slots/parametric_problems.ts";
import { columnsIn, gathered as collected } from "../tables.ts";

const measured = (measure: unknown) => (slots: object) =>
  onReplications({ ...slots, measure } as Parameters<typeof onReplications>[0]);
const stage = measured(hypergradientErrors);

const RANDOM = ["tests", "hypergradient errors"];
const PROBLEM = { data: { n: 40, validation: 30, p: 4 } };
const DISTANCES = [0.01, 0.1];
const DENSE = { solver: "dense" } as const;
const AT_Y = { lowerSteps: 0, adjoint: DENSE };

async function errors(estimator: object, options: object, first = 0, count = 1) {
  const run = stage({ problem: simulatedLogistic as never, estimator: estimator as never });
  const labels = { problem: "logistic", estimator: "e", setting: "", first };
  const { errors } = await run(
    {
      labels,
      count,
      problem: PROBLEM,
      estimator: options as never,
      distances: DISTANCES,
    },
    {},
    RANDOM,
  );
  return errors!;
}

const norm = (a: Float64Array): number => Math.sqrt(a.reduce((sum, v) => sum + v * v, 0));

Deno.test("the error is that of the estimate at the distance, along the replication's direction", async () => {
  const { numbers: columns } = columnsIn(await errors(implicit, AT_Y, 3));
  const problem = simulatedLogistic(PROBLEM, Stream.of(...RANDOM, 3, "problem"));
  const { x } = problem.start;
  const gradient = problem.exactGradient(x);
  const direction = Stream.of(...RANDOM, 3, "direction").fillNormal(new Float64Array(4));
  DISTANCES.forEach((distance, i) => {
    const y = problem.exactLower(x)
      .map((value, l) => value + distance * direction[l] / norm(direction));
    const estimate = implicit(AT_Y)(problem, x, { y }).gradient;
    const error = norm(estimate.map((value, k) => value - gradient[k]));
    assertAlmostEquals(columns.error![i]!, error, 1e-12);
    assertAlmostEquals(columns.gradient_norm![i]!, norm(gradient), 1e-12);
  });
  // The matrix of the Hessian from four products, then one for each of the two outer gradients.
  assertEquals([...columns.hessian_vectors!], [4, 4]);
  assertEquals([...columns.lower_gradients!], [0, 0]);
});

Deno.test("what is known of systems has columns: NULL where nothing is", async () => {
  const asked: [object, object][] = [
    [implicit, AT_Y],
    [implicit, { lowerSteps: 0, adjoint: { solver: "cg", iterations: 1 } }],
    [() => exact, {}],
  ];
  const [solved, one, none] = await Promise.all(
    asked.map(async ([estimator, options]) =>
      (await collected(await errors(estimator, options)))[1]!
    ),
  );
  const problem = simulatedLogistic(PROBLEM, Stream.of(...RANDOM, 0, "problem"));
  const { x } = problem.start;
  const direction = Stream.of(...RANDOM, 0, "direction").fillNormal(new Float64Array(4));
  const y = problem.exactLower(x).map((v, l) => v + 0.1 * direction[l] / norm(direction));
  const known = implicit(asked[1]![1] as never)(problem, x, { y });
  assertEquals(
    [one!.relative_residual, one!.systems_converged as unknown, one!.smallest_curvature],
    [known.system!.relativeResidual, false, known.system!.smallestCurvature],
  );
  assertEquals(one!.lower_gradient_norm, norm(problem.lower.gradient(x, y)));
  assertEquals([solved!.systems_converged, solved!.hessian_vectors].map(String), ["true", "4"]);
  assert(Number(solved!.relative_residual) < 1e-14);
  for (const name of ["relative_residual", "systems_converged", "smallest_curvature"]) {
    assertEquals(none![name], null);
  }
  assert(Number(none!.lower_gradient_norm) < 1e-14);
});

Deno.test("the exact gradient has no error, and a Newton step leaves less than there was", async () => {
  const none = columnsIn(await errors(() => exact, {})).numbers;
  assert(none.error!.every((error) => error < 1e-12));
  assert(none.hessian_vectors!.every((calls) => calls === 0));
  const before = columnsIn(await errors(implicit, AT_Y)).numbers.error!;
  const after = columnsIn(await errors(nboAtNext, { solver: DENSE })).numbers.error!;
  after.forEach((error, i) => assert(error < 0.2 * before[i]!, `${error} of ${before[i]}`));
  const order = Math.log(after[1]! / after[0]!) / Math.log(10);
  assert(order > 1.9 && order < 2.1, String(order));
});

Deno.test("blocks of any size give one table, in which an infinite error is NULL", async () => {
  const whole = await collected(await errors(implicit, AT_Y, 0, 3));
  const parts = await Promise.all([2, 0, 1].map((first) => errors(implicit, AT_Y, first)));
  assertEquals(await collected(...parts), whole);
  assertEquals(
    whole.map(({ replication, distance }) => [replication, distance]),
    [0, 1, 2].flatMap((r) => DISTANCES.map((distance) => [r, distance])),
  );
  const infinite = () => (...given: Parameters<typeof exact>) => {
    const found = exact(...given);
    return { ...found, gradient: found.gradient.map(() => Infinity) };
  };
  const [row] = await collected(await errors(infinite, {}));
  assertEquals([row!.error, row!.estimator], [null, "e"]);
});
