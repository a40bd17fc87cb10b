-- The published tables beside ours, cell by cell.
--
-- z = (ours − published) / √(error² (1 + R/R') + rounding²): our replication-level error stands for
-- both sides, scaled by their numbers of replications R and R'; a printed number is moreover
-- uncertain by its last digit, uniformly: rounding = unit of the last digit / √12. Cells that rest
-- on one random draw have no honest error and get no z. Exact limits have no n. Penalties are
-- matched to half a percent, since three digits of them are printed.
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
    CASE WHEN p.row_key = 'n' THEN p.row_value::DOUBLE ELSE c.n::DOUBLE END AS n,
    c.replications::DOUBLE AS replications
  FROM numbered p JOIN columns c ON c."table" = p."table" AND c."column" = p."column"
), replications AS (
  SELECT experiment, n, max(value) AS ours FROM summary WHERE metric = 'replications' GROUP BY ALL
)
SELECT p."table", p."row", p."column", p.published, p.published_error,
  o.value AS ours, o.mc_error AS ours_error, p.rounding, p.counted,
  CASE WHEN p.counted THEN (o.value - p.published)
    / sqrt(o.mc_error * o.mc_error * (1 + r.ours / p.replications) + p.rounding * p.rounding) END AS z,
  x.value AS exact
FROM printed p
LEFT JOIN summary o ON o.experiment = p.experiment AND o.estimator = p.estimator AND o.metric = p.metric
  AND o.n IS NOT DISTINCT FROM p.n AND (p.setting IS NULL OR o.setting = p.setting)
  AND (p.row_key <> 'lambda' OR o.level IS NULL OR same_penalty(o.level, p.row_number))
LEFT JOIN replications r ON r.experiment = p.experiment AND r.n = p.n
LEFT JOIN summary x ON x.experiment = p.experiment AND x.metric = p.metric
  AND p.metric IN ('population_bias', 'population_root')
  AND x.n IS NOT DISTINCT FROM p.n AND same_penalty(x.level, p.row_number)
ORDER BY p.position;
