-- Mean coverage over the pairs of smoothnesses inside the boundary, at the largest size.
SELECT 'semiparametric.phase_inside' AS id, 'semiparametric' AS study, 'arXiv 2605.21341' AS paper,
  'Where the product of the learning rates is faster than n^{−1/2} the coverage of the orthogonal gradient is near nominal.' AS statement,
  'mean coverage inside the product-rate boundary, largest n' AS measure,
  coverage AS value, unnest(judged(coverage, coverage_error, 0.92, 0.97))
FROM regions
WHERE region = 'inside' AND estimator = 'orthogonal' AND n = (SELECT max(n) FROM regions);
