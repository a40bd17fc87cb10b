-- Norm of the exact bias of each estimator by the size of the errors made on purpose.
SELECT method AS estimator, variant AS wrong, level AS error, sqrt(sum(value * value)) AS bias
FROM exact
WHERE method <> '' AND level IS NOT NULL
GROUP BY ALL ORDER BY ALL;
