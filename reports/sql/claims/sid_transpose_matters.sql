-- The error of the gradient with ∂₁Φ in place of its transpose, of the map for which it is smaller. Computed,
-- not simulated: there is no error.
WITH maps AS (
  SELECT problem, max(value) FILTER (quantity = 'untransposed_error') AS error,
    max(value) FILTER (quantity = 'asymmetry') AS asymmetry
  FROM exact WHERE problem IN ('recurrent-layer', 'bellman') GROUP BY problem
), least AS (
  SELECT min(error) AS value,
    string_agg(printf('%s %.2f, skew share %.2f', problem, error, asymmetry), '; ' ORDER BY problem DESC) AS all_maps
  FROM maps
)
SELECT 'stochastic-implicit.sid_transpose_matters' AS id, 'stochastic-implicit' AS study, 'arXiv 2011.07122' AS paper,
  'The Jacobian of such maps is not symmetric: who takes it for its transpose gets another gradient.' AS statement,
  'relative error of the gradient without the transpose (' || all_maps || ')' AS measure,
  value, value AS low, value AS high, 'above 0.05' AS bar, 0.05::DOUBLE AS accepted_low,
  NULL::DOUBLE AS accepted_high, CASE WHEN value > 0.05 THEN 'holds' ELSE 'fails' END AS verdict
FROM least;
