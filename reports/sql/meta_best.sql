-- The probability of an exact gradient with the least mean squared derivative at the end, by inner step
-- size, with a 95 % interval from bootstrap draws of starts; and what theory recommends.
WITH ends AS (
  SELECT level, replication, q, gradient_norm * gradient_norm AS square
  FROM run_ends('traces')
), times AS (FROM bootstrap('traces', 200)), resampled AS (
  SELECT level, draw, q, sum(times * square) AS total FROM times JOIN ends USING (replication)
  GROUP BY ALL
), chosen AS (SELECT level, draw, min_by(q, (total, q)) AS q FROM resampled GROUP BY ALL),
intervals AS (
  SELECT level, quantile_cont(q, 0.025) AS low, quantile_cont(q, 0.975) AS high
  FROM chosen GROUP BY ALL
), means AS (
  SELECT level, q, avg(square) AS mean, count(*) AS starts FROM ends GROUP BY ALL
), empirical AS (
  SELECT level, min_by(q, (mean, q)) AS q, min(mean) AS least, any_value(starts) AS starts
  FROM means GROUP BY ALL
), long AS (
  SELECT level, 'empirical' AS source, q, low, high, starts::INTEGER AS starts
  FROM empirical JOIN intervals USING (level)
  UNION ALL
  SELECT level, source, value, NULL, NULL, NULL
  FROM exact JOIN (VALUES ('best_q_half', 'theory, p = ½'), ('best_q_two', 'theory, p = 2'),
    ('best_q_local', 'theory, p = 1, at θ*')) names(quantity, source) USING (quantity)
)
SELECT level AS alpha, source, q, low, high, starts
FROM long ORDER BY ALL;
