-- Slope of ‖∇F‖² in the number of samples without a warm start, t, k and J growing as s + 1.
SELECT 'stochastic-implicit.outer_without_warm_start' AS id, 'stochastic-implicit' AS study,
  'arXiv 2202.03397' AS paper,
  'Without a warm start, the inner effort growing linearly, BSGM needs at most O(ε⁻²) samples for ‖∇F‖² ≤ ε.' AS statement,
  'slope of the logarithm of the mean of ‖∇F‖² in that of the samples' AS measure,
  slope AS value, unnest(judged_within(low, high, -2, -0.5))
FROM slopes WHERE estimator = 'bsgm-linear' AND quantity = 'squared_gradient';
