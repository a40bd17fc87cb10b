-- Ratios of each method to AmIGO after equally many observations, each with its tuned step.
WITH tuned AS (
  SELECT estimator, any_value(budget) AS budget, any_value(step) AS step,
    exp(avg(ln(value)) FILTER (quantity = 'gradient_norm')) AS gradient_norm,
    (count(*) FILTER (quantity = 'gap' AND value IS NULL))::INTEGER AS diverged
  FROM ends WHERE tuned AND axis = 'samples' GROUP BY estimator
), against_amigo AS (
  SELECT quantity AS panel, estimator, ratio AS value, low, high
  FROM ratios WHERE axis = 'samples' AND against = 'amigo'
  UNION ALL
  SELECT DISTINCT quantity, 'amigo', 1, NULL, NULL FROM ends
)
SELECT panel, estimator, value, low, high, budget, step, gradient_norm, diverged
FROM against_amigo JOIN tuned USING (estimator) ORDER BY ALL;
