-- Bias of each estimator by learner and sample size.
SELECT learner, estimator, n, bias AS value, mc_error FROM bias ORDER BY learner, estimator, n;
