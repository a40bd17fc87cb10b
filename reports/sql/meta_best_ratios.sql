-- The empirically best q over the one that theory recommends: geometric means over inner step sizes with 95 %
-- intervals of the mean logarithm by Student's distribution, from their scatter over step sizes.
WITH logs AS (
  SELECT theory.source, ln(empirical.q / theory.q) AS ratio
  FROM best empirical JOIN best theory USING (alpha)
  WHERE empirical.source = 'empirical' AND theory.source <> 'empirical'
), means AS (
  SELECT source, avg(ratio) AS centre,
    student_quantile(count(*) - 1) * stddev_samp(ratio) / sqrt(count(*)) AS half
  FROM logs GROUP BY ALL
)
SELECT source, exp(centre) AS ratio, exp(centre - half) AS low, exp(centre + half) AS high
FROM means ORDER BY ALL;
