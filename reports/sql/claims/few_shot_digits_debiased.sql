-- Loss on unseen tasks at the end over that of first-order training.
SELECT 'unbiased-first-order.few_shot_digits_debiased' AS id, 'unbiased-first-order' AS study,
  'arXiv 2006.03631' AS paper,
  'Few-shot learning of digits at equal oracle calls: meta-training with q = 0.1 against the first-order one.' AS statement,
  'loss on unseen tasks over that of first-order training, geometric mean over seeds' AS measure,
  ratio AS value, low, high, '–' AS bar, NULL::DOUBLE AS accepted_low, NULL::DOUBLE AS accepted_high,
  'exploratory' AS verdict
FROM ratios WHERE problem = 'digits' AND estimator = 'unbiased-0.1';
