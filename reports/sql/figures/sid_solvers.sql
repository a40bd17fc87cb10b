-- Mean squared errors of the gradient against those of the solver that is swapped, and their limit.
WITH means AS (
  SELECT problem, solver, quantity, x, avg(value) AS value,
    stddev_samp(value) / sqrt(count(value)) AS mc_error, count(value) AS finite, count(*) AS tried
  FROM points GROUP BY ALL
), limits AS (
  SELECT problem, replace(quantity, '_sensitivity', '') AS quantity, value AS square
  FROM exact WHERE quantity LIKE '%_sensitivity' AND setting = 'greatest'
), ends AS (
  SELECT problem, quantity, unnest([min(x), max(x)]) AS x FROM means GROUP BY ALL
)
SELECT quantity AS panel, solver AS estimator, x, value, mc_error, finite::INTEGER AS replications,
  tried::INTEGER AS tried, NULL AS slope, NULL AS slope_low, NULL AS slope_high
FROM means
UNION ALL
SELECT quantity, 'limit', x, square * x, NULL, NULL, NULL, NULL, NULL, NULL
FROM ends JOIN limits USING (problem, quantity)
ORDER BY ALL;
