/**
 * Pairs of losses from code for a single observation.
 *
 * ```ts
 * const logistic = (v: number, y: number) => Math.log1p(Math.exp(v)) - y * v;
 * const pair = pointwiseLosses({
 *   p: 2,
 *   columns: ["S", "D", "B"],
 *   inner: (w, v, { S, D }) => (S === 0 ? 1 : Math.exp(w[S - 1])) * logistic(v, D),
 *   outer: (_w, v, { B }) => logistic(v, B),
 * });
 * ```
 *
 * @module
 */

import type { LossDerivatives, LossPair } from "./losses.ts";
import { numericalDerivatives, numericalDerivativesInV } from "./numerical_derivatives.ts";

/** l_in and its derivatives at one observation; what is left out is zero. */
export interface InnerAt {
  /** l_in itself. */
  readonly value: number;
  /** d_v l_in. */
  readonly v: number;
  /** d_vv l_in. */
  readonly vv: number;
  /** d_vvv l_in. */
  readonly vvv?: number;
  /** d_vw l_in, p. */
  readonly vw?: ArrayLike<number>;
  /** d_vvw l_in, p. */
  readonly vvw?: ArrayLike<number>;
}

/** l_out and its derivatives at one observation; what is left out is zero. */
export interface OuterAt {
  /** l_out itself. */
  readonly value: number;
  /** d_v l_out. */
  readonly v: number;
  /** d_vv l_out. */
  readonly vv?: number;
  /** d_w l_out, p. */
  readonly w?: ArrayLike<number>;
  /** d_vw l_out, p. */
  readonly vw?: ArrayLike<number>;
}

/** One observation: a number for each column. */
export type Observation = Readonly<Record<string, number>>;

/**
 * A loss at one observation: its value alone, which is then differentiated numerically, or the value
 * with its derivatives. It must not change w, nor keep w or z, whose contents change.
 */
export type LossAt<Derivatives> = (
  w: Float64Array,
  v: number,
  z: Observation,
) => number | Derivatives;

/** Losses written for one observation. */
export interface PointwiseLosses {
  /** Name used in tables; "pointwise" unless given. */
  readonly name?: string;
  /** Dimension of w. */
  readonly p: number;
  /** The names of the variables in an observation Z, in the order of its columns. */
  readonly columns: readonly string[];
  /** The inner loss. */
  readonly inner: LossAt<InnerAt>;
  /** The outer loss. */
  readonly outer: LossAt<OuterAt>;
}

/**
 * A `LossPair` from losses of one observation. A loss that gives its value alone is differentiated by
 * central differences, which are right to about 1e-8 where v is of order 1 and the loss is smooth.
 *
 * Infinite and NaN numbers are passed on: a step of Newton's method that leads there is shortened.
 *
 * @throws {RangeError} if p is not a positive whole number or there is no column.
 * @throws {TypeError} from `fill`, if a loss gives something else than numbers, or p numbers where
 * there is one for each coordinate of w.
 */
export function pointwiseLosses(losses: PointwiseLosses): LossPair {
  const { name = "pointwise", p, columns, inner, outer } = losses;
  if (!(Number.isInteger(p) && p >= 1)) {
    throw new RangeError(`p is ${p}: give a whole number, at least 1`);
  }
  if (columns.length === 0) throw new RangeError("columns is empty: name at least one variable");
  const zDimension = columns.length;
  /** Hands over each observation in turn, in the same object. */
  const forEach = (z: Float64Array, n: number, visit: (i: number, z: Observation) => void) => {
    const observation = Object.fromEntries(columns.map((column) => [column, 0]));
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < zDimension; k++) observation[columns[k]] = z[i * zDimension + k];
      visit(i, observation);
    }
  };
  return {
    name,
    p,
    zDimension,
    fill(w, v, z, out) {
      const point = w.slice();
      const zeros = new Float64Array(p);
      forEach(z, out.n, (i, observation) => {
        const innerAt = derivativesAt("inner", inner, point, v[i], observation);
        fillInV(out.inner, i, innerAt);
        out.inner.vvv[i] = numberOf("inner.vvv", innerAt.vvv ?? 0);
        setRow("inner.vw", out.inner.vw, i, innerAt.vw ?? zeros, p);
        setRow("inner.vvw", out.inner.vvw, i, innerAt.vvw ?? zeros, p);
        const outerAt = derivativesAt("outer", outer, point, v[i], observation);
        out.outer.value[i] = numberOf("outer.value", outerAt.value);
        out.outer.v[i] = numberOf("outer.v", outerAt.v);
        out.outer.vv[i] = numberOf("outer.vv", outerAt.vv ?? 0);
        setRow("outer.w", out.outer.w, i, outerAt.w ?? zeros, p);
        setRow("outer.vw", out.outer.vw, i, outerAt.vw ?? zeros, p);
      });
    },
    fillInner(w, v, z, out) {
      const point = w.slice();
      forEach(z, out.n, (i, observation) => {
        const valueAt = (w: Float64Array, v: number) => inner(w, v, observation) as number;
        const at = given("inner", inner(point, v[i], observation));
        fillInV(
          out.inner,
          i,
          typeof at === "number" ? numericalDerivativesInV(valueAt, point, v[i]) : at,
        );
      });
    },
  };
}

/** What a loss gives at one observation, differentiated where it is a value alone. */
function derivativesAt<Derivatives extends object>(
  name: string,
  loss: LossAt<Derivatives>,
  w: Float64Array,
  v: number,
  z: Observation,
): Derivatives {
  const at = given(name, loss(w, v, z));
  if (typeof at !== "number") return at;
  const valueAt = (w: Float64Array, v: number) => loss(w, v, z) as number;
  // they hold every derivative that the pair asks for
  return numericalDerivatives(valueAt, w, v) as unknown as Derivatives;
}

/** A number or an object, and nothing else. */
function given<Derivatives>(name: string, value: number | Derivatives): number | Derivatives {
  if (typeof value === "number" || (typeof value === "object" && value !== null)) return value;
  throw new TypeError(
    `${name} gives ${describe(value)}: return a number, or an object with value, v, vv, …`,
  );
}

function fillInV(out: LossDerivatives["inner"], i: number, at: InnerAt): void {
  out.value[i] = numberOf("inner.value", at.value);
  out.v[i] = numberOf("inner.v", at.v);
  out.vv[i] = numberOf("inner.vv", at.vv);
}

function setRow(
  name: string,
  out: Float64Array,
  i: number,
  given: ArrayLike<number>,
  p: number,
): void {
  if (given.length !== p) {
    throw new TypeError(
      `${name} ${
        given.length === undefined ? `is ${describe(given)}` : `has ${given.length} numbers`
      }: ${p} are needed, one for each coordinate of w`,
    );
  }
  for (let k = 0; k < p; k++) out[i * p + k] = numberOf(name, given[k]);
}

function numberOf(name: string, value: unknown): number {
  if (typeof value === "number") return value;
  throw new TypeError(`${name} is ${describe(value)}: give a number`);
}

function describe(value: unknown): string {
  return typeof value === "object" && value !== null
    ? `an object with ${Object.keys(value).join(", ") || "nothing in it"}`
    : typeof value === "function"
    ? "a function"
    : typeof value === "string"
    ? JSON.stringify(value)
    : String(value);
}
