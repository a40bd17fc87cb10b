-- Loss on unseen tasks at the end over that of first-order training, geometric mean over seeds.
WITH ratios AS (
  SELECT ln(one.objective / base.objective) AS ratio FROM tuned one JOIN tuned base USING (problem, replication)
  WHERE problem = 'sinusoid' AND one.ended AND base.ended AND one.estimator = 'exact'
    AND base.estimator = 'first-order'
), means AS (
  SELECT avg(ratio) AS centre, student_quantile(count(*) - 1) * stddev_samp(ratio) / sqrt(count(*)) AS half
  FROM ratios
)
SELECT 'unbiased-first-order.few_shot_sinusoid_exact' AS id, 'unbiased-first-order' AS study, 'arXiv 2006.03631' AS paper,
  'Few-shot learning of sine waves at equal oracle calls: what meta-training of exact gradients gains over the first-order one.' AS statement,
  'loss on unseen tasks over that of first-order training, geometric mean over seeds' AS measure,
  exp(centre) AS value, exp(centre - half) AS low, exp(centre + half) AS high, '–' AS bar,
  NULL::DOUBLE AS accepted_low, NULL::DOUBLE AS accepted_high, 'exploratory' AS verdict
FROM means;
