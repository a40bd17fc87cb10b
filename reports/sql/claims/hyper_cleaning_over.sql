-- At the largest size, with a penalty that is fifty times too large.
WITH last AS (
  SELECT value, mc_error AS error
  FROM summary
  WHERE experiment = 'hyper-cleaning-over' AND estimator = 'orthogonal' AND metric = 'coverage'
    AND n = (SELECT max(n) FROM summary WHERE experiment = 'hyper-cleaning-over')
)
SELECT 'semiparametric.hyper_cleaning_over' AS id, 'semiparametric' AS study, 'arXiv 2605.21341' AS paper,
  'Where the lower level is learned with far too large a penalty, the orthogonal gradient fails as well.' AS statement,
  'coverage at fifty times the penalty, largest n' AS measure,
  value, unnest(judged(value, error, 0, 0.9))
FROM last;
