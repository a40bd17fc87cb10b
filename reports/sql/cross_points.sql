-- Squared errors against J, or against t = k for a given J, which the setting says.
SELECT study, experiment, problem, estimator,
  CASE WHEN level IS NOT NULL THEN 'error in t at ' || setting ELSE 'error in J' END AS quantity,
  replication, (CASE WHEN level IS NOT NULL THEN t ELSE j END)::DOUBLE AS x, squared_error AS value
FROM errors WHERE estimator = 'decreasing' ORDER BY ALL;
