-- The squared error of w over its exact mean: the mean over all points, and over replications.
WITH ratios AS (
  SELECT replication, avg(squared_lower / lower_exact) AS ratio,
    count(squared_lower) = count(*) AS complete
  FROM errors JOIN bounds USING (problem, estimator, t, k) GROUP BY replication
), means AS (
  SELECT avg(ratio) AS value, stddev_samp(ratio) / sqrt(count(*)) AS error,
    bool_and(complete) AS complete
  FROM ratios
)
SELECT 'stochastic-implicit.sid_exact_lower' AS id, 'stochastic-implicit' AS study,
  'arXiv 2011.07122' AS paper,
  'The mean squared error of the lower level is what the exact recursion of its moments derived here gives, for all rules of steps.' AS statement,
  'mean ratio of ‖w_t − w(λ)‖² to the exact E‖w_t − w(λ)‖²' AS measure,
  value, unnest(judged(value, CASE WHEN complete THEN error END, 0.95, 1.05))
FROM means;
