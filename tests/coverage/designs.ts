/**
 * The designs on which the intervals of `estimate` are judged: what a user's table could look like,
 * with the gradient known.
 *
 * Written down, with their outer points and sizes, before any interval was computed on them. Five are
 * smooth problems of the kinds that the house studies, in one to five dimensions; the other three are
 * hard in one way each: a gradient that is zero and hardly any signal, functions that no additive
 * learner sees, and sixty covariates of which one matters.
 *
 * In all but the last kind a source S weighs the inner loss by e^{wS}, and the inner outcome differs
 * from the outer one by a shift in source 1: with p = P(S = 1 | X), q = e^w p/(1 − p + e^w p) and the
 * means m_0, m_1 of the inner outcome, h_w is the link of m_0 + q (m_1 − m_0), and the outer outcome
 * has the mean m_0.
 *
 * @module
 */

import type { Stream } from "../../numerics/random.ts";

/** One design: a table, losses for it, and the true gradient. */
export interface Design {
  readonly name: string;
  /** What it is like, for the table of results. */
  readonly summary: string;
  readonly covariates: readonly string[];
  /** The columns that the losses read, and the losses as the text of a losses file's fields. */
  readonly columns: readonly string[];
  readonly losses: string;
  readonly at: readonly number[];
  /** n rows: the covariates, then the columns. */
  draw(n: number, random: Stream): Map<string, Float64Array>;
  /** The gradient, one number a coordinate. */
  readonly truth: readonly number[];
}

const W = 0.5;
const TRUTH_POINTS = 400_000;
const sigmoid = (t: number) => 1 / (1 + Math.exp(-t));
const names = (d: number) => Array.from({ length: d }, (_, k) => `x${k + 1}`);
const uniforms = (d: number, random: Stream) =>
  Float64Array.from({ length: d }, () => 2 * random.uniform() - 1);
const normals = (d: number, random: Stream) =>
  Float64Array.from({ length: d }, () => random.normal());

/** The two means of an outcome at x and the probability of source 1. */
interface At {
  readonly p: number;
  /** The index of the outcome in sources 0 and 1: its mean is the link's inverse of it. */
  readonly index: readonly [number, number];
}

/** An outcome with its loss. */
interface Family {
  readonly inner: string;
  readonly outer: string;
  mean(index: number): number;
  draw(index: number, random: Stream): number;
  /** F'(w) at x: (E[d_v l_out]) dh/dw. */
  gradient(mu: number, m0: number, slope: number): number;
}

const WEIGHT = "(s === 1 ? Math.exp(w[0]) : 1)";

const SQUARES: Family = {
  inner: `${WEIGHT} * 0.5 * (v - y) ** 2`,
  outer: "0.5 * (v - c) ** 2",
  mean: (index) => index,
  draw: (index, random) => index + 0.8 * random.normal(),
  gradient: (mu, m0, slope) => (mu - m0) * slope,
};

const LOGISTIC: Family = {
  inner: `${WEIGHT} * (Math.log1p(Math.exp(v)) - y * v)`,
  outer: "Math.log1p(Math.exp(v)) - c * v",
  mean: sigmoid,
  draw: (index, random) => random.uniform() < sigmoid(index) ? 1 : 0,
  gradient: (mu, m0, slope) => (mu - m0) * slope / (mu * (1 - mu)),
};

const POISSON: Family = {
  inner: `${WEIGHT} * (Math.exp(v) - y * v)`,
  outer: "Math.exp(v) - c * v",
  mean: Math.exp,
  draw(index, random) {
    // counts of exponential waiting times within 1
    let count = -1;
    for (let time = 0; time <= 1; count++) time -= Math.log(random.uniform()) / Math.exp(index);
    return count;
  },
  gradient: (mu, m0, slope) => (mu - m0) * slope / mu,
};

function weighted(
  name: string,
  summary: string,
  d: number,
  x: (d: number, random: Stream) => Float64Array,
  family: Family,
  at: (x: Float64Array) => At,
): Omit<Design, "truth"> & { readonly gradientAt: (random: Stream) => number[] } {
  return {
    name,
    summary,
    covariates: names(d),
    columns: ["s", "y", "c"],
    losses: `inner: (w, v, { s, y }) => ${family.inner},\n` +
      `outer: (_w, v, { c }) => ${family.outer},`,
    at: [W],
    draw(n, random) {
      const columns = new Map(
        [...names(d), "s", "y", "c"].map((column) => [column, new Float64Array(n)]),
      );
      for (let i = 0; i < n; i++) {
        const point = x(d, random);
        const { p, index } = at(point);
        const s = random.uniform() < p ? 1 : 0;
        point.forEach((value, k) => columns.get(`x${k + 1}`)![i] = value);
        columns.get("s")![i] = s;
        columns.get("y")![i] = family.draw(index[s], random);
        columns.get("c")![i] = family.draw(index[0], random);
      }
      return columns;
    },
    gradientAt(random) {
      const { p, index } = at(x(d, random));
      const q = Math.exp(W) * p / (1 - p + Math.exp(W) * p);
      const [m0, m1] = index.map(family.mean);
      return [family.gradient(m0 + q * (m1 - m0), m0, q * (1 - q) * (m1 - m0))];
    },
  };
}

const SINE_W = [1, 0.5];
const SINE_TARGET = [0.6, 0.8];

/** The first paper's design, handed in by a user: means are sines of twice the sum of the instruments. */
const sine: Omit<Design, "truth"> & { readonly gradientAt: (random: Stream) => number[] } = {
  name: "sine-3",
  summary: "three instruments, means are sines of twice their sum; quadratic losses",
  covariates: names(3),
  columns: ["g1", "g2", "y"],
  losses: `quadratic: { slopes: ["g1", "g2"], outcome: "y" },`,
  at: SINE_W,
  draw(n, random) {
    const columns = new Map(
      ["x1", "x2", "x3", "g1", "g2", "y"].map((column) => [column, new Float64Array(n)]),
    );
    for (let i = 0; i < n; i++) {
      const x = normals(3, random);
      const t = 2 * (x[0] + x[1] + x[2]) + Math.sqrt(0.1) * random.normal();
      const g = [Math.sin(t + 1), Math.sin(t + 2)];
      x.forEach((value, k) => columns.get(`x${k + 1}`)![i] = value);
      g.forEach((value, k) => columns.get(`g${k + 1}`)![i] = value);
      columns.get("y")![i] = 0.6 * g[0] + 0.8 * g[1] + 0.3 * random.normal();
    }
    return columns;
  },
  gradientAt(random) {
    const x = normals(3, random);
    const t = 2 * (x[0] + x[1] + x[2]);
    const shrunk = [1, 2].map((k) => Math.exp(-0.05) * Math.sin(t + k));
    const miss = shrunk.reduce((sum, g, k) => sum + (SINE_W[k] - SINE_TARGET[k]) * g, 0);
    return shrunk.map((g) => g * miss);
  },
};

/** All eight, without their truths. */
const UNSOLVED = [
  weighted("squares-1", "two sources of an outcome, one covariate", 1, uniforms, SQUARES, ([x]) => {
    const base = Math.sin(1.5 * x);
    return { p: sigmoid(2 * x), index: [base, base + 1 + 0.5 * x] };
  }),
  weighted("logistic-1", "two sources of a label, one covariate", 1, uniforms, LOGISTIC, ([x]) => {
    const base = 1.5 * Math.sin(3 * x);
    return { p: sigmoid(x), index: [base, base + 1] };
  }),
  weighted("squares-2", "two sources of an outcome, two covariates", 2, uniforms, SQUARES, (x) => {
    const base = Math.sin(2 * x[0]) + x[1] * x[1];
    return { p: sigmoid(x[0] - x[1]), index: [base, base + 1 + 0.5 * x[0]] };
  }),
  weighted("poisson-3", "two sources of a count, three covariates", 3, uniforms, POISSON, (x) => {
    const base = 0.5 + 0.5 * Math.sin(2 * x[0]) + 0.4 * x[1] * x[2];
    return { p: sigmoid(x[1]), index: [base, base + 0.6] };
  }),
  weighted(
    "squares-5",
    "two sources of an outcome, five covariates, additive and one product",
    5,
    normals,
    SQUARES,
    (x) => {
      const base = Math.sin(x[0]) + 0.5 * x[1] - 0.5 * Math.abs(x[2]) + 0.3 * x[3] * x[4];
      return { p: sigmoid(0.7 * x[0]), index: [base, base + 1 + 0.3 * x[1]] };
    },
  ),
  weighted(
    "faint-1",
    "as logistic-1 with log-odds divided by ten and equal sources: the gradient is 0",
    1,
    uniforms,
    LOGISTIC,
    ([x]) => ({ p: sigmoid(x), index: [0.15 * Math.sin(3 * x), 0.15 * Math.sin(3 * x)] }),
  ),
  sine,
  weighted(
    "squares-60",
    "sixty covariates of which one matters",
    60,
    normals,
    SQUARES,
    (x) => ({ p: 0.5, index: [x[0], x[0] + 1] }),
  ),
] as const;

/** The designs with their truths: means of the exact gradient given X over many draws of X. */
export function designs(random: (name: string) => Stream): Design[] {
  return UNSOLVED.map(({ gradientAt, ...design }) => {
    const stream = random(design.name);
    const total = design.at.map(() => 0);
    for (let i = 0; i < TRUTH_POINTS; i++) {
      gradientAt(stream).forEach((value, k) => total[k] += value);
    }
    return { ...design, truth: total.map((value) => value / TRUTH_POINTS) };
  });
}
