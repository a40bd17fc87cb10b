-- The relative error at which AID by conjugate gradients overtakes SID.
SELECT 'stochastic-implicit.sid_crossover' AS id, 'stochastic-implicit' AS study, 'arXiv 2011.07122' AS paper,
  'In between AID by conjugate gradients becomes the cheaper one, at a relative error between one and thirty per cent.' AS statement,
  'relative error at which both cost the same, smaller logistic regression' AS measure,
  value, unnest(judged_within(low, high, 0.01, 0.3))
FROM comparison WHERE quantity = 'overtaken' AND problem = 'logistic' AND against = 'aid-cg';
