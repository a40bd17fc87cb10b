-- Root mean squared distance to the solution after the last step in linear-IV, orthogonal over oracle.
-- Both descend on the same samples, so the ratio's error is that of paired differences (delta method).
WITH ends AS (
  SELECT replication,
    max(distance * distance) FILTER (estimator = 'orthogonal') AS orthogonal,
    max(distance * distance) FILTER (estimator = 'oracle') AS oracle
  FROM descent
  WHERE experiment = 'descent-iv' AND step = (SELECT max(step) FROM descent WHERE experiment = 'descent-iv')
  GROUP BY replication ORDER BY replication
), means AS (
  SELECT CASE WHEN count(orthogonal) = count(*) THEN avg(orthogonal) END AS orthogonal, avg(oracle) AS oracle
  FROM ends
), ratio AS (
  SELECT sqrt(m.orthogonal / m.oracle) AS value,
    sqrt(m.orthogonal / m.oracle) / 2 * stddev_samp(e.orthogonal / m.orthogonal - e.oracle / m.oracle)
      / sqrt(count(*)) AS error
  FROM ends e, means m GROUP BY m.orthogonal, m.oracle
)
SELECT 'semiparametric.descent_reaches_oracle' AS id, 'semiparametric' AS study, 'arXiv 2605.21341' AS paper,
  'In linear-IV descent along the orthogonal gradient ends as near to the solution as along the oracle''s.' AS statement,
  'root mean squared distance after 50 steps, orthogonal / oracle' AS measure,
  value, unnest(judged(value, error, 0.9, 1.1))
FROM ratio;
