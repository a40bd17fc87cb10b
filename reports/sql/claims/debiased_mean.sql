-- Mean of Hotelling's scores of the debiased estimate, which are independent and standard normal if it
-- is unbiased.
WITH scores AS (
  SELECT avg(value) AS value, 1 / sqrt(count(*)) AS error
  FROM moments WHERE quantity = 'score' AND estimator LIKE 'unbiased%'
)
SELECT 'unbiased-first-order.debiased_mean' AS id, 'unbiased-first-order' AS study,
  'arXiv 2006.03631' AS paper,
  'Over random tasks and coins no bias of the debiased estimate is seen.' AS statement,
  'mean standard normal score of Hotelling’s T² over problems, θ and q' AS measure,
  value, unnest(judged(value, error, -1, 1))
FROM scores;
