-- Curves of the methods that the claims are about.
SELECT axis AS panel, estimator, x, value, low, high, step
FROM curves
WHERE quantity = 'gap' AND axis IN ('iterations', 'calls', 'products') AND x > 0
  AND estimator IN ('nbo-gd-0', 'nbo-gd-1', 'nbo-cg-5', 'amigo-1', 'amigo-2', 'amigo-10')
ORDER BY ALL;
