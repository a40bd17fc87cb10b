-- Studentized errors of the first coordinate at the largest size against normal quantiles.
WITH errors AS (
  SELECT estimator, (estimate - truth) / standard_error AS z
  FROM estimates
  WHERE coordinate = 0 AND estimator IN ('orthogonal', 'plug-in')
    AND n = (SELECT max(n) FROM estimates)
), ranked AS (
  SELECT estimator, z, row_number() OVER (PARTITION BY estimator ORDER BY z) AS rank,
    count(*) OVER (PARTITION BY estimator) AS count
  FROM errors
)
SELECT estimator, normal_score((rank - 0.5::DOUBLE) / count)::DOUBLE AS theoretical, z AS sample
FROM ranked ORDER BY estimator, rank;
