-- Curves of all methods by observations gone through.
SELECT problem || ' ' || quantity AS panel, estimator, x, value, low, high, step
FROM curves WHERE axis = 'samples' AND x > 0
ORDER BY ALL;
