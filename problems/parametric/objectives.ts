/**
 * A bilevel problem from its two objectives, written in differentiable arrays: all derivatives follow.
 *
 * @module
 */

import { type Numbers, Tensor } from "../../numerics/differentiable/tensor.ts";
import { type Objective, Trace } from "../../numerics/differentiable/trace.ts";
import { copyOf, copyOfWholes } from "../../numerics/arrays.ts";
import { requireLength, requireRows } from "../../numerics/require.ts";
import type { FiniteSum, LowerLevel, OuterLevel, ParametricProblem } from "./contract.ts";
import { curvatureOf } from "./curvature_of.ts";
import { exactSolution } from "./exact_solution.ts";

/** The observations that an objective is a mean over: its arrays by name, and `index`, the numbers of the rows. */
export type Rows = Readonly<Record<string, Tensor>>;

/** Arrays with a row for each observation. */
export interface RowArrays {
  /** Number of observations. */
  readonly n: number;
  /** n numbers of a vector, n times as many as there are columns of a matrix. */
  readonly arrays: Readonly<Record<string, RowArray>>;
}

/** A vector with a number, or a matrix with a row, for each observation. */
export interface RowArray {
  /** Its numbers, row-major, which are copied. */
  readonly values: Float64Array;
  /** The number of its columns; a vector unless given. */
  readonly columns?: number;
}

/** A mean over rows, plus what does not depend on them. */
export type RowObjective = (x: Tensor, y: Tensor, rows: Rows) => Numbers;

/** A derivative that is given, at plain numbers. */
export type Given = (x: Float64Array, y: Float64Array, rows: Rows) => ArrayLike<number>;
/** One along p, of the length of y. */
export type GivenAlong = (
  x: Float64Array,
  y: Float64Array,
  p: Float64Array,
  rows: Rows,
) => ArrayLike<number>;

/** Derivatives that are given; the others are derived. */
export interface GivenDerivatives {
  /** Those of the lower objective. */
  readonly lower?: {
    readonly gradientY?: Given;
    readonly gradientX?: Given;
    readonly hessianY?: GivenAlong;
    readonly crossX?: GivenAlong;
  };
  /** Those of the outer objective. */
  readonly outer?: { readonly gradientX?: Given; readonly gradientY?: Given };
}

/** What a problem is made of. */
export interface Objectives {
  /** Name used in stage names and tables. */
  readonly name: string;
  /** Where outer loops start. */
  readonly start: { readonly x: Float64Array; readonly y: Float64Array };
  /** g. */
  readonly lower: RowObjective;
  /** f. */
  readonly outer: RowObjective;
  /** The observations of each level, where it is a mean over some. */
  readonly rows?: { readonly lower?: RowArrays; readonly outer?: RowArrays };
  /** Derivatives that are not to be derived. Nobody compares them here; `wrongDerivative` does. */
  readonly given?: GivenDerivatives;
}

/**
 * The problem. Truths are solved for by Newton's method until rounding stops it; `curvature` is that seen near the
 * path, and no bound.
 *
 * @throws {RangeError} if x or y is empty, or an array does not have as many numbers as it should.
 *
 * @example
 * ```ts
 * import { arrays, fromObjectives } from "@bigrad/bigrad";
 *
 * const { exp, mean, mul, square, sub, sum } = arrays;
 * const problem = fromObjectives({
 *   name: "shrunken mean",
 *   start: { x: Float64Array.of(0), y: Float64Array.of(0) },
 *   lower: (x, y, { b }) => arrays.add(mean(square(sub(y, b))), mul(exp(sum(x)), sum(square(y)))),
 *   outer: (_x, y) => square(sub(sum(y), 1)),
 *   rows: { lower: { n: 2, arrays: { b: { values: Float64Array.of(2, 4) } } } },
 * });
 * console.log(problem.exactLower(problem.start.x)[0], problem.exactGradient(problem.start.x)[0]); // 1.5 -0.75
 * ```
 */
export function fromObjectives(of: Objectives): ParametricProblem {
  const { name, start, given = {} } = of;
  const rows = { lower: copied(of.rows?.lower), outer: copied(of.rows?.outer) };
  const [dx, dy] = [start.x.length, start.y.length];
  for (const level of ["x", "y"] as const) {
    if (start[level].length > 0) continue;
    throw new RangeError(`${name}: start.${level} is empty: give it at least one number`);
  }
  const lowerOn = (on: Rows): LowerLevel => lowerLevel(of.lower, given.lower ?? {}, on, dx, dy);
  const outerOn = (on: Rows): OuterLevel => outerLevel(of.outer, given.outer ?? {}, on, dx, dy);
  const lower = lowerOn(tensorsOf(rows.lower));
  const outer = outerOn(tensorsOf(rows.outer));
  return {
    name,
    dx,
    dy,
    start,
    lower,
    outer,
    ...(rows.lower === undefined ? {} : { lowerSum: finiteSum(rows.lower, lowerOn) }),
    ...(rows.outer === undefined ? {} : { outerSum: finiteSum(rows.outer, outerOn) }),
    curvature: curvatureOf(lower, start),
    ...exactSolution(lower, outer, start.y),
  };
}

/** What the caller writes into its arrays later is another problem's. */
function copied(rows: RowArrays | undefined): RowArrays | undefined {
  if (rows === undefined) return undefined;
  const arrays: Record<string, RowArray> = {};
  for (const [name, array] of Object.entries(rows.arrays)) {
    arrays[name] = { ...array, values: array.values.slice() };
  }
  return { n: rows.n, arrays };
}

/** The whole of some rows as tensors; none where there are none. */
export function tensorsOf(rows: RowArrays | undefined): Rows {
  if (rows === undefined) return named({});
  const { n, arrays } = rows;
  const all: Record<string, Tensor> = {
    index: new Tensor(Float64Array.from({ length: n }, (_, i) => i), [n]),
  };
  for (const [name, { values, columns }] of Object.entries(arrays)) {
    requireLength(name, values, n * (columns ?? 1));
    all[name] = new Tensor(values, columns === undefined ? [n] : [n, columns]);
  }
  return named(all);
}

function selected({ arrays }: RowArrays, which: Uint32Array): Rows {
  const n = which.length;
  const all: Record<string, Tensor> = { index: new Tensor(Float64Array.from(which), [n]) };
  for (const [name, { values, columns }] of Object.entries(arrays)) {
    const width = columns ?? 1;
    const out = new Float64Array(n * width);
    for (let i = 0, at = 0; i < n; i++) {
      for (let j = which[i] * width; j < (which[i] + 1) * width; j++) out[at++] = values[j];
    }
    all[name] = new Tensor(out, columns === undefined ? [n] : [n, columns]);
  }
  return named(all);
}

/** What is asked for by another name is a mistake, and not undefined. */
function named(rows: Record<string, Tensor>): Rows {
  return new Proxy(rows, {
    get(of, name) {
      if (typeof name !== "string" || Object.hasOwn(of, name)) return of[name as string];
      const all = Object.keys(of);
      throw new RangeError(
        `rows has no "${name}": ${
          all.length === 0 ? "there are none" : `it has ${all.join(", ")}`
        }`,
      );
    },
  });
}

/** So many minibatches are remembered: methods go through the same ones again and again. */
const REMEMBERED = 64;

function finiteSum<Level>(rows: RowArrays, levelOn: (on: Rows) => Level): FiniteSum<Level> {
  const known = new Map<Uint32Array, { readonly own: Uint32Array; readonly level: Level }>();
  return {
    size: rows.n,
    batch(which) {
      const one = known.get(which);
      if (one !== undefined && which.every((row, i) => row === one.own[i])) return one.level;
      requireRows(which, rows.n);
      const level = levelOn(selected(rows, which));
      if (known.size < REMEMBERED) known.set(which, { own: copyOfWholes(which), level });
      return level;
    },
  };
}

const plain = (of: ArrayLike<number>): Float64Array => Float64Array.from(of);

function tracer(objective: RowObjective, rows: Rows, dx: number, dy: number) {
  const of: Objective = (x, y) => objective(x, y, rows);
  return (x: Float64Array, y: Float64Array, inX: boolean, inY: boolean): Trace => {
    requireLength("x", x, dx);
    requireLength("y", y, dy);
    // Values may be asked for after the caller has changed its arrays
    const at = [{ value: copyOf(x), active: inX }, { value: copyOf(y), active: inY }];
    return new Trace(of, at);
  };
}

function lowerLevel(
  objective: RowObjective,
  { gradientY, gradientX, hessianY, crossX }: NonNullable<GivenDerivatives["lower"]>,
  rows: Rows,
  dx: number,
  dy: number,
): LowerLevel {
  const trace = tracer(objective, rows, dx, dy);
  return {
    value: (x, y) => trace(x, y, false, false).value,
    gradient: (x, y) =>
      gradientY === undefined ? trace(x, y, false, true).gradient(1) : plain(gradientY(x, y, rows)),
    gradientX: (x, y) =>
      gradientX === undefined ? trace(x, y, true, false).gradient(0) : plain(gradientX(x, y, rows)),
    hessian(x, y) {
      const record = hessianY === undefined ? trace(x, y, false, true) : undefined;
      const times = (p: Float64Array): Float64Array =>
        record?.along([undefined, p])[1] ?? plain(hessianY!(x, y, p, rows));
      return {
        times(p, k = 1) {
          requireLength("p", p, k * dy);
          if (k === 1) return times(p);
          const out = new Float64Array(k * dy);
          for (let i = 0; i < k; i++) out.set(times(p.slice(i * dy, (i + 1) * dy)), i * dy);
          return out;
        },
      };
    },
    cross: (x, y, p) =>
      crossX === undefined
        ? trace(x, y, true, true).along([undefined, p])[0]
        : plain(crossX(x, y, p, rows)),
  };
}

function outerLevel(
  objective: RowObjective,
  { gradientX, gradientY }: NonNullable<GivenDerivatives["outer"]>,
  rows: Rows,
  dx: number,
  dy: number,
): OuterLevel {
  const trace = tracer(objective, rows, dx, dy);
  return {
    value: (x, y) => trace(x, y, false, false).value,
    gradientX: (x, y) =>
      gradientX === undefined ? trace(x, y, true, false).gradient(0) : plain(gradientX(x, y, rows)),
    gradientY: (x, y) =>
      gradientY === undefined ? trace(x, y, false, true).gradient(1) : plain(gradientY(x, y, rows)),
  };
}
