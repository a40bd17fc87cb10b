import { assert, assertEquals } from "@std/assert";
import type { BilevelMethod, BilevelState } from "../../../estimators/parametric/contract.ts";
import { Stream } from "../../../numerics/random.ts";
import type { Hessian, ParametricProblem } from "../../../problems/parametric/contract.ts";
import { logistic, logisticData } from "../../../problems/parametric/logistic.ts";
import { quadratic, type QuadraticProblem } from "../../../problems/parametric/quadratic.ts";
import { linearData } from "../../../problems/parametric/ridge.ts";
import { weightedRidge } from "../../../problems/parametric/weighted_fit.ts";
import type { RandomSource } from "../../../problems/random_source.ts";

/** ‖a − b‖ / ‖b‖, or ‖a‖ if b is 0. */
export function distance(a: Float64Array, b: Float64Array): number {
  assertEquals(a.length, b.length);
  let off = 0;
  let size = 0;
  for (let l = 0; l < a.length; l++) {
    off += (a[l] - b[l]) * (a[l] - b[l]);
    size += b[l] * b[l];
  }
  return Math.sqrt(off / (size === 0 ? 1 : size));
}

/** Asserts that a vector is finite and as near to another as said, relatively. */
export function assertNear(
  a: Float64Array,
  b: Float64Array,
  tolerance: number,
  what = "the vector",
): void {
  const off = distance(a, b);
  assert(off <= tolerance, `${what} is off by ${off}, more than ${tolerance}`);
}

/** n normal numbers named by a path. */
export function normals(n: number, ...path: (string | number)[]): Float64Array {
  return Stream.of("parametric estimators", ...path).fillNormal(new Float64Array(n));
}

/** The quadratic problem of the published check: 20 dimensions, κ = 10. */
export function published(): QuadraticProblem {
  return quadratic({ condition: 10, dy: 20, dx: 7 }, Stream.of("published"));
}

/** γ = 2/(L + μ), with which gradient steps contract the most: q = (κ − 1)/(κ + 1). */
export function bestStep(problem: ParametricProblem, x: Float64Array): number {
  const { mu, L } = problem.curvature(x);
  return 2 / (mu + L);
}

/** A small logistic problem, whose Hessian depends on y. */
export function smallLogistic(): ParametricProblem {
  const data = logisticData(
    { n: 80, validation: 60, p: 5, smallestScale: 0.5 },
    Stream.of("small logistic"),
  );
  return logistic(data);
}

/**
 * A tiny weighted ridge problem, quadratic in y, whose gradients, Hessians and cross products all
 * differ from one observation to the other.
 */
export function tinySum(n = 5, validation = 3): ParametricProblem {
  return weightedRidge(linearData({ n, validation, p: 2 }, Stream.of("tiny")));
}

/** The Hessian that a symmetric matrix is. */
export function matrixHessian(matrix: Float64Array, n: number): Hessian {
  return {
    times(p, k = 1) {
      assertEquals(p.length, k * n);
      const out = new Float64Array(k * n);
      for (let i = 0; i < k; i++) {
        for (let l = 0; l < n; l++) {
          let sum = 0;
          for (let m = 0; m < n; m++) sum += matrix[l * n + m] * p[i * n + m];
          out[i * n + l] = sum;
        }
      }
      return out;
    },
  };
}

/** A random symmetric positive definite matrix: A'A/n + ridge·I. */
export function positiveMatrix(n: number, ridge: number, ...path: (string | number)[]) {
  const a = normals(n * n, "matrix", ...path);
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = i === j ? ridge : 0;
      for (let l = 0; l < n; l++) sum += a[l * n + i] * a[l * n + j] / n;
      out[i * n + j] = sum;
    }
  }
  return out;
}

/** A state after some iterations, each with a source of its own. */
export function iterate<State extends BilevelState>(
  method: BilevelMethod<State>,
  problem: ParametricProblem,
  iterations: number,
  random: RandomSource = Stream.of("iterate"),
  from: State = method.init(problem),
): State {
  let state = from;
  for (let k = 0; k < iterations; k++) state = method.step(problem, state, k, random.split(k));
  return state;
}

/** The least-squares slope of log b on log a. */
export function logSlope(a: readonly number[], b: readonly number[]): number {
  const u = a.map(Math.log);
  const v = b.map(Math.log);
  const mean = (w: readonly number[]): number => w.reduce((s, t) => s + t, 0) / w.length;
  const mu = mean(u);
  const mv = mean(v);
  let cross = 0;
  let square = 0;
  u.forEach((value, i) => {
    cross += (value - mu) * (v[i] - mv);
    square += (value - mu) * (value - mu);
  });
  return cross / square;
}

/**
 * Sources that together draw every combination of first uniform numbers (r + ½)/n, one number for each
 * of the named streams, all equally likely: a mean over the list is an exact expectation for a method
 * that draws one uniform row of n from each of these streams, and nothing else.
 */
export function everyDraw(streams: Readonly<Record<string, number>>): RandomSource[] {
  const names = Object.keys(streams);
  const source = (values: Readonly<Record<string, number>>, path: string): RandomSource => ({
    uniform() {
      if (!(path in values)) throw new Error(`nobody expected a draw from ${path}`);
      return values[path];
    },
    normal() {
      throw new Error("nobody expected a normal number");
    },
    split: (label) => source(values, path === "" ? `${label}` : `${path}/${label}`),
  });
  let all: Record<string, number>[] = [{}];
  for (const name of names) {
    const n = streams[name];
    all = all.flatMap((values) =>
      Array.from({ length: n }, (_, r) => ({ ...values, [name]: (r + 0.5) / n }))
    );
  }
  return all.map((values) => source(values, ""));
}

/** The mean state over the sources. */
export function expected<State extends BilevelState>(
  method: BilevelMethod<State>,
  problem: ParametricProblem,
  state: State,
  sources: readonly RandomSource[],
  k = 0,
): BilevelState {
  const sums = { x: state.x.map(() => 0), y: state.y.map(() => 0), u: state.u.map(() => 0) };
  for (const random of sources) {
    const next = method.step(problem, state, k, random);
    for (const key of ["x", "y", "u"] as const) {
      next[key].forEach((value, l) => sums[key][l] += value / sources.length);
    }
  }
  return sums;
}

/** The names of the streams that the first step of a method draws from, in order of name. */
export function streamsOf<State extends BilevelState>(
  method: BilevelMethod<State>,
  problem: ParametricProblem,
): string[] {
  const reads = new Set<string>();
  const watch = (path: string[], of: RandomSource): RandomSource => ({
    uniform() {
      reads.add(path.join("/"));
      return of.uniform();
    },
    normal: () => of.normal(),
    split: (label) => watch([...path, `${label}`], of.split(label)),
  });
  method.step(problem, method.init(problem), 0, watch([], Stream.of("watched")));
  return [...reads].sort();
}
