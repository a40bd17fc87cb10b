/**
 * Whether a vector is one more draw of what many vectors were simulated from, all components together.
 *
 * @module
 */

import { symmetricEigen } from "./symmetric_eigen.ts";

/**
 * What an eigenvector of the covariance of z-scores has to carry to be counted, where 1 is what a cell of its own
 * carries. What carries less is known to within a fraction of the cells' own errors, from a covariance that is
 * itself estimated, and from digits that were rounded away: it would decide the test and know least. Where
 * one cell is a function of another there is nothing at all. The fifth is the least of 0.01, 0.03, 0.1, 0.2 and 0.3
 * with which p-values of simulated tables of right numbers were uniform; no published number was looked at.
 */
const LEAST_VARIANCE = 0.2;

/** Scores of vectors that are uncorrelated, with variance 1, over the simulated ones. */
export interface Whitening {
  /** How many scores there are. */
  readonly components: number;
  /** The scores of a vector. Those of a difference of two are the differences of theirs. */
  scores(vector: Float64Array): Float64Array;
}

/**
 * The eigenvectors of the covariance of simulated z-scores, those that carry little left out: two cells that are
 * perfectly correlated count as one, independent ones as two, and a cell without variance not at all.
 *
 * @param simulated Vectors of m z-scores, centred at 0.
 * @param blocks The places of cells that depend on each other; those of different blocks are independent.
 * @returns A form that does not depend on the order of cells.
 */
export function whitening(
  simulated: readonly Float64Array[],
  blocks: readonly (readonly number[])[],
): Whitening {
  const rows: { readonly places: readonly number[]; readonly weights: Float64Array }[] = [];
  for (const places of blocks) {
    const m = places.length;
    const covariance = new Float64Array(m * m);
    for (const z of simulated) {
      for (let i = 0; i < m; i++) {
        for (let j = 0; j <= i; j++) {
          covariance[i * m + j] += z[places[i]] * z[places[j]] / simulated.length;
        }
      }
    }
    const { values, vectors } = symmetricEigen(covariance, m);
    values.forEach((value, k) => {
      if (!(value >= LEAST_VARIANCE)) return;
      const own = vectors.slice(k * m, (k + 1) * m);
      rows.push({ places, weights: own.map((v) => v / Math.sqrt(value)) });
    });
  }
  return {
    components: rows.length,
    scores: (vector) =>
      Float64Array.from(
        rows,
        ({ places, weights }) => places.reduce((sum, c, i) => sum + weights[i] * vector[c], 0),
      ),
  };
}

/** What a joint test says. */
export interface JointTest {
  /** How many scores the statistic is a sum of. */
  readonly components: number;
  /** Sum of squared scores: about χ² with so many degrees of freedom, if there is no difference. */
  readonly statistic: number;
  /** Share of simulated vectors that are at least as far out, the observed one among them. */
  readonly p: number;
  /** How many times `shift` would have been found at the level in nine of ten draws; NaN if never. */
  readonly found: number;
}

/** The share of draws in which a difference of the stated size is found. */
const POWER = 0.9;

/**
 * The joint test of a vector against simulated ones, which also say what is far: no law of the statistic is
 * assumed.
 *
 * @param observed m numbers.
 * @param shifts What a difference of unit size adds to each simulated vector.
 * @param level The level at which a difference counts as found.
 */
export function jointTest(
  observed: Float64Array,
  simulated: readonly Float64Array[],
  blocks: readonly (readonly number[])[],
  shifts: readonly Float64Array[],
  level: number,
): JointTest {
  const { components, scores } = whitening(simulated, blocks);
  const statistic = dot(scores(observed), scores(observed));
  const all = simulated.map(scores);
  const statistics = all.map((s) => dot(s, s));
  const beyond = statistics.filter((other) => other >= statistic).length;
  const rank = Math.min(simulated.length, Math.ceil((1 - level) * (simulated.length + 1)));
  const critical = Float64Array.from(statistics).sort()[rank - 1];
  const found = all.map((s, b) => {
    // From which δ on |s + δ u|² is beyond the critical value
    const u = scores(shifts[b]);
    const uu = dot(u, u), su = dot(s, u), missing = critical - statistics[b];
    if (uu === 0) return missing <= 0 ? 0 : Infinity;
    const root = Math.sqrt(Math.max(0, su * su + uu * missing));
    return Math.max(0, (root - su) / uu);
  });
  const size = Float64Array.from(found).sort()[Math.ceil(POWER * found.length) - 1];
  return {
    components,
    statistic,
    p: components === 0 ? NaN : (1 + beyond) / (1 + simulated.length),
    found: components > 0 && Number.isFinite(size) ? size : NaN,
  };
}

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, x, i) => sum + x * b[i], 0);
