-- Relative errors by passes over the data, and where AID overtakes SID.
SELECT problem AS panel, quantity AS kind, CASE quantity WHEN 'error' THEN estimator ELSE against END AS estimator,
  steps, passes AS x, passes_low AS x_low, passes_high AS x_high, value, low, high
FROM comparison WHERE quantity IN ('error', 'overtaken')
ORDER BY ALL;
