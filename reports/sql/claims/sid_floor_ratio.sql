-- The ratio of two floors from the slope of their logarithms in that of the step: 5 to its power. The
-- range is a tenth about the ratio of the steps.
SELECT 'stochastic-implicit.sid_floor_ratio' AS id, 'stochastic-implicit' AS study,
  'arXiv 2011.07122' AS paper,
  'The floor that constant steps do not get below is proportional to the step, if that is small: it is five times as high with η = 0.02 as with η = 0.004.' AS statement,
  'ratio of the mean squared errors ‖w_t − w(λ)‖² from η t = 8 on' AS measure,
  exp(slope * ln(5)) AS value, unnest(judged_within(exp(low * ln(5)), exp(high * ln(5)), 4.5, 5.5))
FROM slopes WHERE quantity = 'floor 0.004 to 0.02';
