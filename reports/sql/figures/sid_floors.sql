-- Mean squared errors of w by the number of steps: measured, exact, and in the limit of constant steps.
SELECT estimator, t::DOUBLE AS t, avg(squared_lower) AS value,
  stddev_samp(squared_lower) / sqrt(count(squared_lower)) AS mc_error,
  any_value(lower_exact) AS exact, any_value(lower_floor) AS floor
FROM errors JOIN bounds USING (problem, estimator, t, k)
GROUP BY estimator, t
ORDER BY ALL;
