-- Ratio of root-mean-square errors, orthogonal gradient to kernel bilevel optimisation, with the same
-- kernel ridge regressions and the same samples. "best": of their least errors over the grid of
-- penalties; "strong": the geometric mean of the ratios at penalties from 1e-3 on.
--
-- Both use the same samples, so the error of the mean log ratio is that of the replications' paired
-- differences, by the delta method.
WITH squared AS (
  SELECT estimator, level AS "lambda", replication,
    sum((estimate - truth) * (estimate - truth)) AS squared
  FROM estimates
  WHERE learner = 'gaussian-kernel' AND estimator IN ('kernel-bilevel', 'orthogonal')
  GROUP BY ALL
), mean AS (
  SELECT estimator, "lambda", avg(squared) AS mean FROM squared GROUP BY ALL
), best AS (
  SELECT estimator, min(mean) AS mean, arg_min("lambda", mean) AS "lambda" FROM mean GROUP BY ALL
), compared AS (
  SELECT 'best' AS penalties, * FROM best
  UNION ALL
  SELECT 'strong', estimator, mean, "lambda" FROM mean WHERE "lambda" >= 0.00099
), pair AS (
  SELECT penalties, o.mean AS orthogonal, o."lambda" AS orthogonal_lambda,
    k.mean AS kernel, k."lambda" AS kernel_lambda
  FROM compared o JOIN compared k USING (penalties)
  WHERE o.estimator = 'orthogonal' AND k.estimator = 'kernel-bilevel'
    AND (penalties = 'best' OR o."lambda" = k."lambda")
), logarithm AS (
  SELECT penalties, o.replication, avg(ln(p.orthogonal / p.kernel)) / 2 AS logarithm,
    avg(o.squared / p.orthogonal - k.squared / p.kernel) / 2 AS deviation
  FROM pair p
  JOIN squared o ON o.estimator = 'orthogonal' AND o."lambda" = p.orthogonal_lambda
  JOIN squared k ON k.estimator = 'kernel-bilevel' AND k."lambda" = p.kernel_lambda
    AND k.replication = o.replication
  GROUP BY ALL ORDER BY ALL
)
SELECT penalties, exp(any_value(logarithm)) AS value,
  exp(any_value(logarithm)) * stddev_samp(deviation) / sqrt(count(*)) AS error
FROM logarithm GROUP BY penalties ORDER BY penalties;
