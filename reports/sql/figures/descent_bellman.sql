-- Descents in projected Bellman B1, and the end of the one published draw, at the size of that draw.
-- The other plug-ins, which lie on the same curve, are in the database.
SELECT series, quantity, step, value, mc_error, spread, diverged FROM curves
WHERE series IN ('oracle', 'orthogonal', 'plug-in', 'exact gradient', 'flattest direction')
UNION ALL
SELECT 'published draw', quantity, 1000, value, NULL, NULL, NULL
FROM (VALUES ('gap', 0.00018::DOUBLE), ('distance', 0.226::DOUBLE)) AS published (quantity, value)
WHERE EXISTS (FROM summary WHERE experiment = 'descent-bellman' AND n = 5000)
ORDER BY ALL;
