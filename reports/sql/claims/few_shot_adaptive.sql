-- Share of tasks, one an iteration, whose exact gradient the adaptive estimate has computed.
WITH ends AS (
  SELECT exact_gradients / iteration AS share FROM traces WHERE estimator = 'adaptive'
  QUALIFY traces.iteration = max(traces.iteration) OVER (PARTITION BY problem, replication)
), means AS (
  SELECT avg(share) AS value, student_quantile(count(*) - 1) * stddev_samp(share) / sqrt(count(*)) AS half
  FROM ends
)
SELECT 'unbiased-first-order.few_shot_adaptive' AS id, 'unbiased-first-order' AS study,
  'arXiv 2006.03631' AS paper,
  'Found here: in few-shot learning, how often the adaptive estimate takes the exact gradient.' AS statement,
  'share of exact gradients, mean over problems and seeds' AS measure,
  value, value - half AS low, value + half AS high, '–' AS bar, NULL::DOUBLE AS accepted_low,
  NULL::DOUBLE AS accepted_high, 'exploratory' AS verdict
FROM means;
