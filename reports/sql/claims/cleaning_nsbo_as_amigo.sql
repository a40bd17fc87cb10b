-- Test error of NSBO-SGD with T = 1 on MNIST over that of AmIGO after equally many observations.
SELECT 'curvature-aware.cleaning_nsbo_as_amigo' AS id, 'curvature-aware' AS study, 'arXiv 2505.02101' AS paper,
  'NSBO-SGD with T = 1 reaches the test error of AmIGO on MNIST digits, after equally many observations.' AS statement,
  'ratio of test errors, each tuned' AS measure,
  ratio AS value, unnest(judged_within(low, high, 0.9, 1.1))
FROM ratios
WHERE problem = 'mnist' AND estimator = 'nsbo-sgd-1' AND against = 'amigo' AND quantity = 'test_error';
