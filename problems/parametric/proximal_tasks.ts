/**
 * Meta-learning with a proximal term: the outer variable is the point that the fits of several tasks
 * start from and are pulled to.
 *
 * With y = (φ_1, …, φ_m), one vector of coefficients a task,
 *
 *     g(x, y) = (1/m) Σ_i [(1/s) Σ_k ½ (a_ik'φ_i − b_ik)² + ½ ρ ‖φ_i − x‖²],
 *     f(y) = (1/m) Σ_i (1/q) Σ_k ½ (ã_ik'φ_i − b̃_ik)²
 *
 * over s support and q query points of each task (A. Rajeswaran, C. Finn, S. Kakade, S. Levine,
 * "Meta-learning with implicit gradients", NeurIPS 2019, where ρ is λ). The gradient is
 * ∇F(x) = (1/m) Σ_i ρ (H_i + ρI)⁻¹ ∇L_i(φ_i), H_i the Hessian of a task's support loss and L_i its query
 * loss: where the H_i differ it is no multiple of the first-order Σ_i ∇L_i(φ_i).
 *
 * @module
 */

import { zeros } from "../../numerics/arrays.ts";
import { norm } from "../../numerics/vectors.ts";
import { normals, type RandomSource } from "../random_source.ts";
import type { LowerLevel, OuterLevel, ParametricProblem } from "./contract.ts";
import { type EmpiricalLoss, empiricalLoss } from "./empirical_loss.ts";
import { exactSolution } from "./exact_solution.ts";
import { denseHessian } from "./hessian_systems.ts";
import { drawnData, type LabelledData } from "./labelled_data.ts";
import { squareLoss } from "./margin_losses.ts";
import { requireBetween, requireLength, requireWhole } from "../../numerics/require.ts";

/** A task: what it is fitted to, and what the fit is judged by. */
export interface FitTask {
  /** s points. */
  readonly support: LabelledData;
  /** q points. */
  readonly query: LabelledData;
}

/** Settings of `proximalTasks`. */
export interface ProximalTasksOptions {
  /** ρ > 0; 0.5 unless said. */
  readonly proximal?: number;
}

/**
 * The problem on given tasks: dx is the number of features, and dy that times the number of tasks, task by
 * task. It starts at 0. An observation of a level is the k-th point of every task together, so that each
 * minibatch fits all tasks.
 *
 * @throws {RangeError} if there is no task, data are malformed, the tasks differ in their sizes, or ρ is
 * not positive.
 */
export function proximalTasks(
  tasks: readonly FitTask[],
  { proximal: rho = 0.5 }: ProximalTasksOptions = {},
): ParametricProblem {
  const name = "proximal-tasks";
  requireWhole(`${name}: the number of tasks`, tasks.length, 1);
  requireBetween(`${name}: proximal`, rho, Number.MIN_VALUE, Number.MAX_VALUE);
  const support = lossesOf(`${name}: support`, tasks.map((task) => task.support));
  const query = lossesOf(`${name}: query`, tasks.map((task) => task.query));
  const p = tasks[0].support.p;
  if (tasks[0].query.p !== p) {
    throw new RangeError(`${name}: queries have ${tasks[0].query.p} features: give ${p}`);
  }
  const m = tasks.length;
  const y = new Float64Array(m * p);
  const lower = lowerLevel(support, p, rho);
  const outer = outerLevel(query, p);
  return {
    name,
    dx: p,
    dy: m * p,
    start: { x: zeros(p), y },
    lower,
    outer,
    lowerSum: {
      size: support[0].n,
      batch: (rows) => lowerLevel(support.map((loss) => loss.batch(rows.slice())), p, rho),
    },
    outerSum: {
      size: query[0].n,
      batch: (rows) => outerLevel(query.map((loss) => loss.batch(rows.slice())), p),
    },
    curvature(x) {
      requireLength("x", x, p);
      const spectra = support.map((loss) => loss.curvature());
      return {
        mu: (Math.min(...spectra.map(({ least }) => least)) + rho) / m,
        L: (Math.max(...spectra.map(({ greatest }) => greatest)) + rho) / m,
      };
    },
    ...exactSolution(lower, outer, y),
  };
}

function lossesOf(name: string, data: readonly LabelledData[]): EmpiricalLoss[] {
  const [{ n, p }] = data;
  return data.map((of, i) => {
    if (of.n !== n || of.p !== p) {
      throw new RangeError(
        `${name}: task ${i} has ${of.n} points with ${of.p} features: give ${n} with ${p}, as task 0 has`,
      );
    }
    return empiricalLoss(`${name} of task ${i}`, of, squareLoss);
  });
}

/** The means over tasks, whose coefficients are rows of p numbers. */
function lowerLevel(losses: readonly EmpiricalLoss[], p: number, rho: number): LowerLevel {
  const m = losses.length;
  const check = (x: Float64Array, y: Float64Array): void => {
    requireLength("x", x, p);
    requireLength("y", y, m * p);
  };
  return {
    value(x, y) {
      check(x, y);
      let sum = meanLoss(losses, y, p);
      for (let l = 0; l < y.length; l++) {
        const off = y[l] - x[l % p];
        sum += 0.5 * rho / m * off * off;
      }
      return sum;
    },
    gradient(x, y) {
      check(x, y);
      const out = meanGradient(losses, y, p);
      for (let l = 0; l < y.length; l++) out[l] += rho / m * (y[l] - x[l % p]);
      return out;
    },
    gradientX(x, y) {
      check(x, y);
      const out = zeros(p);
      for (let l = 0; l < y.length; l++) out[l % p] += rho / m * (x[l % p] - y[l]);
      return out;
    },
    hessian(x, y) {
      check(x, y);
      const hessians = losses.map((loss, i) => loss.hessian(y.subarray(i * p, (i + 1) * p)));
      return {
        times(vectors, k = 1) {
          requireLength("p", vectors, k * m * p);
          const out = vectors.map((value) => rho / m * value);
          const theirs = zeros(k * p);
          for (let i = 0; i < m; i++) {
            for (let j = 0; j < k; j++) {
              const at = (j * m + i) * p;
              theirs.set(vectors.subarray(at, at + p), j * p);
            }
            const products = hessians[i].times(theirs, k);
            for (let j = 0; j < k; j++) {
              for (let l = 0; l < p; l++) out[(j * m + i) * p + l] += products[j * p + l] / m;
            }
          }
          return out;
        },
        matrix() {
          const n = m * p;
          const out = new Float64Array(n * n);
          hessians.forEach((hessian, i) => {
            const block = denseHessian(hessian, p);
            for (let l = 0; l < p; l++) {
              const diagonal = (i * p + l) * (n + 1);
              for (let j = 0; j < p; j++) out[diagonal - l + j] = block[l * p + j] / m;
              out[diagonal] += rho / m;
            }
          });
          return out;
        },
      };
    },
    cross(x, y, vector) {
      check(x, y);
      requireLength("p", vector, m * p);
      const out = zeros(p);
      for (let l = 0; l < vector.length; l++) out[l % p] -= rho / m * vector[l];
      return out;
    },
  };
}

function outerLevel(losses: readonly EmpiricalLoss[], p: number): OuterLevel {
  return {
    value: (_x, y) => meanLoss(losses, y, p),
    gradientX: () => zeros(p),
    gradientY: (_x, y) => meanGradient(losses, y, p),
  };
}

function meanLoss(losses: readonly EmpiricalLoss[], y: Float64Array, p: number): number {
  requireLength("y", y, losses.length * p);
  let sum = 0;
  losses.forEach((loss, i) => {
    sum += loss.value(y.subarray(i * p, (i + 1) * p)) / losses.length;
  });
  return sum;
}

function meanGradient(losses: readonly EmpiricalLoss[], y: Float64Array, p: number): Float64Array {
  requireLength("y", y, losses.length * p);
  const out = zeros(y.length);
  losses.forEach((loss, i) => {
    const gradient = loss.gradient(y.subarray(i * p, (i + 1) * p));
    for (let l = 0; l < p; l++) out[i * p + l] = gradient[l] / losses.length;
  });
  return out;
}

/** Settings of `taskData`. */
export interface TaskDataOptions {
  /** Number of tasks; 8 unless said. */
  readonly tasks?: number;
  /** Support points of each; 256 unless said. */
  readonly support?: number;
  /** Query points of each; 256 unless said. */
  readonly query?: number;
  /** Features; 6 unless said. */
  readonly p?: number;
  /**
   * How much the scales of the features differ between tasks: each is 10^u, u uniform from −spread to
   * spread; 0.5 unless said.
   */
  readonly spread?: number;
}

/**
 * Simulated linear tasks: β_i = β + a standard normal vector, normal features of scales that differ from
 * task to task, b = a'β_i + a standard normal error; β has the norm 3, in a random direction.
 *
 * @throws {RangeError} if an option is none.
 */
export function taskData(options: TaskDataOptions, random: RandomSource): FitTask[] {
  const { tasks = 8, support = 256, query = 256, p = 6, spread = 0.5 } = options;
  requireWhole("tasks", tasks, 1);
  requireWhole("support", support, 1);
  requireWhole("query", query, 1);
  requireWhole("p", p, 1);
  requireBetween("spread", spread, 0, 10);
  const direction = normals(p, 1, random.split("coefficients"));
  const size = norm(direction);
  return Array.from({ length: tasks }, (_, i) => {
    const source = random.split("task").split(i);
    const own = normals(p, 1, source.split("coefficients"));
    const beta = own.map((value, l) => value + 3 * direction[l] / size);
    const draw = source.split("scales");
    const scales = own.map(() => Math.exp(Math.LN10 * spread * (2 * draw.uniform() - 1)));
    const points = (n: number, random: RandomSource): LabelledData =>
      drawnData(n, p, (features) => {
        let label = 0;
        for (let l = 0; l < p; l++) label += beta[l] * (features[l] = scales[l] * random.normal());
        return label + random.normal();
      });
    return {
      support: points(support, source.split("support")),
      query: points(query, source.split("query")),
    };
  });
}
