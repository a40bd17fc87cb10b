-- Gap of NBO-GD with T = 1 over that of AmIGO with Q = 10 after equally many oracle calls.
SELECT 'curvature-aware.nbo_one_per_call' AS id, 'curvature-aware' AS study, 'arXiv 2505.02101' AS paper,
  'In logistic tuning NBO-GD with T = 1 is better than AmIGO with Q = 10 at equal oracle calls.' AS statement,
  'ratio of the gaps of the objective after equal calls of lower-level oracles, each tuned' AS measure,
  ratio AS value, unnest(judged_within(low, high, 0, 1))
FROM ratios WHERE estimator = 'nbo-gd-1' AND against = 'amigo-10' AND axis = 'calls' AND quantity = 'gap';
