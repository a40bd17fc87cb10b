-- SID's errors on the larger and the smaller logistic regression with equal numbers of samples.
SELECT 'stochastic-implicit.sid_cost_free_of_n' AS id, 'stochastic-implicit' AS study,
  'arXiv 2011.07122' AS paper,
  'What SID has to sample for an accuracy does not depend on the number of observations.' AS statement,
  'ratio of relative errors, four times the observations over once, equal samples, most of them' AS measure,
  value, unnest(judged_within(low, high, 0.75, 1.333))
FROM comparison WHERE quantity = 'size ratio' AND estimator = 'sid-decreasing'
ORDER BY steps DESC LIMIT 1;
