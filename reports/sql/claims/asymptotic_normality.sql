-- The largest distance D over the coordinates, at the largest size. Its interval holds whatever the
-- dependence of the coordinates, with probability 95 % at least. Above: the true distance is reached at
-- one point of one coordinate, and there the share of errors below is within 1.96 / (2√R) of its mean.
-- Below: every empirical distribution function is within √(ln(2p / 0.025) / (2R)) of the true one
-- (Dvoretzky, Kiefer, Wolfowitz, with Massart's constant; Bonferroni over p coordinates).
WITH largest AS (
  SELECT max(distance) AS value, any_value(replications) AS replications, count(*) AS coordinates
  FROM normality
  WHERE estimator = 'orthogonal' AND n = (SELECT max(n) FROM normality)
), bounds AS (
  SELECT value,
    greatest(0, value - sqrt(ln(2 * coordinates / 0.025::DOUBLE) / (2 * replications))) AS low,
    value + normal_quantile() / (2 * sqrt(replications)) AS high
  FROM largest
)
SELECT 'semiparametric.asymptotic_normality' AS id, 'semiparametric' AS study, 'arXiv 2605.21341' AS paper,
  'With the published sieve the studentized errors of the orthogonal gradient are close to standard normal at the largest n.' AS statement,
  'Kolmogorov distance at the largest n, largest over coordinates' AS measure,
  value, low, high, 'at most 0.1' AS bar, 0::DOUBLE AS accepted_low, 0.1::DOUBLE AS accepted_high,
  verdict(low, high, 0, 0.1) AS verdict
FROM bounds;
