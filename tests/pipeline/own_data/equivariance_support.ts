import { Stream } from "../../../numerics/random.ts";
import type { OwnLosses } from "../../../pipeline/own_data/contract.ts";
import { differentiable, runDifferentiable } from "../../../pipeline/own_data/differentiable.ts";
import { estimateOwn, type OwnEstimate } from "../../../pipeline/own_data/estimate.ts";
import { ownProblem } from "../../../pipeline/own_data/problem.ts";

/** Units in which a problem may be stated; 1 each as it stands. */
export interface Units {
  /** Of v and of the outcomes. */
  readonly v: number;
  readonly w: number;
  readonly inner: number;
  readonly outer: number;
  readonly x: number;
}

export const NATURAL: Units = { v: 1, w: 1, inner: 1, outer: 1, x: 1 };

/** Losses in JavaScript that read their units as `u`, and their data in units. */
export interface Stated {
  readonly code: string;
  readonly columns: (units: Units) => Readonly<Record<string, Float64Array>>;
  /** Powers of the units of v by which the outer loss grows. */
  readonly power: number;
}

const N = 100;
const random = Stream.of("tests", "own data", "equivariance");
const draw = (name: string) => random.split(name).fillNormal(new Float64Array(N));
const [x1, x2, e1, e2] = ["x1", "x2", "e1", "e2"].map(draw) as [
  Float64Array,
  Float64Array,
  Float64Array,
  Float64Array,
];
const S = draw("S").map((value, i) => value > -0.5 * x1[i]! ? 1 : 0);
const clean = x1.map((value, i) => Math.sin(value) + 0.5 * x2[i]!);
const y = clean.map((value, i) => value + S[i]! + 0.6 * e1[i]!);
const c = clean.map((value, i) => value + 0.6 * e2[i]!);
const times = (values: Float64Array, by: number) => values.map((value) => value * by);

/** Three kinds of losses with p = 1. */
export const STATED: Readonly<Record<string, Stated>> = {
  squares: {
    code: `{ covariates: ["x1", "x2"], columns: ["S", "y", "c"], at: [0.5 * u.w],
      inner: (w, v, { S, y }) => u.inner * (S ? Math.exp(w[0] / u.w) : 1) * (v - y) ** 2 / 2,
      outer: (w, v, { S, c }) => u.outer * (v - c - 0.4 * S * u.v * w[0] / u.w) ** 2 / 2 }`,
    columns: (u) => ({ ...covariates(u), S, y: times(y, u.v), c: times(c, u.v) }),
    power: 2,
  },
  logistic: {
    code: `{ covariates: ["x1", "x2"], columns: ["S", "y", "c"], at: [0.5 * u.w],
      inner: (w, v, { S, y }) => u.inner * (S ? Math.exp(w[0] / u.w) : 1) *
        (Math.log1p(Math.exp(v / u.v)) - y * v / u.v),
      outer: (_w, v, { c }) => u.outer * (Math.log1p(Math.exp(v / u.v)) - c * v / u.v) }`,
    columns: (u) => ({
      ...covariates(u),
      S,
      y: y.map((value) => value > 0 ? 1 : 0),
      c: c.map((value) => value > 0 ? 1 : 0),
    }),
    power: 0,
  },
  quadratic: {
    code: `{ covariates: ["x1", "x2"], at: [0.5 * u.w],
      quadratic: { slopes: ["G"], constant: "T", outcome: "Y" } }`,
    columns: (u) => ({
      ...covariates(u),
      G: y.map((value) => Math.cos(value) * u.v / u.w),
      T: times(c, u.v),
      Y: times(y, u.v),
    }),
    power: 2,
  },
};

function covariates({ x }: Units): { x1: Float64Array; x2: Float64Array } {
  return { x1: times(x1, x), x2: times(x2, x) };
}

/** How a problem is asked. */
export interface Asked {
  readonly learner: string;
  readonly repetitions?: number;
  /** Changes the columns that are handed over. */
  readonly change?: (
    columns: Readonly<Record<string, Float64Array>>,
  ) => Record<string, Float64Array>;
  /** Changes the losses' code. */
  readonly edit?: (code: string) => string;
}

/** Estimates a stated problem in units. */
export function estimated(
  { code, columns }: Stated,
  units: Units,
  { learner, repetitions = 1, change = (same) => ({ ...same }), edit = (same) => same }: Asked,
): OwnEstimate {
  const made = runDifferentiable(
    differentiable(`return (u) => (${edit(code)});`),
  ) as (units: Units) => OwnLosses;
  const table = change(columns(units));
  return estimateOwn(
    { n: Object.values(table)[0]!.length, columns: new Map(Object.entries(table)) },
    ownProblem(made(units), "losses", {}),
    { learner, folds: 5, repetitions, levels: [0.95], seed: 1, joint: false },
    "data",
  );
}
