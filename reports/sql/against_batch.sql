-- What SID and AID cost, in passes over the data: observations gone through by Φ, ∂₁Φᵀ, ∂₂Φᵀ and the gradients
-- of E over their number n, which is what AID's one product with ∂₂Φᵀ goes through. Rows by `quantity`:
--   error       root mean square over replications of ‖error‖/‖∇F‖, of each method at each effort
--   ratio       SID's error over that of AID at what AID costs, SID's between its two nearest efforts
--   overtaken   the passes from which on AID has the smaller error at equal cost, and that error
--   overtaken ratio  the larger logistic regression's error where it is overtaken over the smaller one's
--   size ratio  the larger one's errors over the smaller one's with equal numbers of steps, and, against "all",
--               the geometric mean over the four largest of them
-- all with 95 % bootstrap intervals over replications: whole ones are drawn with replacement, 1000 times, by MD5, so
-- that they are the same on every machine; the same ones for all methods on a problem, others for each problem, as
-- their data are. Between efforts both errors are lines in logarithms. NULL where an error is missing; and AID
-- has not overtaken SID where it does not in all replications, or fails to in more than one draw of them in forty.
CREATE MACRO on_line(x, x0, y0, x1, y1) AS y0 + (x - x0) * (y1 - y0) / (x1 - x0);
-- Errors of draws of replications, all of them once in draw 0, and of the method's next dearer effort.
CREATE TABLE draws AS
WITH sizes AS (
  SELECT problem, max(cross_samples)::DOUBLE AS n FROM errors WHERE estimator LIKE 'aid-%' GROUP BY problem
), points AS (
  SELECT study, experiment, problem, estimator, t AS steps, replication,
    (phi_samples + adjoint_samples + cross_samples + outer_samples) / n AS passes,
    squared_error / (gradient_norm * gradient_norm) AS square
  FROM errors JOIN sizes USING (problem)
), members AS (
  SELECT problem, replication, count(*) OVER (PARTITION BY problem) AS members,
    row_number() OVER (PARTITION BY problem ORDER BY replication) - 1 AS member
  FROM (SELECT DISTINCT problem, replication FROM points)
), drawn AS (
  SELECT problem, draw,
    drawn_member(problem || '/' || draw || '/' || member, members) AS member
  FROM members, range(1, 1001) d(draw)
  UNION ALL SELECT problem, 0, member FROM members
), times AS (
  SELECT problem, draw, replication, count(*)::DOUBLE AS times
  FROM drawn JOIN members USING (problem, member) GROUP BY ALL
), means AS (
  SELECT study, experiment, problem, estimator, steps, passes, draw,
    CASE WHEN count(square) = count(*) THEN nullif(sqrt(sum(times * square) / sum(times)), 0) END AS error
  FROM times JOIN points USING (problem, replication) GROUP BY ALL
)
SELECT *, lead(passes) OVER dearer AS next_passes, lead(error) OVER dearer AS next_error
FROM means WINDOW dearer AS (PARTITION BY study, experiment, problem, estimator, draw ORDER BY passes)
ORDER BY ALL;
CREATE TABLE ratios AS
SELECT s.study, s.experiment, s.problem, s.estimator, b.estimator AS against, b.steps, b.passes, s.draw,
  exp(on_line(ln(b.passes), ln(s.passes), ln(s.error), ln(s.next_passes), ln(s.next_error))) / b.error AS ratio
FROM draws s JOIN draws b USING (study, experiment, problem, draw)
WHERE s.estimator = 'sid-decreasing' AND b.estimator LIKE 'aid-%'
  AND b.passes >= s.passes AND b.passes < s.next_passes;
-- Stretches of the cost between two efforts, at whose ends a and z the logarithms of the errors are known.
CREATE TABLE overtaken AS
WITH lines AS (
  SELECT study, experiment, problem, estimator, draw, ln(passes) AS x0, ln(error) AS y0,
    ln(next_passes) AS x1, ln(next_error) AS y1
  FROM draws WHERE next_passes IS NOT NULL
), stretches AS (
  SELECT s.study, s.experiment, s.problem, s.estimator, b.estimator AS against, s.draw,
    greatest(s.x0, b.x0) AS a, least(s.x1, b.x1) AS z,
    on_line(a, s.x0, s.y0, s.x1, s.y1) AS error_a, on_line(z, s.x0, s.y0, s.x1, s.y1) AS error_z,
    error_a - on_line(a, b.x0, b.y0, b.x1, b.y1) AS gap_a,
    error_z - on_line(z, b.x0, b.y0, b.x1, b.y1) AS gap_z
  FROM lines s JOIN lines b USING (study, experiment, problem, draw)
  WHERE s.estimator = 'sid-decreasing' AND b.estimator LIKE 'aid-%'
    AND greatest(s.x0, b.x0) < least(s.x1, b.x1)
), last AS (
  SELECT study, experiment, problem, estimator, against, draw, arg_max(gap_z, z) > 0 AS in_the_end,
    max(on_line(0, gap_a, a, gap_z, z)) FILTER (gap_a <= 0 AND gap_z > 0) AS x,
    arg_max(on_line(0, gap_a, error_a, gap_z, error_z), a) FILTER (gap_a <= 0 AND gap_z > 0) AS y
  FROM stretches GROUP BY ALL
)
SELECT * EXCLUDE (in_the_end, x, y), CASE WHEN in_the_end THEN exp(x) END AS passes,
  CASE WHEN in_the_end THEN exp(y) END AS error
FROM last;
CREATE TABLE overtaken_ratios AS
SELECT b.study, b.experiment, b.problem, estimator, against, draw, b.error / a.error AS ratio
FROM overtaken a JOIN overtaken b USING (estimator, against, draw)
WHERE a.problem = 'logistic' AND b.problem = 'logistic-large';
CREATE TABLE size_ratios AS
SELECT b.study, b.experiment, b.problem, estimator, a.problem AS against, steps, draw, b.error / a.error AS ratio
FROM draws a JOIN draws b USING (estimator, steps, draw)
WHERE a.problem = 'logistic' AND b.problem = 'logistic-large' AND estimator LIKE 'sid-%';
INSERT INTO size_ratios
SELECT study, experiment, problem, estimator, 'all', NULL, draw,
  CASE WHEN count(ratio) = count(*) THEN exp(avg(ln(ratio))) END
FROM (FROM size_ratios QUALIFY steps * 8 >= max(steps) OVER ()) GROUP BY ALL;
-- The whole and the interval of a number by draws.
CREATE MACRO whole(draw, value) AS max(value) FILTER (draw = 0);
CREATE MACRO ends(draw, value) AS CASE
  WHEN count(value) FILTER (draw > 0) >= 0.975 * count(*) FILTER (draw > 0) AND whole(draw, value) IS NOT NULL
  THEN quantile_cont(value, [0.025, 0.975]) FILTER (draw > 0) END;
WITH summary AS (
  SELECT study, experiment, 'error' AS quantity, problem, estimator, '' AS against, steps, passes,
    NULL AS passes_ends, whole(draw, error) AS value, ends(draw, error) AS value_ends
  FROM draws GROUP BY ALL
  UNION ALL
  SELECT study, experiment, 'ratio', problem, estimator, against, steps, passes, NULL,
    whole(draw, ratio), ends(draw, ratio)
  FROM ratios GROUP BY ALL
  UNION ALL
  SELECT study, experiment, 'overtaken', problem, estimator, against, NULL, whole(draw, passes),
    ends(draw, passes), whole(draw, error), ends(draw, error)
  FROM overtaken GROUP BY ALL
  UNION ALL
  SELECT study, experiment, 'overtaken ratio', problem, estimator, against, NULL, NULL, NULL,
    whole(draw, ratio), ends(draw, ratio)
  FROM overtaken_ratios GROUP BY ALL
  UNION ALL
  SELECT study, experiment, 'size ratio', problem, estimator, against, steps, NULL, NULL,
    whole(draw, ratio), ends(draw, ratio)
  FROM size_ratios GROUP BY ALL
)
SELECT study, experiment, quantity, problem, estimator, against, steps::INTEGER AS steps, passes,
  passes_ends[1] AS passes_low, passes_ends[2] AS passes_high, value, value_ends[1] AS low, value_ends[2] AS high
FROM summary ORDER BY ALL;
