-- The least ‖∇F‖² of those recorded so far along each run, by outer iterations from the first recorded one after the
-- start. NULL from where a run has diverged.
WITH squares AS (
  SELECT study, experiment, problem, estimator, replication, iteration::DOUBLE AS x, gradient_norm * gradient_norm AS square
  FROM traces
)
SELECT study, experiment, problem, estimator, 'least_squared_gradient' AS quantity, replication, x,
  CASE WHEN count(square) OVER so_far = count(*) OVER so_far THEN min(square) OVER so_far END AS value
FROM squares
WINDOW so_far AS (PARTITION BY study, experiment, problem, estimator, replication ORDER BY x)
ORDER BY ALL;
