-- Hotelling's scores of the first-order estimate, averaged over θ since its mean bias may vanish at one of
-- them: the lesser of the two problems.
WITH scores AS (
  SELECT avg(value) AS value FROM moments WHERE quantity = 'score' AND estimator = 'first-order'
  GROUP BY problem ORDER BY value LIMIT 1
)
SELECT 'unbiased-first-order.first_order_biased' AS id, 'unbiased-first-order' AS study,
  'arXiv 2006.03631' AS paper,
  'The first-order estimate is biased.' AS statement,
  'standard normal score of Hotelling’s T², mean over θ, lesser of two problems' AS measure,
  value, NULL::DOUBLE AS low, NULL::DOUBLE AS high, 'at least 4' AS bar, 4::DOUBLE AS accepted_low,
  NULL::DOUBLE AS accepted_high, CASE WHEN value >= 4 THEN 'holds' ELSE 'fails' END AS verdict
FROM scores;
