-- "At least a tenth" keeps a tie from counting as a victory.
SELECT 'semiparametric.like_for_like_strong' AS id, 'semiparametric' AS study, 'arXiv 2605.21341' AS paper,
  'With the same learner and samples and a strong penalty, the orthogonal gradient has an error at least a tenth below that of kernel bilevel optimisation.' AS statement,
  'geometric mean of RMSE ratios at λ ≥ 1e-3, orthogonal / kernel bilevel' AS measure,
  value, unnest(judged(value, error, 0, 0.9))
FROM ratios WHERE penalties = 'strong';
