-- Squared errors of the gradient and of w against t = k = J, and those of the gradient over their prediction. A
-- replication is a draw of the problem with the mean over all that was sampled of it.
WITH compared AS (
  SELECT errors.*, squared_error / exact.value AS over_prediction
  FROM errors JOIN exact ON exact.problem = errors.problem AND exact.variant::INTEGER = errors.instance
    AND exact.level = errors.t
  WHERE errors.estimator = 'sid' AND exact.quantity = 'predicted_error'
), long AS (
  FROM compared UNPIVOT INCLUDE NULLS (
    value FOR quantity IN (squared_error, squared_lower, over_prediction)
  )
)
SELECT study, experiment, problem, estimator, quantity, instance AS replication, t::DOUBLE AS x,
  mean_of_all(value) AS value
FROM long GROUP BY ALL ORDER BY ALL;
