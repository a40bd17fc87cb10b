-- Slope of ‖∇F‖² in the number of samples without a warm start, t, k and J growing as s + 1.
SELECT 'stochastic-implicit.outer_without_warm_start' AS id, 'stochastic-implicit' AS study,
  'arXiv 2202.03397' AS paper,
  'Without a warm start, the inner effort growing linearly, BSGM needs at most O(ε⁻²) samples for ‖∇F‖² ≤ ε.' AS statement,
  'slope of the logarithm of the mean of ‖∇F‖² in that of the samples' AS measure,
  slope AS value, low, high, 'at most −0.5' AS bar, NULL::DOUBLE AS accepted_low,
  -0.5::DOUBLE AS accepted_high, verdict(low, high, '-infinity'::DOUBLE, -0.5) AS verdict
FROM slopes WHERE estimator = 'bsgm-linear' AND quantity = 'squared_gradient';
