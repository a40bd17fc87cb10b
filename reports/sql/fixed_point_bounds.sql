-- What theory says of the errors of stochastic implicit differentiation, as a table.
SELECT problem, estimator, t::INTEGER AS t, k::INTEGER AS k, radius::DOUBLE AS radius,
  lower_bound::DOUBLE AS lower_bound, adjoint_bound::DOUBLE AS adjoint_bound,
  error_bound::DOUBLE AS error_bound, lower_exact::DOUBLE AS lower_exact,
  lower_floor::DOUBLE AS lower_floor
FROM bounds ORDER BY ALL;
