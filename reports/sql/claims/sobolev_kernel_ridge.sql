SELECT 'semiparametric.sobolev_kernel_ridge' AS id, 'semiparametric' AS study, 'arXiv 2605.21341' AS paper,
  'With the same kernel ridge regressions of the same sample the orthogonal gradient has an error at least a tenth below that of the plug-in.' AS statement,
  'RMSE orthogonal / plug-in, mean over sample sizes' AS measure,
  value, unnest(judged(value, error, 0, 0.9))
FROM ratios WHERE learner = 'kernel-ridge';
