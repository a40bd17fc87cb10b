-- The empirically best q over the recommended one.
SELECT 'unbiased-first-order.best_q_local' AS id, 'unbiased-first-order' AS study, 'arXiv 2006.03631' AS paper,
  'Found here: the best q against the one that theory recommends: p = 1 with the moments at the minimiser.' AS statement,
  'empirically best q over the recommended one, geometric mean over inner step sizes' AS measure,
  ratio AS value, low, high, '–' AS bar, NULL::DOUBLE AS accepted_low, NULL::DOUBLE AS accepted_high,
  'exploratory' AS verdict
FROM ratios WHERE source = 'theory, p = 1, at θ*';
