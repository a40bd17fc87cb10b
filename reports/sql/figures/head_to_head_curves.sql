-- Curves of some methods of each family, over the draws that no step was chosen on. How many iterations a
-- run has may depend on chance: places that only some runs have come to are left out.
SELECT problem AS panel, estimator, x, value, low, high, step
FROM curves
WHERE quantity = 'left' AND x > 0 AND estimator IN
  ('exact', 'amigo-cg', 'nbo-cg', 'ufo', 'nsbo-sgd', 'soba', 'saba', 'bsgm-warm')
QUALIFY replications = max(replications) OVER (PARTITION BY problem, estimator)
ORDER BY ALL;
