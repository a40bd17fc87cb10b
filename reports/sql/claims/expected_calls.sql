-- Counted calls, both outcomes of the coin with their probabilities, against r + 1 + q (r + r (r − 1)/2).
WITH calls AS (
  SELECT steps::DOUBLE AS r, estimator,
    (inner_gradients + hessian_vectors + outer_gradients)::DOUBLE AS calls
  FROM passes
), expected AS (
  SELECT cheap.r, q, (1 - q) * cheap.calls + q * full_pass.calls AS counted,
    cheap.r + 1 + q * (cheap.r + cheap.r * (cheap.r - 1) / 2) AS stated
  FROM calls cheap JOIN calls full_pass USING (r), (VALUES (0.01), (0.1), (0.5), (1)) t(q)
  WHERE cheap.estimator = 'first-order' AND full_pass.estimator = 'recomputed'
), deviations AS (SELECT max(abs(counted / stated - 1)) AS value FROM expected)
SELECT 'unbiased-first-order.expected_calls' AS id, 'unbiased-first-order' AS study,
  'arXiv 2006.03631' AS paper,
  'The expected time of the debiased estimate in constant memory is of the order r + q r²: r + 1 + q (r + r(r − 1)/2) calls.' AS statement,
  'greatest relative deviation of counted calls from the formula, over r and q = 0.01, 0.1, 0.5, 1' AS measure,
  value, value AS low, value AS high, 'at most 10⁻¹²' AS bar, 0::DOUBLE AS accepted_low,
  1e-12::DOUBLE AS accepted_high, verdict(value, value, 0, 1e-12) AS verdict
FROM deviations;
