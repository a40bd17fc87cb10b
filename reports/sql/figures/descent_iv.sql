-- Descents in linear-IV, and the end of the one published draw, at the size of that draw. In one
-- dimension the flattest direction is all there is.
SELECT series, quantity, step, value, mc_error, spread, diverged FROM curves
WHERE series IN ('oracle', 'orthogonal', 'plug-in', 'kernel-bilevel', 'exact gradient')
UNION ALL
SELECT 'published draw', quantity, step::INTEGER, value::DOUBLE, NULL, NULL, NULL
FROM published
WHERE experiment = 'descent-iv'
  AND EXISTS (FROM summary s WHERE s.experiment = published.experiment AND s.n = published.n::BIGINT)
ORDER BY ALL;
