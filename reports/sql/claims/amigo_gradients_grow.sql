-- Slope of the number of lower-level gradients of AmIGO in the condition number.
SELECT 'curvature-aware.amigo_gradients_grow' AS id, 'curvature-aware' AS study, 'arXiv 2505.02101' AS paper,
  'AmIGO needs lower-level gradients in proportion to the condition number κ, for an equal number of outer iterations.' AS statement,
  'slope of log gradients in log κ, AmIGO with gradient steps' AS measure,
  slope AS value, unnest(judged_within(low, high, 0.9, 1.1))
FROM slopes WHERE estimator = 'amigo-gd' AND quantity = 'lower_gradients';
