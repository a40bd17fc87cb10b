-- "At least a tenth" keeps a tie from counting as a victory.
SELECT 'semiparametric.like_for_like_best' AS id, 'semiparametric' AS study, 'arXiv 2605.21341' AS paper,
  'With the same learner and samples, each at its best penalty, the orthogonal gradient has an error at least a tenth below that of kernel bilevel optimisation.' AS statement,
  'ratio of least RMSEs over λ, orthogonal / kernel bilevel' AS measure,
  value, unnest(judged(value, error, 0, 0.9))
FROM ratios WHERE penalties = 'best';
