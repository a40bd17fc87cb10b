-- Gap of NBO-GD with T = 1 over that of AmIGO with Q = 2 after equal iterations. On a quadratic both take two
-- gradient steps of y.
SELECT 'curvature-aware.nbo_one_is_amigo_two' AS id, 'curvature-aware' AS study, 'arXiv 2505.02101' AS paper,
  'In logistic tuning NBO-GD with T = 1 is as good per iteration as AmIGO with Q = 2.' AS statement,
  'ratio of the gaps of the objective after equal iterations, each tuned' AS measure,
  ratio AS value, unnest(judged_within(low, high, 0.8, 1.25))
FROM ratios WHERE estimator = 'nbo-gd-1' AND against = 'amigo-2' AND axis = 'iterations' AND quantity = 'gap';
