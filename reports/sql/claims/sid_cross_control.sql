-- Largest relative difference between the squared errors of a replication for two numbers of samples.
WITH spans AS (
  SELECT max(squared_error) / min(squared_error) - 1 AS span
  FROM errors WHERE problem = 'ridge' AND estimator = 'decreasing' GROUP BY replication
), largest AS (
  SELECT max(span) AS value FROM spans
)
SELECT 'stochastic-implicit.sid_cross_control' AS id, 'stochastic-implicit' AS study, 'arXiv 2011.07122' AS paper,
  'Where the outer variables meet no data, the number of samples of the cross term is irrelevant.' AS statement,
  'largest relative difference of squared errors between two J' AS measure,
  value, value AS low, value AS high, 'at most 1e−10' AS bar, 0::DOUBLE AS accepted_low,
  1e-10::DOUBLE AS accepted_high, verdict(value, value, 0, 1e-10) AS verdict
FROM largest;
