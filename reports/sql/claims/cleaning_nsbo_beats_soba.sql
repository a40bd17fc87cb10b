-- Test error of NSBO-SGD with T = 1 on MNIST over that of SOBA after equally many observations.
SELECT 'curvature-aware.cleaning_nsbo_beats_soba' AS id, 'curvature-aware' AS study, 'arXiv 2505.02101' AS paper,
  'NSBO-SGD with T = 1 reaches a lower test error than SOBA on MNIST digits, after equally many observations.' AS statement,
  'ratio of test errors, each tuned' AS measure,
  ratio AS value, unnest(judged_within(low, high, 0, 1))
FROM ratios
WHERE problem = 'mnist' AND estimator = 'nsbo-sgd-1' AND against = 'soba' AND quantity = 'test_error';
