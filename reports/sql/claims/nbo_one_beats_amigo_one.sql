-- Gap of NBO-GD with T = 1 over that of AmIGO with Q = 1 after equal iterations.
SELECT 'curvature-aware.nbo_one_beats_amigo_one' AS id, 'curvature-aware' AS study, 'arXiv 2505.02101' AS paper,
  'In logistic tuning NBO-GD with T = 1 is better per iteration than AmIGO with Q = 1.' AS statement,
  'ratio of the gaps of the objective after equal iterations, each tuned' AS measure,
  ratio AS value, unnest(judged_within(low, high, 0, 1))
FROM ratios WHERE estimator = 'nbo-gd-1' AND against = 'amigo-1' AND axis = 'iterations' AND quantity = 'gap';
