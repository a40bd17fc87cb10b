-- Slope of the error of the gradient at y⁺, with an adjoint solved there, on the logistic problem.
SELECT 'curvature-aware.newton_step_squares' AS id, 'curvature-aware' AS study, 'arXiv 2505.02101' AS paper,
  'One Newton step of the lower level squares the error of the hypergradient: with the adjoint solved at the new point it is of second order in the distance before the step.' AS statement,
  'slope of log error in log distance' AS measure,
  slope AS value, unnest(judged_within(low, high, 1.9, 2.1))
FROM slopes WHERE problem = 'logistic' AND estimator = 'nbo-at-next' AND quantity = 'error';
