-- Curves of one experiment's descents: each estimator, descent along the exact gradient, and where
-- the flattest eigen-direction of the Hessian alone would be, which loses the factor 1 − sλ a step.
WITH estimated AS (
  SELECT problem, estimator AS series, metric AS quantity,
    level::INTEGER AS step, value, mc_error
  FROM summary WHERE metric IN ('gap', 'distance')
), spread AS (
  SELECT estimator AS series, replace(metric, '_sd', '') AS quantity,
    level::INTEGER AS step, value AS spread
  FROM summary WHERE metric IN ('gap_sd', 'distance_sd')
), astray AS (
  SELECT estimator AS series, level::INTEGER AS step,
    value AS diverged
  FROM summary WHERE metric = 'diverged'
), here AS (
  SELECT * FROM exact WHERE problem = (SELECT any_value(problem) FROM summary)
), flattest AS (
  SELECT max(value) FILTER (quantity = 'hessian_eigenvalue') AS eigenvalue,
    max(value) FILTER (quantity = 'start_departure') AS start,
    max(value) FILTER (quantity = 'step_size') AS step_size
  FROM here WHERE coordinate = 0
), alone AS (
  SELECT step, eigenvalue, start * exp(step * ln(abs(1 - step_size * eigenvalue))) AS distance
  FROM flattest, (SELECT DISTINCT step FROM estimated)
)
SELECT series, quantity, step, value, mc_error, spread, diverged
FROM estimated LEFT JOIN spread USING (series, quantity, step)
LEFT JOIN astray USING (series, step)
UNION ALL
SELECT 'exact gradient', replace(quantity, 'descent_', ''),
  level::INTEGER, value, NULL, NULL, NULL
FROM here WHERE quantity IN ('descent_gap', 'descent_distance')
UNION ALL
SELECT 'flattest direction', 'distance', step, distance, NULL, NULL, NULL FROM alone
UNION ALL
SELECT 'flattest direction', 'gap', step, eigenvalue * distance * distance / 2, NULL, NULL, NULL
FROM alone
ORDER BY ALL;
