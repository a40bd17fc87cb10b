-- The measured error of every split of a budget, NULL where a run diverged, and the predicted one,
-- A/t + B/k + C/J with constants from other runs: which split is the best by either, and which is equal.
WITH measured AS (
  SELECT study, experiment, problem, estimator, (t + k + j)::INTEGER AS budget, t, k, j,
    count(*)::INTEGER AS replications,
    CASE WHEN count(squared_error) = count(*) THEN avg(squared_error) END AS value,
    stddev_samp(squared_error) / sqrt(count(*)) AS mc_error
  FROM errors WHERE setting <> 'pilot' GROUP BY ALL
), wide AS (
  SELECT study, experiment, problem, estimator, max(value) FILTER (part = 't') AS a,
    max(value) FILTER (part = 'k') AS b, max(value) FILTER (part = 'j') AS c
  FROM constants GROUP BY ALL
), compared AS (
  SELECT measured.*, greatest(a, 0) / t + greatest(b, 0) / k + greatest(c, 0) / j AS predicted
  FROM measured JOIN wide USING (study, experiment, problem, estimator)
)
SELECT *, value / min(value) OVER of_budget AS loss,
  row_number() OVER (of_budget ORDER BY value NULLS LAST, t, k) = 1 AS best,
  row_number() OVER (of_budget ORDER BY predicted, t, k) = 1 AS chosen, t = k AND k = j AS equal
FROM compared WINDOW of_budget AS (PARTITION BY study, experiment, problem, estimator, budget)
ORDER BY ALL;
