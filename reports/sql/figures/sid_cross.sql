-- Mean squared errors in J and in t = k with their slopes, and what the exact variance predicts.
WITH means AS (
  SELECT problem, estimator, quantity, x, avg(value) AS value,
    stddev_samp(value) / sqrt(count(value)) AS mc_error, count(value) AS finite, count(*) AS tried
  FROM points GROUP BY ALL
), named AS (
  SELECT *, regexp_extract(quantity, 'J=([0-9]+)$', 1) AS samples FROM means
), variances AS (
  SELECT problem, value AS variance FROM exact WHERE quantity = 'cross_variance'
)
SELECT CASE samples WHEN '' THEN 'J' ELSE 't' END AS panel,
  CASE WHEN samples <> '' THEN 'J = ' || samples ELSE replace(problem, '-', ' ') END AS estimator,
  x, named.value AS value, mc_error, finite::INTEGER AS replications, tried::INTEGER AS tried,
  slope, low AS slope_low, high AS slope_high
FROM named LEFT JOIN slopes USING (problem, estimator, quantity)
UNION ALL
SELECT CASE samples WHEN '' THEN 'J' ELSE 't' END,
  CASE samples WHEN '' THEN 'variance/J' ELSE 'variance/' || samples END,
  x, variance / CASE samples WHEN '' THEN x ELSE samples::DOUBLE END,
  NULL, NULL, NULL, NULL, NULL, NULL
FROM named JOIN variances USING (problem)
ORDER BY ALL;
