-- √n × bias at the largest size over that at the smallest, where both functions are rougher than ½.
-- Sizes are independent.
WITH ends AS (
  SELECT n, bias, bias_error / bias AS error FROM regions
  WHERE region = 'both-rough' AND estimator = 'orthogonal'
    AND n IN (SELECT unnest([min(n), max(n)]) FROM regions)
), ratio AS (
  SELECT last.bias / first.bias AS value,
    abs(last.bias / first.bias) * sqrt(last.error * last.error + first.error * first.error) AS error
  FROM ends first JOIN ends last ON last.n > first.n
)
SELECT 'semiparametric.phase_bias' AS id, 'semiparametric' AS study, 'arXiv 2605.21341' AS paper,
  'Found here: where both functions are rougher than ½ the bias of the orthogonal gradient falls no faster than n^{−1/2}.' AS statement,
  '√n × bias, largest n / smallest n' AS measure,
  value, unnest(judged(value, error, 0.9, 2))
FROM ratio;
