-- Ratio of root-mean-square errors, orthogonal to plug-in, from the same samples (delta method on
-- the two squared errors of a replication), by learner; mean over sizes, which are independent.
WITH squared AS (
  SELECT learner, n, estimator, replication, sum((estimate - truth) * (estimate - truth)) AS squared
  FROM estimates GROUP BY ALL ORDER BY ALL
), pair AS (
  SELECT learner, n, a.squared AS a, b.squared AS b
  FROM squared a JOIN squared b USING (learner, n, replication)
  WHERE a.estimator = 'orthogonal' AND b.estimator = 'plug-in'
), size AS (
  SELECT learner, n, avg(a) AS a, avg(b) AS b, var_samp(a) AS aa, var_samp(b) AS bb,
    covar_samp(a, b) AS ab, count(*) AS count
  FROM pair GROUP BY learner, n
), ratio AS (
  SELECT learner, sqrt(a / b) AS ratio,
    sqrt(a / b) / 2 * sqrt((aa / (a * a) - 2 * ab / (a * b) + bb / (b * b)) / count) AS error
  FROM size
)
SELECT learner, avg(ratio) AS value, sqrt(sum(error * error)) / count(*) AS error
FROM ratio GROUP BY learner ORDER BY learner;
