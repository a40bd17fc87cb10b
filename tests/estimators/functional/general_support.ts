import type { AdjointValues } from "../../../estimators/functional/general_score.ts";
import {
  poissonLosses,
  quadraticLosses,
  weightedLogCoshLosses,
  weightedLogisticLosses,
} from "../../../estimators/functional/loss_pairs.ts";
import {
  type LossDerivatives,
  lossDerivatives,
  type LossPair,
} from "../../../estimators/functional/losses.ts";
import { Stream } from "../../../numerics/random.ts";
import { cellMeans } from "./support.ts";

/** A discrete distribution of (X, Z) for a pair of losses, p = 2: X has four values. */
export interface Population {
  readonly pair: LossPair;
  readonly w: Float64Array;
  readonly n: number;
  /** The value of X at each atom, from 0. */
  readonly x: number[];
  readonly z: Float64Array;
  /** The atoms' probabilities. */
  readonly weights: Float64Array;
}

const P = 2;
const CELLS = 4;
const ATOMS = 12;

const w = Float64Array.of(0.7, -0.4);

/** Arbitrary observations of (G, …) or (S, D, B), whose law depends on X. */
const DRAWS: [LossPair, (cell: number, random: Stream) => number[]][] = [
  [quadraticLosses(P), (cell, random) => {
    const g = [random.normal() + cell, random.normal() * (1 + cell) / 3];
    return [...g, random.normal(), g[0] - cell + random.normal()];
  }],
  [weightedLogisticLosses(P), (cell, random) => [
    random.integer(3),
    random.uniform() < 0.2 + 0.2 * cell ? 1 : 0,
    random.uniform() < 0.8 - 0.15 * cell ? 1 : 0,
  ]],
  [poissonLosses(P, 0.6), (cell, random) => {
    const g = [random.normal() + 0.3 * cell, 0.5 * random.normal() - 0.2 * cell];
    return [...g, g[1] + cell / 2 + random.normal()];
  }],
  [weightedLogCoshLosses(P), (cell, random) => {
    const clean = cell / 2 + random.normal();
    return [random.integer(3), clean + random.normal(), clean];
  }],
];

/** One population for each of the four pairs of losses. */
export const populations: Population[] = DRAWS.map(([pair, draw]) => {
  const random = Stream.of("tests", "population", pair.name);
  const n = CELLS * ATOMS;
  const x = Array.from({ length: n }, (_, i) => i % CELLS);
  const masses = Float64Array.from(x, () => 0.5 + random.uniform());
  const mass = masses.reduce((sum, value) => sum + value, 0);
  return {
    pair,
    w,
    n,
    x,
    z: Float64Array.from(x.flatMap((cell) => draw(cell, random))),
    weights: masses.map((value) => value / mass),
  };
});

/** Exact nuisances of a population, at its atoms, and the losses' derivatives there. */
export interface Exact extends AdjointValues {
  readonly h: Float64Array;
  readonly losses: LossDerivatives;
}

/** Solves for the nuisances of a population at w under other weights, which need not be positive. */
export function exactNuisances(
  { pair, x, z }: Population,
  w: Float64Array,
  weights: Float64Array,
): Exact {
  const { p } = pair;
  const n = x.length;
  const means = (values: Float64Array) => cellMeans(x, values, weights);
  let h = new Float64Array(n);
  let losses = lossDerivatives(pair, w, h, z);
  for (let step = 0; step < 60; step++) {
    const slope = means(losses.inner.v);
    const curvature = means(losses.inner.vv);
    // a bound on the step keeps Newton's method from overshooting where the loss is nearly linear
    h = h.map((v, i) => v - Math.max(-1, Math.min(1, slope[i] / curvature[i])));
    losses = lossDerivatives(pair, w, h, z);
  }
  const { inner, outer } = losses;
  const curvature = means(inner.vv);
  const third = means(inner.vvv);
  const outerCurvature = means(outer.vv);
  const a = means(outer.v).map((value, i) => -value / curvature[i]);
  const row = (at: number) => Math.floor(at / p);
  const b = means(inner.vw).map((value, at) => -value / curvature[row(at)]);
  const outerVw = means(outer.vw);
  const innerVvw = means(inner.vvw);
  const c = b.map((bk, at) => {
    const i = row(at);
    const sum = outerVw[at] + outerCurvature[i] * bk + (innerVvw[at] + third[i] * bk) * a[i];
    return -sum / curvature[i];
  });
  return { h, a, b, c, losses };
}

/** The weighted means of the columns of `scores`, n×p. */
export function weightedMean(scores: Float64Array, weights: Float64Array): Float64Array {
  const p = scores.length / weights.length;
  return Float64Array.from(
    { length: p },
    (_, k) => weights.reduce((sum, weight, i) => sum + weight * scores[i * p + k], 0),
  );
}

/** Ψ(w) = E[d_w l_out + b d_v l_out] of a population under other weights. */
export function exactGradient(
  population: Population,
  w: Float64Array,
  weights: Float64Array,
): Float64Array {
  const { b, losses } = exactNuisances(population, w, weights);
  const { p, outer } = losses;
  return weightedMean(b.map((bk, at) => outer.w[at] + bk * outer.v[Math.floor(at / p)]), weights);
}

/** The central difference of f at 0 with step ε, freed of its error in ε². */
export function derivative(f: (t: number) => Float64Array, epsilon: number): Float64Array {
  const central = (step: number) => {
    const below = f(-step);
    return f(step).map((value, k) => (value - below[k]) / (2 * step));
  };
  const coarse = central(2 * epsilon);
  return central(epsilon).map((value, k) => (4 * value - coarse[k]) / 3);
}

/** A copy of `values` with `change` added at one place. */
export function shifted(values: Float64Array, at: number, change: number): Float64Array {
  const copy = values.slice();
  copy[at] += change;
  return copy;
}
