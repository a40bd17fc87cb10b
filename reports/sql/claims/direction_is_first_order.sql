-- Slope of the error of the direction that the method itself takes, on the logistic problem.
SELECT 'curvature-aware.direction_is_first_order' AS id, 'curvature-aware' AS study, 'arXiv 2505.02101' AS paper,
  'Found here: the direction that NBO itself takes is of first order, since its adjoint is solved for before the step and not after it.' AS statement,
  'slope of log error in log distance' AS measure,
  slope AS value, unnest(judged_within(low, high, 0.9, 1.1))
FROM slopes WHERE problem = 'logistic' AND estimator = 'nbo-direction' AND quantity = 'error';
