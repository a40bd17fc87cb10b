-- Mean derivative at the end of first-order descent on the two tasks that mislead it.
WITH ends AS (
  SELECT gradient_norm FROM traces WHERE problem = 'two-tasks' AND estimator = 'first-order'
  QUALIFY traces.iteration = max(traces.iteration) OVER (PARTITION BY replication)
), means AS (
  SELECT avg(gradient_norm) AS value, stddev_samp(gradient_norm) / sqrt(count(*)) AS error FROM ends
)
SELECT 'unbiased-first-order.first_order_misled' AS id, 'unbiased-first-order' AS study, 'arXiv 2006.03631' AS paper,
  'First-order meta-learning does not converge to a stationary point: there are two tasks on which it ends where the derivative is √(2·0.06) = 0.346.' AS statement,
  'mean |M′(θ)| at the last iteration, first-order estimate' AS measure,
  value, unnest(judged(value, error, 0.3, 0.4))
FROM means;
