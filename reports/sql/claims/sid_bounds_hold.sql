-- The largest of all measured mean squared errors over their bounds, NULL where a replication is outside
-- the radius that the bounds are for. The interval is from the largest lower end to the largest upper end.
WITH long AS (
  SELECT unnest([squared_lower, squared_adjoint, squared_error]) AS value,
    unnest([lower_bound, adjoint_bound, error_bound]) AS bound,
    unnest(['lower', 'adjoint', 'error']) AS quantity,
    estimator, t, k, squared_lower > radius * radius AS outside
  FROM errors JOIN bounds USING (problem, estimator, t, k)
), ratios AS (
  SELECT CASE WHEN count(value) = count(*) AND NOT bool_or(outside AND quantity <> 'lower') THEN
      avg(value) / any_value(bound) END AS ratio,
    normal_quantile() * stddev_samp(value) / sqrt(count(*)) / any_value(bound) AS half
  FROM long WHERE k > 0 OR quantity = 'lower' GROUP BY estimator, t, k, quantity
), largest AS (
  SELECT max(ratio) AS value, max(ratio - half) AS low, max(ratio + half) AS high,
    count(ratio) = count(*) AS complete
  FROM ratios
)
SELECT 'stochastic-implicit.sid_bounds_hold' AS id, 'stochastic-implicit' AS study,
  'arXiv 2011.07122' AS paper,
  'No mean squared error, of w, of v or of the gradient, is above its bound, for all rules of steps and all numbers of steps tried.' AS statement,
  'largest ratio of a mean squared error to its bound' AS measure,
  value, unnest(judged_within(CASE WHEN complete THEN low END, CASE WHEN complete THEN high END, 0, 1))
FROM largest;
