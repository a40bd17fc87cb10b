-- Descents in linear-IV, and the end of the one published draw, at the size of that draw. In one
-- dimension the flattest direction is all there is.
SELECT series, quantity, step, value, mc_error, spread, diverged FROM curves
WHERE series IN ('oracle', 'orthogonal', 'plug-in', 'kernel-bilevel', 'exact gradient')
UNION ALL
SELECT 'published draw', 'distance', 50, 0.0023::DOUBLE, NULL, NULL, NULL
WHERE EXISTS (FROM summary WHERE experiment = 'descent-iv' AND n = 800)
ORDER BY ALL;
