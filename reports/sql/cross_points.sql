-- Squared errors against J, or against t = k for a given J, which the setting says. A replication is a draw of
-- the problem with the mean over all that was sampled of it.
SELECT study, experiment, problem, estimator,
  CASE WHEN level IS NOT NULL THEN 'error in t at ' || setting ELSE 'error in J' END AS quantity,
  instance AS replication, (CASE WHEN level IS NOT NULL THEN t ELSE j END)::DOUBLE AS x,
  mean_of_all(squared_error) AS value
FROM errors WHERE estimator = 'decreasing' GROUP BY ALL ORDER BY ALL;
