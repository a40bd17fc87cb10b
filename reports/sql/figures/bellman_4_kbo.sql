-- Kernel bilevel optimisation by penalty: total error, exact bias; the others for comparison.
SELECT 'kernel-bilevel' AS series, level AS "lambda", value, mc_error
FROM summary WHERE experiment = 'bellman-4' AND estimator = 'kernel-bilevel' AND metric = 'rmse'
UNION ALL
SELECT 'population-bias', level, value, NULL
FROM summary WHERE experiment = 'bellman-4' AND metric = 'population_bias'
UNION ALL
SELECT estimator, NULL, value, mc_error
FROM summary
WHERE experiment = 'bellman-4' AND metric = 'rmse' AND estimator IN ('orthogonal', 'plug-in', 'oracle')
ORDER BY ALL;
