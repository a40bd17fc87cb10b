-- At the largest size, with a penalty that is fifty times too large.
WITH last AS (
  SELECT value, mc_error AS error
  FROM summary
  WHERE experiment = 'hyper-cleaning-over' AND estimator = 'orthogonal' AND metric = 'coverage'
    AND n = (SELECT max(n) FROM summary WHERE experiment = 'hyper-cleaning-over')
)
SELECT 'semiparametric.hyper_cleaning_over' AS id, 'semiparametric' AS study, 'arXiv 2605.21341' AS paper,
  'In data hyper-cleaning with far too large a penalty the intervals of the orthogonal gradient, jackknifed over folds, fail as well.' AS statement,
  'coverage at fifty times the penalty, largest n' AS measure,
  value, unnest(judged(value, error, 0, 0.9))
FROM last;
