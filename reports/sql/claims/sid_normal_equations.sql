-- The largest relative error of the gradient without sampling, over both maps and both solvers; NULL where
-- one failed.
WITH largest AS (
  SELECT CASE WHEN count(squared_error) = count(*) THEN max(sqrt(squared_error) / gradient_norm) END AS value
  FROM errors WHERE estimator IN ('fixed-point', 'cg-normal')
)
SELECT 'stochastic-implicit.sid_normal_equations' AS id, 'stochastic-implicit' AS study, 'arXiv 2006.16218' AS paper,
  'Without sampling, the fixed-point iteration and conjugate gradients on the normal equations both give the exact gradient where ∂₁Φ is not symmetric.' AS statement,
  'largest relative error of the gradient' AS measure,
  value, value AS low, value AS high, 'at most 10⁻¹⁰' AS bar, 0::DOUBLE AS accepted_low,
  1e-10::DOUBLE AS accepted_high, verdict(value, value, 0, 1e-10) AS verdict
FROM largest;
