-- Arrays made and calls of one exact gradient against the number of inner steps, as logarithms; and the
-- calls on average of a recomputing estimate that is exact once in r times.
WITH calls AS (
  SELECT *, (inner_gradients + hessian_vectors + outer_gradients)::DOUBLE AS calls FROM passes
), cheap AS (
  SELECT problem, steps, calls FROM calls WHERE estimator = 'first-order'
), long AS (
  SELECT study, experiment, problem, estimator, 'made_bytes' AS quantity, steps, made_bytes::DOUBLE AS value
  FROM calls WHERE estimator <> 'first-order'
  UNION ALL SELECT study, experiment, problem, estimator, 'calls', steps, calls
  FROM calls WHERE estimator <> 'first-order'
  UNION ALL SELECT study, experiment, problem, 'recomputed, q = 1/r', 'calls', steps,
    cheap.calls + (calls.calls - cheap.calls) / steps
  FROM calls JOIN cheap USING (problem, steps) WHERE estimator = 'recomputed'
)
SELECT study, experiment, problem, estimator, quantity, 0 AS replication, ln(steps) AS x, ln(value) AS y
FROM long ORDER BY ALL;
