-- Greatest relative deviation of the second moment over the coin, enumerated, from the formula.
WITH errors AS (SELECT max(value) AS value FROM moments WHERE quantity = 'moment_error')
SELECT 'unbiased-first-order.second_moment_exactly' AS id, 'unbiased-first-order' AS study,
  'arXiv 2006.03631' AS paper,
  'The second moment of the debiased estimate is ‖G‖² + (1/q − 1)‖G − G_{FO}‖², for every task, θ and q.' AS statement,
  'greatest relative deviation from the formula, by enumeration' AS measure,
  value, value AS low, value AS high, 'at most 10⁻¹²' AS bar, 0::DOUBLE AS accepted_low,
  1e-12::DOUBLE AS accepted_high, verdict(value, value, 0, 1e-12) AS verdict
FROM errors;
