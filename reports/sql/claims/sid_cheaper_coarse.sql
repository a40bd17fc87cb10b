-- SID against the least that AID can do, on the larger logistic regression.
SELECT 'stochastic-implicit.sid_cheaper_coarse' AS id, 'stochastic-implicit' AS study,
  'arXiv 2011.07122' AS paper,
  'On a large empirical risk SID is the cheaper one at moderate accuracy: for the two passes that the least AID takes, its error is less than half of AID''s.' AS statement,
  'ratio of relative errors, SID over AID by fixed point with T = K = 1, at equal cost, larger logistic regression' AS measure,
  value, unnest(judged_within(low, high, 0, 0.5))
FROM comparison
WHERE quantity = 'ratio' AND problem = 'logistic-large' AND against = 'aid-fp' AND steps = 1;
