-- Mean over problems, θ and q of the sampled second moment over what theory gives.
WITH ratios AS (
  SELECT avg(value) AS value, sqrt(sum(mc_error * mc_error)) / count(*) AS error
  FROM moments WHERE quantity = 'moment_ratio' AND estimator LIKE 'unbiased%'
)
SELECT 'unbiased-first-order.second_moment' AS id, 'unbiased-first-order' AS study,
  'arXiv 2006.03631' AS paper,
  'The second moment of the debiased estimate is ‖G‖² + (1/q − 1)‖G − G_{FO}‖²: seen over random tasks and coins.' AS statement,
  'sampled second moment over the formula, mean over problems, θ and q' AS measure,
  value, unnest(judged(value, error, 0.95, 1.05))
FROM ratios;
