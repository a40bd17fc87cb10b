-- Mean squared derivatives over the iterations since the record before, against the iterations, from the
-- second record on: what is before is still on its way from the start.
SELECT study, experiment, problem, estimator, 'mean_square' AS quantity, replication,
  iteration::DOUBLE AS x, mean_square AS value
FROM traces QUALIFY row_number() OVER (PARTITION BY problem, estimator, replication ORDER BY iteration) > 1
ORDER BY ALL;
