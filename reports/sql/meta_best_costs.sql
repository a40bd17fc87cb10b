-- The mean squared derivative after equally many calls with the q that theory recommends, over that with the
-- best q of the grid: geometric means over inner step sizes. With steps ∝ 1/k it is also how many times the
-- calls are needed. The best q is chosen on one half of the starts, and both are judged on the other, in turn.
-- Between two q of the grid the logarithm is interpolated. Intervals are from bootstrap draws of starts, of
-- which draw −1 is the sample itself.
WITH ends AS (
  SELECT level, replication, replication % 2 AS half, q, gradient_norm * gradient_norm AS square
  FROM run_ends('traces')
), times AS (
  FROM bootstrap('traces', 300)
  UNION ALL SELECT DISTINCT -1, replication, 1 FROM ends
), means AS (
  SELECT draw, level, half, q,
    CASE WHEN count(square) = count(*) THEN ln(sum(times * square) / sum(times)) END AS mean
  FROM times JOIN ends USING (replication) GROUP BY ALL
), chosen AS (
  SELECT draw, level, 1 - half AS half, min_by(q, (mean, q)) AS q FROM means GROUP BY draw, level, half
), best AS (
  SELECT draw, level, half, mean FROM chosen JOIN means USING (draw, level, half, q)
), recommended AS (
  SELECT level, source, ln(value) AS wanted
  FROM exact JOIN (VALUES ('best_q_half', 'theory, p = ½'), ('best_q_two', 'theory, p = 2'),
    ('best_q_local', 'theory, p = 1, at θ*')) names(quantity, source) USING (quantity)
), around AS (
  SELECT draw, level, half, source, wanted,
    arg_max({x: ln(q), mean: mean}, q) FILTER (ln(q) <= wanted) AS before,
    arg_min({x: ln(q), mean: mean}, q) FILTER (ln(q) >= wanted) AS after
  FROM means JOIN recommended USING (level) GROUP BY ALL
), costs AS (
  SELECT draw, source, avg(CASE WHEN before IS NULL THEN after.mean
    WHEN after.x > before.x
    THEN before.mean + (wanted - before.x) / (after.x - before.x) * (after.mean - before.mean)
    ELSE before.mean END - best.mean) AS cost
  FROM around JOIN best USING (draw, level, half) GROUP BY draw, source
)
SELECT source, max(exp(cost)) FILTER (draw = -1) AS ratio,
  exp(quantile_cont(cost, 0.025) FILTER (draw >= 0)) AS low,
  exp(quantile_cont(cost, 0.975) FILTER (draw >= 0)) AS high
FROM costs GROUP BY source ORDER BY source;
