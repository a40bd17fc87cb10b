-- Descents under general losses. The rate of the flattest direction is that near the minimum only.
SELECT series, quantity, step, value, mc_error, spread, diverged FROM curves
WHERE series <> 'flattest direction'
ORDER BY ALL;
