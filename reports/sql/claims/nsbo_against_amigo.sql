-- Gap of NSBO-SGD with T = 1 over that of AmIGO after equally many observations.
SELECT 'curvature-aware.nsbo_against_amigo' AS id, 'curvature-aware' AS study, 'arXiv 2505.02101' AS paper,
  'With minibatches, how far NSBO-SGD with T = 1 is ahead of AmIGO.' AS statement,
  'ratio of the gaps of the objective after equally many observations, each tuned' AS measure,
  ratio AS value, low, high, '–' AS bar, NULL::DOUBLE AS accepted_low, NULL::DOUBLE AS accepted_high,
  'exploratory' AS verdict
FROM ratios
WHERE problem = 'logistic-tuning' AND estimator = 'nsbo-sgd-1' AND against = 'amigo' AND axis = 'samples' AND quantity = 'gap';
