-- Errors by penalty where all estimators use the same kernel ridge regressions, and, for comparison,
-- the orthogonal gradient with the published sieve on the same samples.
SELECT estimator AS series, level AS "lambda", value, mc_error
FROM summary
WHERE experiment = 'same-learner' AND metric = 'rmse' AND learner = 'gaussian-kernel'
  AND estimator IN ('kernel-bilevel', 'orthogonal', 'plug-in-full')
UNION ALL
SELECT 'orthogonal, sieve', NULL, value, mc_error
FROM summary WHERE experiment = 'iv-3' AND metric = 'rmse' AND estimator = 'orthogonal'
ORDER BY ALL;
