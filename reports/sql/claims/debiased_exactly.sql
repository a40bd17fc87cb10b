-- Greatest error of the mean over the coin, enumerated.
WITH errors AS (
  SELECT max(value) AS value FROM moments WHERE quantity = 'mean_error' AND estimator LIKE 'unbiased%'
)
SELECT 'unbiased-first-order.debiased_exactly' AS id, 'unbiased-first-order' AS study,
  'arXiv 2006.03631' AS paper,
  'The debiased estimate is unbiased: over its coin its mean is the exact gradient, for every task, θ and q.' AS statement,
  'greatest error of a coordinate of the mean, by enumeration' AS measure,
  value, value AS low, value AS high, 'at most 10⁻¹²' AS bar, 0::DOUBLE AS accepted_low,
  1e-12::DOUBLE AS accepted_high, verdict(value, value, 0, 1e-12) AS verdict
FROM errors;
