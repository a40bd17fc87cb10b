-- Norm of the exact bias of each estimator by the size of the errors made on purpose.
SELECT regexp_extract(quantity, 'bias of (.*)', 1) AS estimator,
  regexp_extract(setting, 'wrong=(\w+)', 1) AS wrong,
  regexp_extract(setting, 'error=(.*)', 1)::DOUBLE AS error, sqrt(sum(value * value)) AS bias
FROM exact
WHERE quantity LIKE 'bias of %' AND setting LIKE '%error=%'
GROUP BY ALL ORDER BY ALL;
