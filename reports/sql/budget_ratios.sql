-- Ratios of errors of splits: the predicted one and the equal one against the best, and against each
-- other; with 95 % bootstrap intervals. The best is chosen anew in each draw. NULL where a run diverged.
WITH runs AS (
  SELECT study, experiment, problem, estimator, budget, t, k, j, chosen, equal, replication, squared_error
  FROM errors JOIN splits USING (study, experiment, problem, estimator, t, k, j)
  WHERE errors.setting <> 'pilot'
), times AS (
  FROM bootstrap('runs', 1000)
  UNION ALL
  SELECT DISTINCT -1, replication, 1 FROM runs
), means AS (
  SELECT study, experiment, problem, estimator, budget, t, k, j, chosen, equal, draw,
    CASE WHEN count(squared_error) = count(*) THEN sum(times * squared_error) / sum(times) END AS mean
  FROM times JOIN runs USING (replication) GROUP BY ALL
), ends AS (
  SELECT study, experiment, problem, estimator, budget, draw, count(mean) = count(*) AS complete,
    min(mean) AS best, max(mean) FILTER (chosen) AS predicted, max(mean) FILTER (equal) AS equal
  FROM means GROUP BY ALL
), ratios AS (
  SELECT study, experiment, problem, estimator, budget, draw, complete,
    unnest([
      {split: 'predicted', against: 'best', ratio: predicted / best},
      {split: 'equal', against: 'best', ratio: equal / best},
      {split: 'predicted', against: 'equal', ratio: predicted / equal}
    ], recursive := true)
  FROM ends
)
SELECT study, experiment, problem, estimator, budget, split, against,
  (SELECT count(DISTINCT replication) FROM runs)::INTEGER AS replications,
  max(ratio) FILTER (draw = -1 AND complete) AS ratio,
  CASE WHEN bool_and(complete) THEN quantile_cont(ratio, 0.025) FILTER (draw >= 0) END AS low,
  CASE WHEN bool_and(complete) THEN quantile_cont(ratio, 0.975) FILTER (draw >= 0) END AS high
FROM ratios GROUP BY ALL ORDER BY ALL;
