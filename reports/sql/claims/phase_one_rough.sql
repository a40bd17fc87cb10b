-- Mean coverage over the pairs of smoothnesses beyond the boundary of which one is above ½, at the
-- largest size.
SELECT 'semiparametric.phase_one_rough' AS id, 'semiparametric' AS study, 'arXiv 2605.21341' AS paper,
  'Found here: the product rate is not necessary. Beyond its boundary, with one function smoother than ½, the coverage of the orthogonal gradient is still near nominal.' AS statement,
  'mean coverage beyond the boundary where one is smoother than ½, largest n' AS measure,
  coverage AS value, unnest(judged(coverage, coverage_error, 0.9, 0.97))
FROM regions
WHERE region = 'one-rough' AND estimator = 'orthogonal' AND n = (SELECT max(n) FROM regions);
