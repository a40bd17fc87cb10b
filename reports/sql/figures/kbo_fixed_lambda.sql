-- Norm of the mean error of kernel bilevel gradients by sample size at fixed penalties, and the
-- exact value it tends to.
WITH exact_bias AS (
  SELECT n, setting, value AS exact
  FROM summary WHERE experiment = 'kbo-n' AND metric = 'population_bias'
)
SELECT summary.level AS "lambda", n, value, mc_error, exact
FROM summary JOIN exact_bias USING (n, setting)
WHERE experiment = 'kbo-n' AND estimator = 'kernel-bilevel' AND metric = 'bias'
  AND summary.level IN (0.001, 0.01, 0.1)
ORDER BY "lambda", n;
