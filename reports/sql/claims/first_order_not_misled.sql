-- Mean derivative at the end of first-order descent where the tasks have equal curvatures.
WITH ends AS (
  SELECT gradient_norm FROM traces WHERE problem = 'equal-curvatures' AND estimator = 'first-order'
  QUALIFY traces.iteration = max(traces.iteration) OVER (PARTITION BY replication)
), means AS (
  SELECT avg(gradient_norm) AS value, stddev_samp(gradient_norm) / sqrt(count(*)) AS error FROM ends
)
SELECT 'unbiased-first-order.first_order_not_misled' AS id, 'unbiased-first-order' AS study, 'arXiv 2006.03631' AS paper,
  'Found here: where the curvatures of the two tasks agree, first-order meta-learning does converge to a stationary point.' AS statement,
  'mean |M′(θ)| at the last iteration, first-order estimate, equal curvatures' AS measure,
  value, unnest(judged(value, error, 0, 0.05))
FROM means;
