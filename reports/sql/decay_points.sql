-- Errors of hypergradients against the distance from the lower level's solution, as logarithms.
SELECT study, experiment, problem, estimator, 'error' AS quantity, replication,
  ln(distance) AS x, ln(error / gradient_norm) AS y
FROM errors WHERE error > 0 ORDER BY ALL;
