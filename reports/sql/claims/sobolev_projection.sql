SELECT 'semiparametric.sobolev_projection' AS id, 'semiparametric' AS study, 'arXiv 2605.21341' AS paper,
  'Found here: with projection series nothing is gained, and the errors of the plug-in and of the orthogonal gradient are equal to within 5 %.' AS statement,
  'RMSE orthogonal / plug-in, mean over sample sizes' AS measure,
  value, unnest(judged(value, error, 0.95, 1.05))
FROM ratios WHERE learner = 'projection-series';
