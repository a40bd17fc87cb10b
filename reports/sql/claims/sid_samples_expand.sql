-- The greatest norm of a sample's Jacobian at the solution, of the map for which it is smaller. Computed,
-- not simulated: there is no error.
WITH maps AS (
  SELECT problem, max(value) FILTER (quantity = 'sample_norm') AS norm,
    max(value) FILTER (quantity = 'contraction') AS contraction
  FROM exact WHERE problem IN ('recurrent-layer', 'bellman') GROUP BY problem
), least AS (
  SELECT min(norm) AS value,
    string_agg(printf('%s %.2f, its mean %.2f', problem, norm, contraction), '; ' ORDER BY problem DESC) AS all_maps
  FROM maps
)
SELECT 'stochastic-implicit.sid_samples_expand' AS id, 'stochastic-implicit' AS study, 'arXiv 2011.07122' AS paper,
  'A contraction in expectation is enough: no sample needs to be one.' AS statement,
  'greatest norm of a sample''s Jacobian at the solution (' || all_maps || ')' AS measure,
  value, value AS low, value AS high, 'above 1' AS bar, 1::DOUBLE AS accepted_low,
  NULL::DOUBLE AS accepted_high, CASE WHEN value > 1 THEN 'holds' ELSE 'fails' END AS verdict
FROM least;
