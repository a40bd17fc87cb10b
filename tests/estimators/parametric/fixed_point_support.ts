import { Stream } from "../../../numerics/random.ts";
import { bellmanMap } from "../../../problems/parametric/bellman_map.ts";
import { elasticNet } from "../../../problems/parametric/elastic_net.ts";
import type { FixedPointProblem } from "../../../problems/parametric/fixed_point_contract.ts";
import { gradientMap } from "../../../problems/parametric/gradient_map.ts";
import type { TrainingData } from "../../../problems/parametric/labelled_data.ts";
import { lowRankData } from "../../../problems/parametric/low_rank_data.ts";
import { recurrentLayer } from "../../../problems/parametric/recurrent_layer.ts";
import { linearData, ridge } from "../../../problems/parametric/ridge.ts";
import { weightedRidge } from "../../../problems/parametric/weighted_fit.ts";
import type { RandomSource } from "../../../problems/random_source.ts";
import { smallLogistic } from "./support.ts";

const stream = Stream.of("fixed-point estimators");

/** Regression data of five rows and two features. */
export const tinyData: TrainingData = linearData({ n: 5, validation: 4, p: 2 }, stream);

/** Ridge on them: a linear map, whose cross product involves no data. */
export const tinyRidge: FixedPointProblem = gradientMap(ridge(tinyData));

/** Weighted ridge on them: everything differs from row to row. */
export const tinyWeighted: FixedPointProblem = gradientMap(weightedRidge(tinyData));

/** Problems of all kinds. */
export const kinds: Readonly<Record<string, FixedPointProblem>> = {
  ridge: tinyRidge,
  weighted: tinyWeighted,
  logistic: gradientMap(smallLogistic()),
  layer: recurrentLayer({ contraction: 0.7 }, stream),
  bellman: bellmanMap({ transitions: 100, discount: 0.6 }, stream),
  net: elasticNet(lowRankData({ n: 60, p: 8, informative: 3, rank: 6 }, stream)),
};

/** ‖a − b‖². */
export function squared(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, l) => sum + (value - b[l]) * (value - b[l]), 0);
}

/** The mean of vectors. */
export function mean(vectors: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(vectors[0].length);
  for (const v of vectors) v.forEach((value, l) => out[l] += value / vectors.length);
  return out;
}

/**
 * Sources that draw every sequence of rows of n, `draws[name]` long, from the named streams, all
 * equally likely; another draw is an error. A mean over them is an expectation.
 */
export function everySequence(
  n: number,
  draws: Readonly<Record<string, number>>,
): RandomSource[] {
  const names = Object.keys(draws);
  const total = names.reduce((sum, name) => sum + draws[name], 0);
  const count = Math.round(Math.exp(total * Math.log(n)));
  return Array.from({ length: count }, (_, at) => {
    let rest = at;
    const rows: Record<string, number[]> = {};
    for (const name of names) {
      rows[name] = Array.from({ length: draws[name] }, () => {
        const row = rest % n;
        rest = Math.floor(rest / n);
        return row;
      });
    }
    return rowSource(n, rows);
  });
}

/** A source that draws the given rows of n from the named streams, and nothing else. */
export function rowSource(
  n: number,
  rows: Readonly<Record<string, readonly number[]>>,
): RandomSource {
  const refuse = (): never => {
    throw new Error("nobody expected this draw");
  };
  return {
    uniform: refuse,
    normal: refuse,
    split(label) {
      let at = 0;
      return {
        uniform() {
          const row = rows[label]?.[at++];
          if (row === undefined) throw new Error(`nobody expected draw ${at} from ${label}`);
          return (row + 0.5) / n;
        },
        normal: refuse,
        split: refuse,
      };
    },
  };
}
