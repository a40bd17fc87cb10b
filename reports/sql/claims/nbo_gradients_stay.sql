-- The slope, of NBO-GD and NBO-CG, that is farther from 0.
SELECT 'curvature-aware.nbo_gradients_stay' AS id, 'curvature-aware' AS study, 'arXiv 2505.02101' AS paper,
  'NBO needs a number of lower-level gradients that does not depend on κ, for an equal number of outer iterations.' AS statement,
  'slope of log gradients in log κ, ' || CASE estimator WHEN 'nbo-gd' THEN 'NBO-GD' ELSE 'NBO-CG' END
    || ' (the steeper of NBO-GD and NBO-CG)' AS measure,
  slope AS value, unnest(judged_within(low, high, -0.1, 0.1))
FROM slopes WHERE estimator IN ('nbo-gd', 'nbo-cg') AND quantity = 'lower_gradients'
ORDER BY abs(slope) DESC, estimator LIMIT 1;
