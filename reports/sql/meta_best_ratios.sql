-- The empirically best q over the one that theory recommends: geometric means over inner step sizes with 95 %
-- intervals from their scatter over step sizes.
SELECT source, mean.value AS ratio, mean.low AS low, mean.high AS high FROM (
  SELECT theory.source, geometric_interval(empirical.q / theory.q) AS mean
  FROM best empirical JOIN best theory USING (alpha)
  WHERE empirical.source = 'empirical' AND theory.source <> 'empirical' GROUP BY ALL
) ORDER BY ALL;
