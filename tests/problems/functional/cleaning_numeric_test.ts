// The exact values of the cleaning problems by another route: the design is written down once more
// as a distribution with finitely many atoms, and what the library knows of general losses, without
// any formula of the problems, finds h, a, b, c, F and the scores at them.

import { assert } from "@std/assert";
import { generalScores } from "../../../estimators/functional/general_score.ts";
import {
  poissonLosses,
  weightedLogisticLosses,
} from "../../../estimators/functional/loss_pairs.ts";
import type { LossPair } from "../../../estimators/functional/losses.ts";
import { gaussHermiteNormal, gaussLegendre } from "../../../numerics/quadrature.ts";
import { hyperCleaning } from "../../../problems/functional/hyper_cleaning.ts";
import { poissonCleaning } from "../../../problems/functional/poisson_cleaning.ts";
import {
  derivative,
  exactNuisances,
  type Population,
  shifted,
  weightedMean,
} from "../../estimators/functional/general_support.ts";
import { maxDifference } from "../../estimators/functional/support.ts";

/** An observation's probability and its Z. */
type Atom = readonly [number, readonly number[]];

/** X ~ U[−1, 1] by a Gauss–Legendre rule, and Z given X by its atoms. */
function population(
  pair: LossPair,
  nodes: number,
  atoms: (x: number) => readonly Atom[],
): Population & { readonly points: Float64Array } {
  const rule = gaussLegendre(nodes);
  const all = [...rule.nodes].flatMap((x, cell) =>
    atoms(x).map(([probability, z]) => ({ cell, z, mass: rule.weights[cell] / 2 * probability }))
  );
  return {
    pair,
    w: new Float64Array(pair.p),
    n: all.length,
    x: all.map(({ cell }) => cell),
    z: Float64Array.from(all.flatMap(({ z }) => z)),
    weights: Float64Array.from(all, ({ mass }) => mass),
    points: Float64Array.from(all, ({ cell }) => rule.nodes[cell]),
  };
}

const logistic = (v: number) => 1 / (1 + Math.exp(-v));

function labels(x: number): Atom[] {
  const tilted = [0, 0.8 * x, -0.8 * x].map(Math.exp);
  const sum = tilted[0] + tilted[1] + tilted[2];
  const clean = logistic(1.8 * Math.sin(Math.PI * x) + 0.5 * x);
  return [0, 1, 2].flatMap((s) =>
    [0, 1].flatMap((b) =>
      [0, 1].map((d): Atom => {
        const rho = [0.05, 0.2, 0.4][s];
        return [tilted[s] / sum * (b ? clean : 1 - clean) * (d === b ? 1 - rho : rho), [s, d, b]];
      })
    )
  );
}

// the scores are of second degree in Y, and T_w² is integrated to rounding
const ofG = gaussHermiteNormal(16);
const ofY = gaussHermiteNormal(2);

function counts(x: number): Atom[] {
  const atoms: Atom[] = [];
  ofG.nodes.forEach((u, i) =>
    ofG.nodes.forEach((v, j) =>
      ofY.nodes.forEach((e, k) =>
        atoms.push([ofG.weights[i] * ofG.weights[j] * ofY.weights[k], [
          Math.sin(Math.PI * x) + 0.4 * u,
          x * x + 0.4 * v,
          0.3 + 0.5 * Math.sin(2 * x) + 0.5 * e,
        ]])
      )
    )
  );
  return atoms;
}

const CASES = [
  { problem: hyperCleaning, of: population(weightedLogisticLosses(2), 90, labels) },
  { problem: poissonCleaning, of: population(poissonLosses(2), 20, counts) },
];
const POINTS = [[1, 1.5], [0.8, 0.6], [0, 0], [-0.5, 0.3], [-1.2, 1.4], [0.4, -1.1]];

for (const { problem, of } of CASES) {
  for (const point of POINTS) {
    Deno.test(`${problem.name} at w = (${point}): gradient, bound and nuisances by another route`, () => {
      const w = Float64Array.from(point);
      const { losses, ...nuisances } = exactNuisances(of, w, of.weights);
      const truth = problem.nuisances(of.points, w);
      for (const name of ["h", "a", "b", "c"] as const) {
        const error = maxDifference(truth[name], nuisances[name]);
        assert(error < 1e-10, `${name} is off by ${error}`);
      }
      const objective = (at: Float64Array) =>
        weightedMean(exactNuisances(of, at, of.weights).losses.outer.value, of.weights);
      assert(maxDifference([problem.objective(w)], objective(w)) < 1e-12);
      const slopes = [0, 1].map((k) => derivative((t) => objective(shifted(w, k, t)), 2e-3)[0]);
      const psi = problem.gradient(w);
      const difference = maxDifference(psi, slopes);
      assert(difference < 1e-9, `the gradient is off by ${difference}`);

      const scores = generalScores(losses, nuisances);
      const products = Float64Array.from({ length: 4 * of.n }, (_, at) => {
        const row = 2 * (at >> 2);
        return (scores[row + (at >> 1) % 2] - psi[(at >> 1) % 2]) *
          (scores[row + at % 2] - psi[at % 2]);
      });
      const bound = weightedMean(products, of.weights);
      const error = maxDifference(problem.efficiencyBound(w), bound);
      assert(error < 1e-10, `the bound is off by ${error}`);
    });
  }
}
