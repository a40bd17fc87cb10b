-- Counts against the condition number, as logarithms, where the method has qualified; and those of Hessian
-- products by NBO over those by AmIGO, both with gradient steps, in the same draw.
WITH counts AS (
  SELECT study, experiment, problem, estimator, quantity, replication, ln(condition) AS x, ln(count) AS y
  FROM (UNPIVOT costs ON lower_gradients, hessian_vectors INTO NAME quantity VALUE count)
  WHERE qualified AND count > 0
)
FROM counts
UNION ALL
SELECT study, experiment, problem, 'nbo-gd' AS estimator, 'hessian_vectors_over_amigo' AS quantity, replication, x,
  nbo.y - amigo.y
FROM counts nbo JOIN counts amigo USING (study, experiment, problem, quantity, replication, x)
WHERE quantity = 'hessian_vectors' AND nbo.estimator = 'nbo-gd' AND amigo.estimator = 'amigo-gd'
ORDER BY ALL;
