-- The best probability of an exact gradient against the inner step size.
SELECT 'q' AS panel, source AS estimator, alpha AS x, q AS value, low, high FROM best ORDER BY ALL;
