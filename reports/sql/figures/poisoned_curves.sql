-- Test errors and separations by observations gone through, and the errors of the two levels.
SELECT quantity AS panel, estimator, x, value, low, high, step
FROM curves WHERE quantity IN ('test_error', 'separation') AND x > 0
UNION ALL
SELECT 'test_error', replace(estimator, 'level-', '') || ' labels, weight 1',
  (SELECT min(x) FROM curves WHERE x > 0), avg(value), NULL, NULL, NULL
FROM metrics WHERE setting = '' AND metric = 'test_error' GROUP BY estimator
ORDER BY ALL;
