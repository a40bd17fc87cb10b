/**
 * The figures of inference.
 *
 * @module
 */

import { figure } from "../figure.ts";

/** Bias and coverage of every estimator by how the sample is cross-fitted. */
export const DESIGNS = figure("inference_designs", "byDesign", {
  title: "Cross-fitting by numbers of folds, repetitions, and doubly",
  caption:
    "Bias: size of the mean difference from the oracle on the same samples. Coverage: share of " +
    "95 % intervals that hold the truth. Dashed: no bias, and the nominal level. Below each point the " +
    "number of folds; “double” where the two factors of the bias are learned on disjoint folds; × M " +
    "where medians are taken over M random partitions. The smallest n is drawn; the table has the " +
    "others, and 90 % intervals.",
}).from(`-- Bias and coverage by learner and by how the sample is cross-fitted.
SELECT CASE learner WHEN 'sum-fourier' THEN 'published sieve' ELSE 'penalised sieve' END AS learner,
  setting, estimator, n, metric, value, mc_error
FROM summary
WHERE experiment = 'inference' AND estimator NOT IN ('', 'oracle')
  AND metric IN ('excess_bias', 'coverage', 'coverage_90')
ORDER BY learner DESC, setting, estimator, n, metric`);

/** Estimates with intervals of one sample, a line a coordinate. */
export const ONE_SAMPLE = figure("one_sample", "oneSample", {
  title: "One sample as its user sees it: estimates, intervals and a joint band",
  caption:
    "The orthogonal gradient on one sample, less the truth, which a user does not know. Thick: " +
    "90 % intervals; middle: 95 % intervals; thin: the band that holds for all coordinates together in " +
    "95 % of samples. The table has the columns of DoubleML's summary, and there nothing is subtracted.",
  tableCaption: "Summary of one sample in DoubleML's columns, with joint inference and the truth",
}).from(`-- The summary of one sample, a row a coordinate.
SELECT coordinate, n, value, standard_error, t, p, low_95, high_95, low_90, high_90, joint_low,
  joint_high, joint_p, truth
FROM sample ORDER BY coordinate`);

/** Coverage everywhere by each estimator's band by sample size, a panel a learner. */
export const BANDS = figure("band_coverage", "bandCoverage", {
  title: "Simultaneous bands over outer points: share of samples covered everywhere",
  caption:
    "Filled: share of samples in which the simultaneous 95 % band holds the true gradient at " +
    "all outer points and coordinates; the dashed line is what it should be. Hollow: the same for all " +
    "pointwise 95 % intervals at once, which promise less.",
}).from(
  `-- Share of samples in which the simultaneous band, and all pointwise intervals, hold everywhere.
SELECT CASE experiment WHEN 'bands' THEN 'published sieve' ELSE 'penalised sieve' END AS learner,
  estimator, n,
  max(value) FILTER (metric = 'band_coverage') AS coverage,
  max(mc_error) FILTER (metric = 'band_coverage') AS mc_error,
  max(value) FILTER (metric = 'pointwise_coverage') AS pointwise,
  max(mc_error) FILTER (metric = 'pointwise_coverage') AS pointwise_error,
  max(value) FILTER (metric = 'band_length') AS length,
  max(mc_error) FILTER (metric = 'band_length') AS length_error
FROM summary
WHERE experiment IN ('bands', 'bands-penalised') AND estimator <> ''
GROUP BY ALL ORDER BY learner DESC, estimator, n`,
);

/** Kolmogorov distances of each coordinate against n, with the point of the 5 % test. */
export const NORMALITY = figure("iv_2_normality", "normality", {
  title: "Sine-IV: distance of studentized errors from the standard normal",
  caption:
    "Largest difference between the share of the orthogonal gradient's studentized errors below a point and " +
    "the normal probability, for each coordinate. Dashed: what as many normal errors exceed in 5 % of " +
    "experiments. The coordinates are far from independent: the gradient's errors lie in a plane.",
}).from(
  `-- Distance of the studentized errors of the orthogonal gradient from normal ones, and what R normal
-- errors exceed in 5 % of experiments (Kolmogorov's limit law).
SELECT 'coordinate ' || coordinate AS coordinate, n, distance AS value,
  1.3581 / sqrt(replications) AS critical
FROM normality WHERE estimator = 'orthogonal'
ORDER BY coordinate, n`,
);
