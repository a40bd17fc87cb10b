-- Peak memory and calls against the number of inner steps, and the slopes of their logarithms.
SELECT quantity AS panel, estimator, exp(x) AS x, exp(y) AS value, NULL::DOUBLE AS mc_error,
  1 AS replications, 1 AS tried, slope, low AS slope_low, high AS slope_high
FROM points JOIN slopes USING (problem, estimator, quantity)
ORDER BY ALL;
