-- At the largest size, where the squared shrinkage is small.
WITH last AS (
  SELECT value, mc_error AS error
  FROM summary
  WHERE experiment = 'sobolev' AND learner = 'kernel-ridge' AND estimator = 'orthogonal'
    AND metric = 'coverage' AND n = (SELECT max(n) FROM summary WHERE experiment = 'sobolev')
)
SELECT 'semiparametric.sobolev_coverage' AS id, 'semiparametric' AS study, 'arXiv 2605.21341' AS paper,
  'With the same kernel ridge regressions the coverage of the orthogonal gradient is nominal at the largest n.' AS statement,
  'coverage of the orthogonal gradient with kernel ridge regression, largest n' AS measure,
  value, unnest(judged(value, error, 0.93, 0.97))
FROM last;
