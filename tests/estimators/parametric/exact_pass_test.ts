import { assert, assertEquals, assertThrows } from "@std/assert";
import { bufferPool } from "../../../estimators/parametric/buffers.ts";
import {
  exactMetaGradient,
  exactPass,
  passCosts,
  type Trajectory,
} from "../../../estimators/parametric/exact_pass.ts";
import { firstOrder, firstOrderPass } from "../../../estimators/parametric/first_order.ts";
import { adapt } from "../../../estimators/parametric/inner_loop.ts";
import { reptile } from "../../../estimators/parametric/reptile.ts";
import { countedTask, noCalls } from "../../../problems/parametric/counted.ts";
import { counterExample } from "../../../problems/parametric/counter_example.ts";
import type { InnerTask } from "../../../problems/parametric/task_contract.ts";
import { assertDerivative } from "../../problems/parametric/finite_differences.ts";
import { assertNear, distance } from "./support.ts";
import { coin, generalTask, penaltyTask, smoothFamily, somewhere } from "./task_support.ts";

const WAYS: readonly Trajectory[] = ["stored", "checkpointed", "recomputed"];
const pool = bufferPool();

Deno.test("the exact pass is the derivative of the outer loss after the inner loop", () => {
  for (const task of [generalTask(0), generalTask(7), ...smoothFamily().tasks]) {
    const theta = somewhere(task.dTheta);
    const { gradient } = exactPass(task, theta, "stored", pool);
    gradient.forEach((claimed, k) => {
      const loss = (t: number): Float64Array => {
        const at = theta.with(k, theta[k] + t);
        return Float64Array.of(task.outer.value(at, adapt(task, at, pool)));
      };
      assertDerivative(`coordinate ${k}`, loss, Float64Array.of(claimed));
    });
  }
});

Deno.test("in the quadratic part of the counter-example it is p²(aθ − b), and FO is p(aθ − b)", () => {
  const { tasks, contractions: p, parameters: { curvatures: a, slopes: b } } = counterExample();
  for (const theta of [0, 2.84028, 5.75887, 11]) {
    tasks.forEach((task, i) => {
      const result = exactPass(task, Float64Array.of(theta), "stored", pool);
      const slope = a[i] * theta - b[i];
      assertNear(result.gradient, Float64Array.of(p[i] * p[i] * slope), 1e-12);
      assertNear(result.firstOrder, Float64Array.of(p[i] * slope), 1e-12);
    });
  }
});

Deno.test("the three ways to have the trajectory again agree to the bit", () => {
  for (const steps of [0, 1, 2, 3, 9, 10, 17]) {
    for (
      const task of [generalTask(steps), penaltyTask(steps).task, smoothFamily(steps).tasks[3]]
    ) {
      const theta = somewhere(task.dTheta);
      const [stored, ...others] = WAYS.map((way) => exactPass(task, theta, way, pool));
      for (const other of others) assertEquals(other, stored);
      assertEquals(firstOrderPass(task, theta, pool), stored.firstOrder);
    }
  }
});

Deno.test("calls: r gradients, r Hessian products, and r(r − 1)/2 gradients more if recomputed", () => {
  for (const steps of [0, 1, 2, 5, 10, 30]) {
    const counts = noCalls();
    const task = countedTask(counterExample({ steps, slopes: [0, 10] }).tasks[0], counts);
    const theta = Float64Array.of(1);
    firstOrderPass(task, theta, pool);
    const first = { ...noCalls(), innerGradient: steps, outerGradient: 1 };
    assertEquals(counts, first);
    const checkpoints = steps === 0 ? 0 : Math.ceil(steps / Math.ceil(Math.sqrt(steps)));
    const again = {
      stored: 0,
      checkpointed: steps - checkpoints,
      recomputed: steps * (steps - 1) / 2,
    };
    for (const way of WAYS) {
      Object.assign(counts, noCalls());
      exactPass(task, theta, way, pool);
      assertEquals(
        counts,
        { ...first, innerGradient: steps + again[way], hessianVector: steps },
        `${way}, ${steps} steps`,
      );
      const { certain, random } = passCosts(way, steps);
      assertEquals(certain, steps + 1);
      assertEquals(certain + random, counts.innerGradient + counts.hessianVector + 1);
    }
  }
});

Deno.test("where the start does not depend on θ, the last Hessian product is spared", () => {
  const counts = noCalls();
  const task = countedTask(penaltyTask(8).task, counts);
  exactPass(task, somewhere(2), "stored", pool);
  assertEquals([counts.innerGradient, counts.hessianVector, counts.cross], [8, 7, 8]);
});

/** The most bytes lent at once by a pool of its own during one pass. */
function peak(task: InnerTask, way: Trajectory): number {
  const meter = bufferPool();
  const { gradient, firstOrder } = exactPass(task, somewhere(task.dTheta), way, meter);
  assertEquals(meter.lentBytes, gradient.byteLength + firstOrder.byteLength, "all else is back");
  return meter.peakBytes;
}

Deno.test("peak memory: linear in r if stored, in √r if checkpointed, constant if recomputed", () => {
  const bytes = (way: Trajectory, steps: number): number =>
    peak(counterExample({ steps, slopes: [0, 10], stepSize: 1e-4 }).tasks[1], way);
  // Two results, φ, v and one array of work, each of one number
  for (const steps of [0, 1, 10, 100, 10000]) {
    assertEquals(bytes("stored", steps), 8 * (steps + 5));
  }
  assertEquals(bytes("checkpointed", 10000), 8 * (100 + 99 + 5));
  assertEquals(bytes("checkpointed", 100), 8 * (10 + 9 + 5));
  // The 50 million gradient steps that r = 10 000 takes
  const [short, long] = [10, 10000].map((steps) => bytes("recomputed", steps));
  assert(Math.abs(long / short - 1) <= 0.1, `${short} bytes and ${long} bytes`);
  assertEquals([short, long], [40, 40]);
});

Deno.test("peak memory counts vectors of φ and of θ, in the general case too", () => {
  for (const steps of [9, 16]) {
    const task = generalTask(steps);
    // Two results and one cross product or term of the start in θ
    assertEquals(peak(task, "stored"), 8 * (4 * (steps + 3) + 3 * 3));
    assertEquals(peak(task, "recomputed"), 8 * (4 * 3 + 3 * 3));
  }
});

Deno.test("where θ enters L_in alone the first-order estimate is 0, and the exact one is not", () => {
  const { task, gradient } = penaltyTask(6);
  const theta = Float64Array.of(-0.4, 0.3);
  for (const way of WAYS) {
    const result = exactPass(task, theta, way, pool);
    assertEquals(result.firstOrder, new Float64Array(2));
    assertNear(result.gradient, gradient(theta), 1e-14);
  }
  assertEquals(firstOrderPass(task, theta, pool), new Float64Array(2));
});

Deno.test("without inner curvature, or without steps, the first-order estimate is exact", () => {
  const line = counterExample({ slopes: [0, 3], radius: 1 });
  for (const task of [...line.tasks, ...smoothFamily(0).tasks]) {
    const theta = new Float64Array(task.dTheta).fill(30);
    const { gradient, firstOrder } = exactPass(task, theta, "stored", pool);
    assertEquals(gradient, firstOrder);
  }
  const task = smoothFamily().tasks[2];
  const { gradient, firstOrder } = exactPass(task, somewhere(5), "stored", pool);
  assert(distance(firstOrder, gradient) > 0.1, "and with curvature it is not");
});

Deno.test("the estimators first-order, exact and Reptile give what they are named after", () => {
  const task = smoothFamily().tasks[1];
  const theta = somewhere(5);
  const of = (estimator: ReturnType<typeof reptile>) =>
    estimator.estimate(task, theta, estimator.init(), coin(0.5), pool);
  const passed = exactPass(task, theta, "stored", pool);
  for (const trajectory of WAYS) {
    const { gradient, q, exact } = of(exactMetaGradient({ trajectory }));
    assertEquals([gradient, q, exact], [passed.gradient, 1, true]);
  }
  const first = of(firstOrder());
  assertEquals([first.gradient, first.q, first.exact], [passed.firstOrder, 0, false]);
  const phi = adapt(task, theta, pool);
  assertEquals(of(reptile()).gradient, theta.map((value, l) => value - phi[l]));
});

Deno.test("Reptile costs the inner gradients alone, and wants tasks that start at θ", () => {
  const counts = noCalls();
  const estimator = reptile();
  const from = somewhere(5);
  estimator.estimate(countedTask(smoothFamily().tasks[0], counts), from, null, coin(0), pool);
  assertEquals(counts, { ...noCalls(), innerGradient: 6 });
  assertThrows(
    () => estimator.estimate(generalTask(2), somewhere(3), null, coin(0), pool),
    RangeError,
    "initial point of its own",
  );
});

Deno.test("estimators give back all arrays but the estimate", () => {
  for (
    const estimator of [
      firstOrder(),
      reptile(),
      ...WAYS.map((w) => exactMetaGradient({ trajectory: w })),
    ]
  ) {
    const meter = bufferPool();
    estimator.estimate(smoothFamily(7).tasks[0], somewhere(5), null, coin(0), meter);
    assertEquals(meter.lentBytes, 40);
  }
});

Deno.test("a θ of the wrong length and a trajectory of no kind are refused", () => {
  const task = generalTask(2);
  for (const call of [exactPass, firstOrderPass, adapt] as ((...of: unknown[]) => unknown)[]) {
    const rest = call === exactPass ? ["stored", pool] : [pool];
    assertThrows(
      () => call(task, somewhere(4), ...rest),
      RangeError,
      "theta has 4 numbers: give 3",
    );
  }
  assertThrows(
    () => exactMetaGradient({ trajectory: "none" as Trajectory }),
    RangeError,
    "trajectory",
  );
});
