-- Pooled over sizes, whose samples are independent.
WITH pooled AS (
  SELECT avg(value) AS value, sqrt(sum(mc_error * mc_error)) / count(*) AS error
  FROM summary
  WHERE experiment = 'sobolev' AND learner = 'projection-series' AND estimator = 'plug-in'
    AND metric = 'coverage'
)
SELECT 'semiparametric.sobolev_plug_in_coverage' AS id, 'semiparametric' AS study, 'arXiv 2605.21341' AS paper,
  'Found here: intervals from the plug-in''s own scores hold the truth too seldom even where its error is about as small as any.' AS statement,
  'coverage of the plug-in with projection series, mean over sample sizes' AS measure,
  value, unnest(judged(value, error, 0, 0.93))
FROM pooled;
