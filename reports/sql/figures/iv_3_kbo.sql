-- Kernel bilevel optimisation by penalty: total error, exact bias; the others for comparison.
WITH lambdas AS (
  SELECT DISTINCT level AS "lambda"
  FROM summary WHERE experiment = 'iv-3' AND estimator = 'kernel-bilevel'
)
SELECT 'kernel-bilevel' AS series, level AS "lambda", value, mc_error
FROM summary WHERE experiment = 'iv-3' AND estimator = 'kernel-bilevel' AND metric = 'rmse'
UNION ALL
SELECT 'population-bias', level, value, NULL
FROM summary WHERE experiment = 'iv-3' AND metric = 'population_bias'
UNION ALL
SELECT estimator, "lambda", value, mc_error
FROM summary, lambdas
WHERE experiment = 'iv-3' AND metric = 'rmse' AND estimator IN ('orthogonal', 'oracle')
ORDER BY ALL;
