import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { exactMetaGradient, exactPass } from "../../../estimators/parametric/exact_pass.ts";
import type { MetaEstimator } from "../../../estimators/parametric/meta_contract.ts";
import { reptile } from "../../../estimators/parametric/reptile.ts";
import { unbiasedFirstOrder } from "../../../estimators/parametric/unbiased_first_order.ts";
import { penalisedSinusoid, sinusoidProblem } from "../../../pipeline/slots/few_shot_problems.ts";
import { counterExampleProblem, drawnTasksProblem } from "../../../pipeline/slots/meta_problems.ts";
import { stage } from "../../../pipeline/stages/meta_moments.ts";
import type { InnerTask } from "../../../problems/parametric/task_contract.ts";
import { rowsIn } from "../tables.ts";

type Found = { estimator: string; quantity: string; value: number; mc_error: number }[];

async function moments(
  problem: object,
  options: object,
  estimator: object,
  { first = 0, count = 1, draws = 500 } = {},
): Promise<Found> {
  const { rows } = await stage({ problem, estimator } as never)(
    {
      name: "p",
      problem: options as never,
      estimators: [{ name: "biased", q: 0 }, { name: "unbiased", q: 0.2 }],
      first,
      count,
      enumerated: 3,
      draws,
    },
    {},
    ["tests", "moments"],
  );
  return rowsIn<Found[number]>(rows);
}

const NETWORK = { hidden: [3], shots: 5, queries: 5, steps: 3, stepSize: 0.05, judged: 1 };
const TASKS = { curvature: [0.25, 0.75], gap: [0.75, 1.25], around: 10, radius: 400 };

const find = (rows: Found, estimator: string, quantity: string) =>
  rows.find((row) => row.estimator === estimator && row.quantity === quantity)!;

for (
  const [name, problem, options] of [
    ["two tasks", drawnTasksProblem, TASKS],
    ["sine waves", sinusoidProblem, NETWORK],
    ["learned penalties", penalisedSinusoid, { ...NETWORK, penalties: [-3, 0] }],
  ] as const
) {
  Deno.test(`${name}: the debiased estimate has the mean and the second moment of theory, the first-order one is off`, async () => {
    const rows = await moments(problem, options, unbiasedFirstOrder);
    const of = (estimator: string, quantity: string) => find(rows, estimator, quantity);
    assert(of("unbiased", "mean_error").value < 1e-8);
    assert(of("unbiased", "moment_error").value < 1e-8);
    assert(Math.abs(of("unbiased", "score").value) < 4);
    const ratio = of("unbiased", "moment").value / of("unbiased", "stated_moment").value;
    assertAlmostEquals(ratio, 1, 0.6);
    assert(of("biased", "mean_error").value > 0.01);
    assert(Math.abs(of("biased", "off").value) > 0.01 * Math.abs(of("biased", "truth").value));
  });

  for (
    const [fault, broken] of [
      ["nine tenths of a Hessian product", (task: InnerTask): InnerTask => ({
        ...task,
        inner: {
          ...task.inner,
          hessianVector(theta, phi, v, out) {
            task.inner.hessianVector(theta, phi, v, out);
            for (let l = 0; l < out.length; l++) out[l] *= 0.9;
          },
        },
      })],
      ["no cross product", ({ inner: { cross: _, ...inner }, ...task }: InnerTask): InnerTask => ({
        ...task,
        inner,
      })],
    ] as const
  ) {
    const felt = name === "learned penalties" || fault.startsWith("nine");
    Deno.test(`${name}: an exact gradient with ${fault} is ${felt ? "" : "not "}found out`, async () => {
      const faulty = () => {
        const estimator = unbiasedFirstOrder({ q: 0.2 });
        return {
          ...estimator,
          estimate: (task: InnerTask, ...rest: never[]) =>
            (estimator.estimate as (...of: unknown[]) => object)(broken(task), ...rest),
        };
      };
      const error = find(await moments(problem, options, faulty), "unbiased", "mean_error").value;
      assertEquals(error > 1e-4, felt, `${error}`);
    });
  }
}

Deno.test("a gradient without its dependence on the start is found out", async () => {
  const lost = (): MetaEstimator<null> => ({
    ...exactMetaGradient(),
    estimate(task, theta, state, _random, buffers) {
      const { gradient, firstOrder } = exactPass(task, theta, "stored", buffers);
      buffers.give(firstOrder);
      return { gradient: gradient.fill(0), q: 1, exact: true, state };
    },
  });
  const rows = await moments(sinusoidProblem, NETWORK, lost);
  assert(find(rows, "unbiased", "mean_error").value > 0.1);
  const off = find(rows, "unbiased", "off").value;
  assertAlmostEquals(off, -find(rows, "unbiased", "truth").value, 1e-12);
});

Deno.test("the moments of what is no estimate of the gradient are found to be wrong", async () => {
  const rows = await moments(counterExampleProblem, {}, reptile);
  const worst = rows.filter(({ quantity }) => quantity === "mean_error").map(({ value }) => value);
  assert(Math.min(...worst) > 0.1);
});

Deno.test("instances have numbers, whatever block they are in; how far the mean is off has the size of its error", async () => {
  const options = { count: 60, draws: 100 };
  const rows = await moments(drawnTasksProblem, TASKS, unbiasedFirstOrder, options);
  const scores = rows.filter((row) => row.quantity === "score" && row.estimator === "unbiased");
  assertEquals(scores.length, 60);
  const square = scores.reduce((sum, { value }) => sum + value * value / 60, 0);
  assertAlmostEquals(square, 1, 4 * Math.sqrt(2 / 60) + 0.3);
  const last = await moments(drawnTasksProblem, TASKS, unbiasedFirstOrder, {
    ...options,
    first: 59,
    count: 1,
  });
  assertEquals(last, rows.slice(-last.length));
});
