-- Geometric mean over inner step sizes of the empirically best q over the recommended one.
WITH ratios AS (
  SELECT ln(empirical.q / theory.q) AS ratio
  FROM best empirical JOIN best theory USING (alpha)
  WHERE empirical.source = 'empirical' AND theory.source = 'theory, p = 1, at θ*'
), means AS (
  SELECT avg(ratio) AS centre, student_quantile(count(*) - 1) * stddev_samp(ratio) / sqrt(count(*)) AS half
  FROM ratios
)
SELECT 'unbiased-first-order.best_q_local' AS id, 'unbiased-first-order' AS study, 'arXiv 2006.03631' AS paper,
  'Found here: the best q against the one that theory recommends: p = 1 with the moments at the minimiser.' AS statement,
  'empirically best q over the recommended one, geometric mean over inner step sizes' AS measure,
  exp(centre) AS value, exp(centre - half) AS low, exp(centre + half) AS high, '–' AS bar,
  NULL::DOUBLE AS accepted_low, NULL::DOUBLE AS accepted_high, 'exploratory' AS verdict
FROM means;
