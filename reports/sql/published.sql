-- The cells of published tables beside ours; what a difference means is computed from replications.
--
-- A printed number is uncertain by its last digit, uniformly: rounding = unit of the last digit / √12. Exact
-- limits have no n. Penalties are matched to half a percent, since three digits of them are printed. A cell
-- that is printed in several rows is distinct once. The score at the true means is a mean over n observations,
-- so the error of that oracle's gradient is √(trace V / n), exactly.
--
-- What has a tail index below 1 has no mean, below 2 no variance, and below 3 the mean of some hundreds of draws is
-- not near normal, nor its error near what it is estimated by: with 2 for the limit, p-values of simulated
-- tables of right numbers were not uniform. Such means, and roots of them, are not compared. The indices are from
-- draws that are not compared: the least of Hill's estimates from the largest 1/40, 1/100 and 1/1000 of
-- the replications, as far out as there are 20 of them. Where none was estimated the tail is none.
CREATE MACRO same_penalty(ours, printed) AS abs(ours / printed - 1) < 5e-3;
WITH numbered AS (
  SELECT row_number() OVER () AS position, * FROM published
), printed AS (
  SELECT p.position, p."table", p.row_key || ' = ' || printf('%g', p.row_value::DOUBLE) AS "row",
    p."column", p.row_key, p.row_value::DOUBLE AS row_number, p.value::DOUBLE AS published,
    p.mc_95_half_width::DOUBLE / normal_quantile() AS published_error,
    10.0::DOUBLE ** (
      coalesce(nullif(regexp_extract(p.value, 'e(-?\d+)', 1), ''), '0')::INTEGER
        - length(regexp_extract(p.value, '\.(\d+)', 1))
    ) / sqrt(12) AS rounding,
    c.experiment, coalesce(c.estimator, '') AS estimator, c.metric, c.setting, c.counted = 'yes' AS counted,
    c.half_width_of = 'replications' AS honest,
    CASE WHEN p.row_key = 'n' THEN p.row_value::DOUBLE ELSE c.n::DOUBLE END AS n,
    c.replications::DOUBLE AS replications, c.bound_of
  FROM numbered p JOIN columns c ON c."table" = p."table" AND c."column" = p."column"
)
SELECT p."table", p."row", p."column", p.published, p.published_error,
  CASE p.metric WHEN 'reject' THEN 1 - o.value ELSE o.value END AS ours, o.mc_error AS ours_error, p.rounding,
  coalesce(h.tail_index::DOUBLE < 3, false) AS heavy_tail,
  p.counted AND NOT heavy_tail AS counted,
  row_number() OVER (
    PARTITION BY p."table", p.experiment, p.estimator, p.metric, p.n, coalesce(o.setting, ''),
      CASE WHEN o.value IS NULL THEN p.position END ORDER BY p.position
  ) = 1 AS "distinct",
  coalesce(x.value, sqrt(b.trace / p.n)) AS exact, p.experiment, p.estimator, p.metric, p.n, coalesce(o.setting, '') AS setting,
  p.replications, p.honest
FROM printed p
LEFT JOIN summary o ON o.experiment = p.experiment AND o.estimator = p.estimator
  AND o.metric = CASE p.metric WHEN 'reject' THEN 'coverage' ELSE p.metric END
  AND o.n IS NOT DISTINCT FROM p.n AND (p.setting IS NULL OR o.setting = p.setting)
  AND (p.row_key <> 'lambda' OR o.level IS NULL OR same_penalty(o.level, p.row_number))
LEFT JOIN summary x ON x.experiment = p.experiment AND x.metric = p.metric
  AND p.metric IN ('population_bias', 'population_root')
  AND x.n IS NOT DISTINCT FROM p.n AND same_penalty(x.level, p.row_number)
LEFT JOIN (
  SELECT problem, sum(value::DOUBLE) AS trace FROM exact WHERE quantity = 'bound' GROUP BY problem
) b ON b.problem = p.bound_of
LEFT JOIN heavy_tails h ON h.experiment = p.experiment AND coalesce(h.estimator, '') = p.estimator
  AND h.n::DOUBLE = p.n AND h.quantity = CASE WHEN p.metric IN ('rmse', 'rmse_coordinate') THEN 'squared_error'
    WHEN p.metric IN ('mean_norm', 'bias') THEN 'norm' ELSE p.metric END
ORDER BY p.position;
