/**
 * Stage: mean and second moment of an estimate with a coin, at instances of a problem: exactly, by both
 * outcomes with their probabilities, and by tossing it. The truths are differences of losses: they need no
 * gradient of the outer loss, no product with a Hessian, and nothing of the estimator's.
 *
 * @module
 */

import { dot } from "../../numerics/vectors.ts";
import { Stream } from "../../numerics/random.ts";
import { bufferPool, type Buffers } from "../../estimators/parametric/buffers.ts";
import { adapt, startInnerLoop } from "../../estimators/parametric/inner_loop.ts";
import type { MetaEstimator } from "../../estimators/parametric/meta_contract.ts";
import type { InnerTask, TaskFamily } from "../../problems/parametric/task_contract.ts";
import { normals, type RandomSource } from "../../problems/random_source.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { HEADS, TAILS } from "../measures/coin.ts";
import { along, differenceAt0 } from "../measures/difference.ts";
import type { MetaProblemSlot } from "../slots/meta_problems.ts";
import { encodeRows, finite, type Row, type Types } from "../table.ts";
import { made } from "../slots/made.ts";

interface Slots {
  readonly problem: MetaProblemSlot;
  /** Makes the estimator with a given q. */
  readonly estimator: (options: { readonly q: number }) => MetaEstimator;
}

/** The parameters of the stage. */
export type MomentParameters = JsonObject & {
  /** The problem's name in tables. */
  readonly name: string;
  readonly problem: JsonObject;
  /** Probabilities, and their names in tables. */
  readonly estimators: readonly { readonly name: string; readonly q: number }[];
  /** Number of the first instance, each of which is a replication. */
  readonly first: number;
  /** Number of instances. */
  readonly count: number;
  /** Tasks of each whose two outcomes are enumerated. */
  readonly enumerated: number;
  /** Tasks of each that are drawn, with one coin each. */
  readonly draws: number;
};

const MOMENTS: Types = {
  problem: "text",
  estimator: "text",
  q: "double",
  replication: "integer",
  quantity: "text",
  value: "double",
  mc_error: "double",
};

/**
 * Output "rows": problem, estimator, q, replication, quantity, value, mc_error (unknown where nothing is
 * drawn). By enumeration: "mean_error", the greatest error of a coordinate of the mean, relative to the norm
 * of the gradient, over tasks; "moment_error", that of the second moment relative to
 * ‖G‖² + (1/q − 1)‖G − G_FO‖². By draws, along a random direction of the instance: "truth", the derivative
 * of the mean loss of the tasks drawn, and "truth_square", the mean of its square over tasks; "off", by how much the mean of the estimates differs from it; "score",
 * that in standard errors; "moment" and "stated_moment", the mean square of the estimates, and of what
 * theory says.
 */
export function stage({ problem, estimator }: Slots): StageRun<MomentParameters> {
  return ({ name: label, problem: options, estimators, ...of }, _inputs, random) => {
    const rows: Row[] = [];
    for (let r = of.first; r < of.first + of.count; r++) {
      const { family, start: theta } = made(problem, options, Stream.of(...random, r, "problem"));
      const stream = Stream.of(...random, r, "draws");
      const tried = estimators.map(({ q }) => ({ q, estimator: estimator({ q }) }));
      const exact = exactly(tried, theta, of.enumerated, family, stream.split("enumerated"));
      const drawn = byDraws(tried, theta, of.draws, family, stream.split("drawn"));
      estimators.forEach(({ name, q }, e) => {
        for (const [quantity, [value, error]] of Object.entries({ ...exact[e], ...drawn[e] })) {
          const labels = { problem: label, estimator: name, q, replication: r };
          rows.push({ ...labels, quantity, value, mc_error: error });
        }
      });
    }
    return { rows: encodeRows(MOMENTS, rows) };
  };
}

/** The estimator with a given q. */
interface Tried {
  readonly q: number;
  readonly estimator: MetaEstimator;
}

type Found = Record<string, readonly [value: number, error?: number]>;

/** Derivatives along a direction: of the loss, and to first order, as if the loop's end moved as its start. */
function truthsAlong(
  task: InnerTask,
  theta: Float64Array,
  direction: Float64Array,
  buffers: Buffers,
): { readonly exact: number; readonly firstOrder: number } {
  const end = adapt(task, theta, buffers);
  const start = buffers.take(task.dPhi);
  const moved = buffers.take(task.dPhi);
  startInnerLoop(task, theta, start);
  const firstOrder = differenceAt0((t) => {
    const at = along(theta, direction, t);
    startInnerLoop(task, at, moved);
    for (let l = 0; l < moved.length; l++) moved[l] += end[l] - start[l];
    return task.outer.value(at, moved);
  });
  const exact = differenceAt0((t) => {
    const at = along(theta, direction, t);
    const phi = adapt(task, at, buffers);
    const loss = task.outer.value(at, phi);
    buffers.give(phi);
    return loss;
  });
  buffers.give(end, start, moved);
  return { exact, firstOrder };
}

function exactly(
  tried: readonly Tried[],
  theta: Float64Array,
  count: number,
  family: TaskFamily,
  random: RandomSource,
): Found[] {
  const buffers = bufferPool();
  const worst = tried.map(() => ({ mean: 0, moment: 0 }));
  for (let i = 0; i < count; i++) {
    const task = family.sample(random.split(i));
    const truths = theta.reduce<{ exact: number; firstOrder: number }[]>((all, _, l) => {
      const unit = new Float64Array(theta.length);
      unit[l] = 1;
      return [...all, truthsAlong(task, theta, unit, buffers)];
    }, []);
    const exact = Float64Array.from(truths, (truth) => truth.exact);
    const off = Float64Array.from(truths, (truth) => truth.exact - truth.firstOrder);
    const [square, squareOff] = [dot(exact, exact), dot(off, off)];
    tried.forEach(({ q, estimator }, e) => {
      const [one, zero] = [HEADS, TAILS].map((fall) =>
        estimator.estimate(task, theta, estimator.init(), fall, buffers).gradient
      );
      const mean = one.map((value, l) => q * value + (1 - q) * zero[l]);
      const error = Math.max(...mean.map((value, l) => Math.abs(value - exact[l])));
      worst[e].mean = Math.max(worst[e].mean, error / Math.sqrt(square));
      const moment = q * dot(one, one) + (1 - q) * dot(zero, zero);
      const stated = square + (1 / q - 1) * squareOff;
      worst[e].moment = Math.max(worst[e].moment, Math.abs(moment / stated - 1));
      buffers.give(one, zero);
    });
  }
  return tried.map(({ q }, e) => ({
    mean_error: [worst[e].mean],
    ...(q === 0 ? {} : { moment_error: [worst[e].moment] }),
  }));
}

function byDraws(
  tried: readonly Tried[],
  theta: Float64Array,
  count: number,
  family: TaskFamily,
  random: RandomSource,
): Found[] {
  const buffers = bufferPool();
  const direction = normals(theta.length, 1, random.split("direction"));
  const sums = tried.map(() => ({ off: 0, squares: 0, moment: 0, stated: 0 }));
  let truth = 0, truthSquare = 0;
  for (let i = 0; i < count; i++) {
    const source = random.split(i);
    const task = family.sample(source.split("task"));
    const { exact, firstOrder } = truthsAlong(task, theta, direction, buffers);
    truth += exact / count;
    truthSquare += exact * exact / count;
    tried.forEach(({ q, estimator }, e) => {
      // Coins of their own, so that what is found for one q says nothing of another
      const coin = source.split("coins").split(e);
      const { gradient } = estimator.estimate(task, theta, estimator.init(), coin, buffers);
      const estimate = dot(gradient, direction);
      buffers.give(gradient);
      const of = sums[e];
      of.off += (estimate - exact) / count;
      of.squares += (estimate - exact) * (estimate - exact) / count;
      of.moment += estimate * estimate / count;
      of.stated += (exact * exact + (1 / q - 1) * (exact - firstOrder) * (exact - firstOrder)) /
        count;
    });
  }
  return tried.map(({ q }, e) => {
    const { off, squares, moment, stated } = sums[e];
    const error = Math.sqrt((squares - off * off) / (count - 1));
    return {
      truth: [truth],
      truth_square: [truthSquare],
      off: [off, error],
      score: [finite(off / error)],
      ...(q === 0 ? {} : { moment: [moment], stated_moment: [stated] }),
    };
  });
}
