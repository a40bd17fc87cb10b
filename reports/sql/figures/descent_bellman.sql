-- Descents in projected Bellman B1, and the end of the one published draw, at the size of that draw.
-- The other plug-ins, which lie on the same curve, are in the database.
SELECT series, quantity, step, value, mc_error, spread, diverged FROM curves
WHERE series IN ('oracle', 'orthogonal', 'plug-in', 'exact gradient', 'flattest direction')
UNION ALL
SELECT 'published draw', quantity, step::INTEGER, value::DOUBLE, NULL, NULL, NULL
FROM published
WHERE experiment = 'descent-bellman'
  AND EXISTS (FROM summary s WHERE s.experiment = published.experiment AND s.n = published.n::BIGINT)
ORDER BY ALL;
