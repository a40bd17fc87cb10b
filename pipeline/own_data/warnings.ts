/**
 * What gives cause for doubt in an estimate, a sentence each.
 *
 * @module
 */

import type { GradientEstimate } from "../../estimators/functional/contract.ts";
import { DEFAULT_WEIGHT_FLOOR } from "../../estimators/nuisance/quadratic_risk.ts";
import type { CrossFitted } from "./cross_fitted.ts";
import type { LearnedNuisance, OwnGuardRails } from "./at_point.ts";
import { halfWidth, medianBounds } from "./intervals.ts";
import { LEARNERS } from "./learners.ts";
import type { OwnProblem } from "./problem.ts";
import { clusterCount, clusterScores } from "../../estimators/inference/clusters.ts";
import { median } from "../../estimators/inference/repeated.ts";
import { list } from "../../reports/charts/sentences.ts";
import type { OwnSample } from "./sample.ts";
import { rounded } from "../wording.ts";

/** Where h explains more than this share of its response, that is among the covariates, or there is no noise. */
const EXACT = 0.9999;
/** Where less than this share is explained, how much is smoothed says nothing. */
const FAINT = 0.02;
/** With fewer rows a covariate, intervals have been found too narrow. */
const ROWS_A_COVARIATE = 10;
/** A row with more than this share of the variance decides the estimate. */
const DECISIVE = 0.25;

/** More values than a classification has, each so often or more, look like units measured repeatedly. */
const FEW_VALUES = 20;
const REPEATED = 3;

/** Where medians of bounds lie by this factor farther on one side, the rule for standard errors misleads. */
const LOPSIDED = 1.25;

/** What is looked at. */
export interface Doubtful {
  readonly sample: Pick<OwnSample, "n" | "x" | "rows" | "clusters" | "clusterNames">;
  readonly problem: OwnProblem;
  readonly fits: readonly Pick<CrossFitted, "estimate" | "scores">[];
  readonly estimate: GradientEstimate;
  readonly nuisances: readonly LearnedNuisance[];
  readonly guardRails: OwnGuardRails;
}

/** The sentences, none if all is well. */
export function warningsOf(doubtful: Doubtful): string[] {
  return [
    ...curvatureWarnings(doubtful.guardRails),
    ...learningWarnings(doubtful.nuisances),
    ...exactWarnings(doubtful.nuisances),
    ...sizeWarnings(doubtful),
    ...doubtful.problem.coordinates.flatMap((_, k) => coordinateWarnings(doubtful, k)),
  ];
}

function curvatureWarnings({ shareClipped, converged }: OwnGuardRails): string[] {
  return [
    ...(shareClipped > 0
      ? [
        `The inner loss is all but flat at ${
          percent(shareClipped)
        } of the training rows: its second ` +
        `derivative there was raised to ${DEFAULT_WEIGHT_FLOOR} of its mean.`,
      ]
      : []),
    ...(converged
      ? []
      : ["Newton's method for h did not converge in every fold: is the inner loss convex?"]),
  ];
}

function learningWarnings(nuisances: readonly LearnedNuisance[]): string[] {
  const named = (chosen: readonly LearnedNuisance[]) =>
    `${list(chosen.map(({ nuisance }) => nuisance))} ${chosen.length === 1 ? "is" : "are"}`;
  const constant = nuisances.filter(({ r2 }) => r2 <= 0);
  const learned = nuisances.filter(({ r2 }) => r2 > 0);
  const at = (end: number) =>
    learned.filter(({ learner, smoothing, r2 }) =>
      r2 > FAINT && LEARNERS[learner]?.scales.at(end) === smoothing
    );
  const sentence = (which: readonly LearnedNuisance[], what: string) =>
    which.length === 0 ? [] : [`${named(which)} ${what}`];
  return [
    ...sentence(
      constant,
      "learned no better than by a constant (R² out of fold at most 0): either the covariates do not " +
        "matter there, or the learner cannot see how; compare another --learner.",
    ),
    ...sentence(
      at(0),
      "smoothed as little as the learner can: the truth may be rougher.",
    ),
    ...sentence(
      at(-1),
      "smoothed as much as the learner can, which leaves what it does not smooth: a straight line or " +
        "a constant; if that is not all there is, compare another --learner.",
    ),
  ];
}

function exactWarnings(nuisances: readonly LearnedNuisance[]): string[] {
  return nuisances.filter(({ nuisance, r2 }) => nuisance === "h" && r2 > EXACT).map(() =>
    "h explains all of what it is learned from (R² above 0.9999): either there is no noise, or " +
    "a covariate is an outcome of the inner loss, or made from one; leave that out."
  );
}

function sizeWarnings({ sample: { n, x, clusters }, problem: { covariates } }: Doubtful): string[] {
  const { length } = covariates;
  let different = 1;
  for (let i = 1; i < n; i++) {
    // rows with equal covariates stand together
    for (let k = 0; k < length; k++) {
      if (x[i * length + k] === x[(i - 1) * length + k]) continue;
      different++;
      break;
    }
  }
  if (clusters.length === 0 && different > FEW_VALUES && REPEATED * different <= n) {
    return [
      `The covariates take ${different} values in ${n} rows: if rows with equal covariates are ` +
      "measures of the same unit they are not independent, and the standard errors are too small; name " +
      "the unit with --cluster.",
    ];
  }
  if (n >= ROWS_A_COVARIATE * length) return [];
  return [
    `${n} rows are few for ${length} covariates: with fewer than ${ROWS_A_COVARIATE} rows a covariate ` +
    "intervals may be too narrow; leave out covariates, or give more rows.",
  ];
}

function coordinateWarnings(
  { sample: { n, rows, clusters, clusterNames }, problem: { coordinates }, fits, estimate }:
    Doubtful,
  k: number,
): string[] {
  const p = coordinates.length;
  const scores = new Float64Array(n);
  for (const fit of fits) {
    for (let i = 0; i < n; i++) scores[i] += fit.scores[i * p + k] / fits.length;
  }
  const name = coordinates[k];
  const out: string[] = [];
  const [most, share] = largestShare(scores);
  if (share > DECISIVE) {
    out.push(
      `Row ${rows[most] + 1} decides the estimate of ${name}: it makes up ` +
        `${percent(share)} of its variance.`,
    );
  }
  clusters.forEach((cluster, way) => {
    const [largest, share] = largestShare(clusterScores(scores, n, 1, cluster));
    // of so few clusters one is bound to
    if (share <= DECISIVE || clusterCount(cluster) <= 2 / DECISIVE) return;
    out.push(
      `One cluster of "${clusterNames[way]}", that of row ${
        rows[cluster.indexOf(largest)] + 1
      }, decides ` +
        `the estimate of ${name}: it makes up ${percent(share)} of its variance.`,
    );
  });
  const gradients = fits.map((fit) => fit.estimate.gradient[k]);
  const spread = Math.max(...gradients) - Math.min(...gradients);
  if (spread > 2 * estimate.standardError[k]) {
    out.push(
      `The estimate of ${name} depends on the split into folds: over ${fits.length} splits it ranges ` +
        `over ${
          rounded(spread / estimate.standardError[k], 2)
        } standard errors; give more --repetitions.`,
    );
  }
  const { low, high } = medianBounds(fits.map((fit) => fit.estimate), halfWidth(0.95, []));
  const [below, above] = [median(gradients) - low[k], high[k] - median(gradients)];
  if (Math.max(below, above) > LOPSIDED * Math.min(below, above)) {
    out.push(
      `The splits reach ${rounded(below / above, 2)} times as far below the estimate of ` +
        `${name} as above it, and the standard error is from those above: go by the interval and ` +
        "not by the p-value, or give more --repetitions.",
    );
  }
  return out;
}

/** The score with the greatest share of the sum of squares about the mean, and that share. */
function largestShare(scores: Float64Array): [most: number, share: number] {
  const n = scores.length;
  const mean = scores.reduce((sum, value) => sum + value / n, 0);
  const squares = scores.map((value) => (value - mean) * (value - mean));
  const all = squares.reduce((sum, value) => sum + value, 0);
  const most = squares.reduce((best, value, i) => value > squares[best] ? i : best, 0);
  return [most, squares[most] / all];
}

/** A share for people. */
export function percent(share: number): string {
  return `${rounded(100 * share, 2)} %`;
}
