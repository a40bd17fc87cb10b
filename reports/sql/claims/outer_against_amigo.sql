-- Gap of BSGM without a warm start over that of AmIGO, after equally many observations.
SELECT 'stochastic-implicit.outer_against_amigo' AS id, 'stochastic-implicit' AS study,
  'arXiv 2202.03397' AS paper,
  'How far BSGM without a warm start, its inner effort growing, is behind AmIGO.' AS statement,
  'ratio of the gaps of the objective of bsgm-linear and AmIGO after equally many observations, each tuned' AS measure,
  ratio AS value, low, high, '–' AS bar, NULL::DOUBLE AS accepted_low, NULL::DOUBLE AS accepted_high,
  'exploratory' AS verdict
FROM ratios
WHERE estimator = 'bsgm-linear' AND against = 'amigo' AND axis = 'samples' AND quantity = 'gap';
