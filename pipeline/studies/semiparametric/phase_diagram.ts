/**
 * Where the orthogonal gradient fails: both factors of the gradient from very rough to smooth.
 *
 * @module
 */

import type { Profile } from "../contract.ts";
import type { Experiment, Problem } from "../experiment.ts";
import { GRADIENTS, learned } from "../functional.ts";
import type { PartContext, Sizes, StudyPart } from "../parts.ts";
import { gradients } from "./entries.ts";
import { claim, figure, modules, RANGES, rowOf, SEEN_HERE, simulated } from "../words.ts";

const CLOSER = "its range was made closer, as that of its kind, after its number had been seen";

const SIZES: Sizes = {
  smoke: [[50, 100], 10],
  default: [[200, 800], 300],
  paper: [[200, 800, 3200], 1000],
};
/** Smoothness of either factor; the rates n^−β/(2β+1) are about evenly spaced. */
const SMOOTHNESS: Readonly<Record<Profile, readonly number[]>> = {
  smoke: [0.25, 1.2],
  default: [0.15, 0.25, 0.4, 0.65, 1.2],
  paper: [0.15, 0.25, 0.4, 0.65, 1.2],
};

/**
 * One residual, and a Jacobian with a coordinate of each smoothness: so a sample serves a whole row
 * of the diagram. The noise is large enough to hide all but the lowest frequencies: otherwise 13
 * frequencies would be a small parametric model.
 */
function problem(residualDecay: number, jacobianDecays: readonly number[]): Problem {
  return {
    // SQL reads the two decays of a coordinate from this name
    name: `cos-sobolev-rough-r=${residualDecay}-j=${jacobianDecays.join(",")}`,
    ...modules.cosSobolev("roughCosSobolev", {
      residualDecay,
      jacobianDecays,
      octaves: 13,
      noise: { jacobian: 1, outcome: 1 },
    }),
  };
}

/** The part for a given context. */
export function phaseDiagram({ sized, profile, block, size, table }: PartContext): StudyPart {
  const smoothness = SMOOTHNESS[profile];
  const experiments = smoothness.map((residual): Experiment => ({
    id: `phase-${residual}`,
    problem: problem(residual, smoothness),
    ...size(SIZES),
    block,
    needs: learned({
      design: { folds: 2 },
      learners: [{
        name: "nadaraya-watson-each",
        ...modules.nadarayaWatsonEach.always("nadarayaWatsonEach", {
          sigmas: [0.002, 0.0036, 0.0065, 0.012, 0.021, 0.038, 0.068],
        }),
      }],
    }),
    over: gradients("plug-in-adjoint", "plug-in-forward"),
    measure: GRADIENTS,
  }));
  const estimates = experiments.map(({ id }) => table(`${id}/collect`, "estimates"));
  const differences = { differences: table("phase/differences") };
  const regions = { regions: table("phase/regions") };
  /** The mean coverage over the pairs of smoothnesses of a region, at the largest size. */
  const coverage = (region: string) =>
    rowOf(
      regions,
      "coverage AS value, coverage_error AS share_error",
      `region = '${region}' AND estimator = 'orthogonal' AND n = (SELECT max(n) FROM regions)`,
    );
  return {
    experiments,
    queries: {
      "phase/differences": { sql: "phase_differences", tables: { estimates } },
      "phase/cells": { sql: "phase_cells", tables: differences },
      "phase/regions": { sql: "phase_regions", tables: differences },
    },
    claims: [
      claim("phase_inside", RANGES.coverage, coverage("inside"), {
        paper: "ours",
        found: CLOSER,
      })`
        Where the product of the learning rates is faster than n^{−1/2} the coverage of the
        orthogonal gradient is near nominal.
        Number: mean coverage inside the product-rate boundary, largest n`,
      claim("phase_both_rough", RANGES.coverageBelow, coverage("both-rough"), {
        paper: "ours",
        found: "its range was made wider, as that of its kind, after its number had been seen",
      })`
        Beyond the product-rate boundary, with both functions rougher than ½, the intervals of the
        orthogonal gradient fail.
        Number: mean coverage where both are rougher than ½, largest n`,
      claim("phase_one_rough", RANGES.coverage, coverage("one-rough"), SEEN_HERE)`
        Found here: the product rate is not necessary. Beyond its boundary, with one function
        smoother than ½, the coverage of the orthogonal gradient is still near nominal.
        Number: mean coverage beyond the boundary where one is smoother than ½, largest n`,
      claim("phase_gain", RANGES.coverageGain, simulated({ sql: GAIN, tables: regions }), {
        paper: "ours",
      })`
        Where the product of the learning rates is faster than n^{−1/2} intervals of the orthogonal
        gradient hold the truth at least ten points more often than the full plug-in's.
        Number: mean coverage gained inside the product-rate boundary, largest n; errors as if the
        two were independent`,
      claim("phase_bias", RANGES.notFalling, simulated({ sql: BIAS, tables: regions }), SEEN_HERE)`
        Found here: where both functions are rougher than ½ the bias of the orthogonal gradient
        falls no faster than n^{−1/2}.
        Number: √n × bias, largest n / smallest n`,
    ],
    sections: [{
      id: "phase",
      title: "Where the orthogonal gradient fails",
      text:
        "Lacunary cosine series, l = 1, 2, 4, …, 4096 with coefficients l^{−β} (a design made here): below " +
        "β = 1 such a function is Hölder of order β and nowhere smoother. One β for the residual h_w − m, one " +
        "for the Jacobian j. Two folds; Nadaraya–Watson, each function with the bandwidth that its own " +
        "leave-one-out error chooses." +
        sized(SIZES) + WORDS,
      found: {
        words:
          "Mean coverage of the orthogonal gradient here, at n = {n:i}: {inside:3} above the full line, {between:3} " +
          "between the lines, {corner:3} within the corner.",
        facts: { sql: COVERAGES, tables: regions },
      },
      figures: [DIAGRAM({ cells: table("phase/cells") })],
    }],
  };
}

const WORDS =
  "\n\nA function of smoothness β can be learned at the rate n^{−β/(2β+1)} in one dimension. The bias of " +
  "the orthogonal gradient is at most the product of the two errors, which is below n^{−1/2} if the two " +
  "exponents add up to more than ½: above and to the right of the full line. That is what theory asks for. It " +
  "need not be where the intervals begin to fail.\n\nThat may be the dashed corner (derived here). Both functions are smoothed in the same basis, so " +
  "the bias is −Σ r g (1 − f)(1 − f′), and a frequency that one of the two smoothers lets through is not lost. " +
  "With coefficients l^{−β} and bandwidths at their own rates that is of order " +
  "n^{−(β+β′)/(2 min(β, β′)+1)}, below n^{−1/2} if the smoother one of the two is smoother than ½. Between the lines " +
  "the product of the errors is too large and the bias is not: the condition is sufficient and, for such functions " +
  "and learners, not necessary. Within the corner more observations do not help.\n\nThe outer point is w = 0, " +
  "where h_w is known and the two factors are learned from independent noises; elsewhere their common noise " +
  "adds a bias of its own.";

/**
 * √n × bias at the largest size over that at the smallest, where both functions are rougher than ½.
 * Sizes are independent.
 */
const BIAS = `WITH ends AS (
  SELECT n, bias, bias_error / bias AS error FROM regions
  WHERE region = 'both-rough' AND estimator = 'orthogonal'
    AND n IN (SELECT unnest([min(n), max(n)]) FROM regions)
)
SELECT last.bias / first.bias AS value,
  abs(last.bias / first.bias) * sqrt(last.error * last.error + first.error * first.error) AS error
FROM ends first JOIN ends last ON last.n > first.n`;

/** Coverage of the orthogonal gradient less that of the full plug-in, inside the boundary. */
const GAIN = `SELECT a.coverage - b.coverage AS value,
  sqrt(a.coverage_error * a.coverage_error + b.coverage_error * b.coverage_error) AS error
FROM regions a JOIN regions b USING (region, n)
WHERE a.estimator = 'orthogonal' AND b.estimator = 'plug-in-full' AND region = 'inside'
  AND n = (SELECT max(n) FROM regions)`;

const COVERAGES = `SELECT max(n) AS n, max(coverage) FILTER (region = 'inside') AS inside,
  max(coverage) FILTER (region = 'one-rough') AS between,
  max(coverage) FILTER (region = 'both-rough') AS corner
FROM regions WHERE estimator = 'orthogonal' AND n = (SELECT max(n) FROM regions)`;

const DIAGRAM = figure("phase_diagram", "phaseDiagram", {
  title: "Coverage by the smoothness of the two factors of the gradient",
  caption:
    "Share of 95 % intervals that hold the truth at the largest n; stronger shades are lower " +
    "coverage, from 0.9, 0.8, 0.6 and 0.4 down. The axes are spaced by the exponent β/(2β + 1) of " +
    "the learning rate, so that the boundary at which the product of the two rates is n^{−1/2} is a " +
    "straight line (full); the dashed corner is where both factors are rougher than ½.",
  tableCaption: "Coverage and bias by the smoothness of the two factors; the bias is in standard " +
    "deviations of the oracle, the ratio that to the full plug-in's",
}).from(`-- Coverage and bias by the smoothness of both factors at the largest size.
SELECT estimator, residual, jacobian, n, coverage, mc_error, bias, bias_error, ratio, ratio_error
FROM cells WHERE n = (SELECT max(n) FROM cells)
ORDER BY estimator, residual, jacobian`);
