-- Peak memory of the recomputing exact gradient for the most inner steps over that for the fewest.
WITH ratios AS (
  SELECT max_by(peak_bytes, steps)::DOUBLE / min_by(peak_bytes, steps) AS value
  FROM passes WHERE estimator = 'recomputed'
)
SELECT 'unbiased-first-order.memory_constant' AS id, 'unbiased-first-order' AS study,
  'arXiv 2006.03631' AS paper,
  'With recomputation the memory of the debiased estimate does not depend on the number of inner steps.' AS statement,
  'peak memory for the most steps over that for the fewest' AS measure,
  value, unnest(judged_within(value, value, 0.9, 1.1))
FROM ratios;
