-- What unbiased first-order gradients leave of the gap over what the uncorrected ones leave.
SELECT 'head-to-head.unbiased_ahead' AS id, 'head-to-head' AS study, 'arXiv 2006.03631' AS paper,
  'Found here: where an initialisation is learned, unbiased first-order gradients are ahead of first-order ones at the same budget.' AS statement,
  'ratio of what is left of the gap on adaptation, each tuned' AS measure,
  ratio AS value, unnest(judged_within(low, high, 0, 1))
FROM ratios
WHERE problem = 'adaptation' AND estimator = 'ufo' AND against = 'first-order' AND quantity = 'left';
