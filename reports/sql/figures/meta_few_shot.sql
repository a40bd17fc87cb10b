-- Means over seeds of loss and share of errors on unseen tasks, by the iterations recorded and at the end,
-- against those of the oracle calls, with Student's 95 % intervals.
WITH numbered AS (
  SELECT *, (inner_gradients + hessian_vectors + outer_gradients)::DOUBLE AS calls,
    CASE WHEN iteration = max(iteration) OVER (PARTITION BY problem, estimator, replication) THEN -1
      ELSE iteration END AS place
  FROM traces
), points AS (
  SELECT problem AS panel, problem, estimator, place, calls, objective AS value FROM numbered
  UNION ALL
  SELECT problem || ' wrong', problem, estimator, place, calls, test_error
  FROM numbered WHERE test_error IS NOT NULL
), means AS (
  SELECT panel, problem, estimator, place, avg(calls) AS x, avg(value) AS value,
    student_quantile(count(value) - 1) * stddev_samp(value) / sqrt(count(value)) AS half
  FROM points WHERE calls > 0 GROUP BY ALL
)
SELECT panel, estimator, x, value, value - half AS low, value + half AS high, step
FROM means JOIN tuned USING (problem, estimator) ORDER BY ALL;
