-- Gap of BSGM without a warm start over that with warm w and v, after equally many observations.
SELECT 'stochastic-implicit.outer_warm_start_gain' AS id, 'stochastic-implicit' AS study,
  'arXiv 2202.03397' AS paper,
  'What a warm start of w and v gains over a growing inner effort.' AS statement,
  'ratio of the gaps of the objective of bsgm-linear and bsgm-wv after equally many observations, each tuned' AS measure,
  ratio AS value, low, high, '–' AS bar, NULL::DOUBLE AS accepted_low, NULL::DOUBLE AS accepted_high,
  'exploratory' AS verdict
FROM ratios
WHERE estimator = 'bsgm-linear' AND against = 'bsgm-wv' AND axis = 'samples' AND quantity = 'gap';
