-- Kolmogorov's distance between the distribution function of studentized errors and the normal one,
-- by estimator, size and coordinate.
--
-- Φ by formula 26.2.17 of M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions (1964):
-- its error is below 1e-7.
CREATE MACRO upper_tail(x, u) AS exp(-x * x / 2) * 0.3989422804014327::DOUBLE
  * u * (0.31938153::DOUBLE + u * (-0.356563782::DOUBLE + u * (1.781477937::DOUBLE
    + u * (-1.821255978::DOUBLE + u * 1.330274429::DOUBLE))));
CREATE MACRO normal_cdf(x) AS CASE
  WHEN x >= 0 THEN 1 - upper_tail(x, 1 / (1 + 0.2316419::DOUBLE * x))
  ELSE upper_tail(x, 1 / (1 - 0.2316419::DOUBLE * x))
END;

WITH studentized AS (
  SELECT estimator, n, coordinate, (estimate - truth) / standard_error AS z FROM estimates
), ranked AS (
  SELECT estimator, n, coordinate, normal_cdf(z) AS normal,
    row_number() OVER cell AS rank, count(*) OVER (PARTITION BY estimator, n, coordinate) AS count
  FROM studentized WHERE isfinite(z)
  WINDOW cell AS (PARTITION BY estimator, n, coordinate ORDER BY z)
)
SELECT estimator, n, coordinate + 1 AS coordinate,
  max(greatest(rank / count::DOUBLE - normal, normal - (rank - 1) / count::DOUBLE)) AS distance,
  any_value(count)::DOUBLE AS replications
FROM ranked GROUP BY ALL ORDER BY ALL;
