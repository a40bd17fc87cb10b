-- Squared errors of the gradient against those of w or of v, whichever is swapped, which the setting says, by
-- the steps of its solver. A replication is a draw of the problem with means over all that was sampled of it.
SELECT study, experiment, problem, estimator AS solver, setting AS quantity,
  CASE setting WHEN 'lower' THEN t ELSE k END AS steps, instance AS replication,
  mean_of_all(CASE setting WHEN 'lower' THEN squared_lower ELSE squared_adjoint END) AS x,
  mean_of_all(squared_error) AS value
FROM errors GROUP BY ALL ORDER BY ALL;
