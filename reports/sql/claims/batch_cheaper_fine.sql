-- SID against AID with 16 steps of either kind, on the larger logistic regression.
SELECT 'stochastic-implicit.batch_cheaper_fine' AS id, 'stochastic-implicit' AS study,
  'arXiv 2011.07122' AS paper,
  'At an accuracy of one or two per cent SID is the dearer one, even there: for what AID by conjugate gradients costs with T = K = 16, AID has the smaller error.' AS statement,
  'ratio of relative errors, SID over AID by conjugate gradients with T = K = 16, at equal cost, larger logistic regression' AS measure,
  value, unnest(judged_within(low, high, 1, 100))
FROM comparison
WHERE quantity = 'ratio' AND problem = 'logistic-large' AND against = 'aid-cg' AND steps = 16;
