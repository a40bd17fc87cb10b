-- Squared errors of the gradient against the mean squared error of w or of v, whichever is swapped, which
-- the setting says. The estimator is all solvers at once, so that slopes are over all of them; an x
-- belongs to one solver and number of steps.
SELECT study, experiment, problem, 'all solvers' AS estimator, estimator AS solver, setting AS quantity,
  replication, avg(CASE setting WHEN 'lower' THEN squared_lower ELSE squared_adjoint END) OVER (
    PARTITION BY problem, estimator, setting, t, k ORDER BY replication
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS x,
  squared_error AS value
FROM errors ORDER BY ALL;
