-- Squared errors against the number of steps: of w in t, of v in k, of the gradient in both at once, or in
-- one of them with the other at its limit; and those of w that constant steps end with, η t ≥ 8, against η.
-- A replication is a draw of the problem with the mean over all that was sampled of it.
WITH long AS (
  FROM errors UNPIVOT INCLUDE NULLS (
    value FOR quantity IN (squared_lower, squared_adjoint, squared_error)
  )
), pairs AS (
  FROM (VALUES ('floor 0.02 to 0.1', 0.02::DOUBLE, 0.1::DOUBLE),
    ('floor 0.004 to 0.02', 0.004::DOUBLE, 0.02::DOUBLE)) pairs(quantity, shorter, longer)
), points AS (
  SELECT study, experiment, problem, estimator, quantity, instance, greatest(t, k)::DOUBLE AS x, value
  FROM long
  WHERE CASE WHEN estimator LIKE 'sampled-%' THEN quantity = 'squared_error'
    ELSE quantity = 'squared_lower' OR k > 0 END
  UNION ALL
  SELECT study, experiment, problem, 'constant', pairs.quantity, instance, level, squared_lower
  FROM errors JOIN pairs ON level IN (shorter, longer)
  WHERE level * t >= 8
)
SELECT study, experiment, problem, estimator, quantity, instance AS replication, x, mean_of_all(value) AS value
FROM points GROUP BY ALL ORDER BY ALL;
