-- Bias that the penalty adds, against the error of the learned Jacobian: each estimate is compared
-- with the oracle's on the same sample, which takes away most of the noise.
FROM bias_order ORDER BY estimator, nuisance_error;
