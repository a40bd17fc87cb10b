/**
 * Pairs of losses from code for a single observation.
 *
 * A loss gives its value with its derivatives, or its value alone. In that case it is called with
 * numbers that carry derivatives, so that it must be written in their arithmetic:
 *
 * ```ts
 * const { exp, log1p } = jetMath;
 * const logistic = (v: Scalar, y: number) => sub(log1p(exp(v)), mul(y, v));
 * const pair = pointwiseLosses({
 *   p: 2,
 *   columns: ["S", "D", "B"],
 *   inner: (w, v, { S, D }) => mul(S === 0 ? 1 : exp(w[S - 1]), logistic(v, D)),
 *   outer: (_w, v, { B }) => logistic(v, B),
 * });
 * ```
 *
 * @module
 */

import { requireWhole } from "../../numerics/require.ts";
import { Jet, type Scalar } from "../../numerics/jet.ts";
import type { LossDerivatives, LossPair } from "./losses.ts";

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
 * A loss at one observation: its value with its derivatives; or at every observation its value alone,
 * in which case v and a coordinate of w may be jets where a number is said here. It must change neither w
 * nor z, which is refused, nor keep them, for their contents change.
 */
export type LossAt<Derivatives> = (
  w: Float64Array,
  v: number,
  z: Observation,
) => Scalar | Derivatives;

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

/** All derivatives of a loss at one observation. */
interface AllAt extends Required<InnerAt> {
  readonly w: ArrayLike<number>;
}

/**
 * A `LossPair` from losses of one observation. A loss that gives its value alone is differentiated
 * exactly, once for each coordinate of w.
 *
 * Infinite and NaN numbers are passed on: a step of Newton's method that leads there is shortened.
 *
 * @throws {RangeError} if p is not a positive whole number or there is no column.
 * @throws {TypeError} from `fill`, if a loss gives something else than numbers, p numbers where
 * there is one for each coordinate of w, uses a jet as a plain number, or reads a variable that is
 * not among the columns.
 *
 * @example
 * ```ts
 * import { jetMath, jets, lossDerivatives, pointwiseLosses } from "@bigrad/bigrad";
 *
 * const pair = pointwiseLosses({
 *   p: 1,
 *   columns: ["D", "B"],
 *   // written in the arithmetic of jets, and so differentiated exactly
 *   inner: (w, v, { D }) => jets.sub(jetMath.exp(v), jets.mul(v, jets.add(D, w[0]))),
 *   // with its derivatives
 *   outer: (_w, v, { B }) => ({ value: (v - B) * (v - B) / 2, v: v - B, vv: 1 }),
 * });
 * const z = Float64Array.of(2, 1);
 * const { inner } = lossDerivatives(pair, Float64Array.of(0.5), Float64Array.of(0), z);
 * console.log(inner.v[0], inner.vv[0], inner.vw[0]); // -1.5 1 -1
 * ```
 */
export function pointwiseLosses(losses: PointwiseLosses): LossPair {
  const { name = "pointwise", p, columns, inner, outer } = losses;
  requireWhole("p", p, 1);
  if (columns.length === 0) throw new RangeError("columns is empty: name at least one variable");
  const zDimension = columns.length;
  /** Hands over each observation in turn, in the same object. */
  const forEach = (z: Float64Array, n: number, visit: (i: number, z: Observation) => void) => {
    const observation = Object.fromEntries(columns.map((column) => [column, 0]));
    Object.setPrototypeOf(observation, others(columns));
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < zDimension; k++) observation[columns[k]] = z[i * zDimension + k];
      visit(i, observation);
      for (let k = 0; k < zDimension; k++) {
        if (Object.is(observation[columns[k]], z[i * zDimension + k])) continue;
        throw new TypeError(
          `a loss changes ${columns[k]} of its observation: copy what it changes`,
        );
      }
    }
  };
  return {
    name,
    p,
    zDimension,
    fill(w, v, z, out) {
      const [innerAt, outerAt] = [derivatives("inner", inner, w), derivatives("outer", outer, w)];
      const zeros = new Float64Array(p);
      forEach(z, out.n, (i, observation) => {
        const own = innerAt(v[i], observation);
        fillInV(out.inner, i, own);
        out.inner.vvv[i] = numberOf("inner.vvv", own.vvv ?? 0);
        setRow("inner.vw", out.inner.vw, i, own.vw ?? zeros, p);
        setRow("inner.vvw", out.inner.vvw, i, own.vvw ?? zeros, p);
        const outer = outerAt(v[i], observation);
        out.outer.value[i] = numberOf("outer.value", outer.value);
        out.outer.v[i] = numberOf("outer.v", outer.v);
        out.outer.vv[i] = numberOf("outer.vv", outer.vv ?? 0);
        setRow("outer.w", out.outer.w, i, outer.w ?? zeros, p);
        setRow("outer.vw", out.outer.vw, i, outer.vw ?? zeros, p);
      });
    },
    fillInner(w, v, z, out) {
      const point = w.slice();
      let alone: boolean | undefined;
      forEach(z, out.n, (i, observation) => {
        alone ??= isScalar(given("inner", inner(point, v[i], observation)));
        const at = given("inner", inner(point, alone ? variable(v[i]) : v[i], observation));
        fillInV(out.inner, i, isScalar(at) ? inV(at) : at);
      });
    },
  };
}

/** What a loss gives at an observation, differentiated where it is a value alone. */
function derivatives<Derivatives extends object>(
  name: string,
  loss: LossAt<Derivatives>,
  w: Float64Array,
): (v: number, z: Observation) => Derivatives {
  // for each coordinate a point at which it alone varies
  const points = Array.from(w, (_, k) => {
    const point: Scalar[] = Array.from(w);
    point[k] = Jet.w(w[k]);
    return Object.freeze(point) as unknown as Float64Array;
  });
  const plain = w.slice();
  let alone: boolean | undefined;
  const atNumbers = (v: number, z: Observation): Scalar | Derivatives => {
    const at = given(name, loss(plain, v, z));
    if (plain.every((value, k) => Object.is(value, w[k]))) return at;
    throw new TypeError(`${name} changes w: copy what it changes`);
  };
  return (v, z) => {
    alone ??= isScalar(atNumbers(v, z));
    if (!alone) return atNumbers(v, z) as Derivatives;
    const jets = points.map((point) => jetOf(given(name, loss(point, variable(v), z))));
    const all: AllAt = {
      ...inV(jets[0]),
      vvv: 6 * jets[0].a3,
      w: jets.map(({ b0 }) => b0),
      vw: jets.map(({ b1 }) => b1),
      vvw: jets.map(({ b2 }) => 2 * b2),
    };
    // every derivative that the pair asks for
    return all as unknown as Derivatives;
  };
}

function inV(at: Scalar): Pick<InnerAt, "value" | "v" | "vv"> {
  const { a0, a1, a2 } = jetOf(at);
  return { value: a0, v: a1, vv: 2 * a2 };
}

/** What an observation inherits: a variable that is not among the columns throws, and is not undefined. */
function others(columns: readonly string[]): object {
  return new Proxy({}, {
    get(target, name) {
      if (typeof name === "symbol" || name in target || name === "toJSON") {
        return Reflect.get(target, name);
      }
      throw new TypeError(
        `it reads "${name}", which is not among its columns (${columns.join(", ")}); name it there`,
      );
    },
  });
}

/** v as a jet, where a number is said. */
function variable(v: number): number {
  return Jet.v(v) as unknown as number;
}

function jetOf(at: unknown): Jet {
  return at instanceof Jet ? at : new Jet(at as number, 0, 0, 0, 0, 0, 0);
}

function isScalar(at: unknown): at is Scalar {
  return typeof at === "number" || at instanceof Jet;
}

/** A number or an object, and nothing else. */
function given<Derivatives>(name: string, value: Scalar | Derivatives): Scalar | Derivatives {
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
