-- Mean coverage over the pairs of smoothnesses that are both below ½, at the largest size.
SELECT 'semiparametric.phase_both_rough' AS id, 'semiparametric' AS study, 'arXiv 2605.21341' AS paper,
  'Beyond the product-rate boundary, with both functions rougher than ½, the intervals of the orthogonal gradient fail.' AS statement,
  'mean coverage where both are rougher than ½, largest n' AS measure,
  coverage AS value, unnest(judged(coverage, coverage_error, 0, 0.85))
FROM regions
WHERE region = 'both-rough' AND estimator = 'orthogonal' AND n = (SELECT max(n) FROM regions);
