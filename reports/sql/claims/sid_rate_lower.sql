-- Slope of the lower level's error.
SELECT 'stochastic-implicit.sid_rate_lower' AS id, 'stochastic-implicit' AS study, 'arXiv 2011.07122' AS paper,
  'With decreasing steps the mean squared error of the lower level falls as 1/t.' AS statement,
  'slope of log E‖w_t − w(λ)‖² in log t' AS measure,
  slope AS value, unnest(judged_within(low, high, -1.15, -0.85))
FROM slopes WHERE quantity = 'squared_lower' AND estimator = 'decreasing';
