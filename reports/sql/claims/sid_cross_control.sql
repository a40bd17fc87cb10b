-- Largest relative difference between the squared errors of a replication for two numbers of samples; NULL
-- where a run diverged.
WITH spans AS (
  SELECT CASE WHEN count(squared_error) = count(*) THEN max(squared_error) / min(squared_error) - 1 END AS span
  FROM errors WHERE problem = 'ridge' AND estimator = 'decreasing' GROUP BY replication
), largest AS (
  SELECT CASE WHEN count(span) = count(*) THEN max(span) END AS value FROM spans
)
SELECT 'stochastic-implicit.sid_cross_control' AS id, 'stochastic-implicit' AS study, 'arXiv 2011.07122' AS paper,
  'Where the outer variables meet no data, the number of samples of the cross term is irrelevant.' AS statement,
  'largest relative difference of squared errors between two J' AS measure,
  value, value AS low, value AS high, 'at most 10⁻¹⁰' AS bar, 0::DOUBLE AS accepted_low,
  1e-10::DOUBLE AS accepted_high, verdict(value, value, 0, 1e-10) AS verdict
FROM largest;
