-- Ratios of errors of splits: the predicted one and the equal one against the best, and against each
-- other; with 95 % bootstrap intervals for which whole replications are drawn with replacement, 1000 times,
-- by MD5, so that they are the same on every machine. The best is chosen anew in each draw. NULL where a run
-- diverged.
WITH runs AS (
  SELECT study, experiment, problem, estimator, budget, t, k, j, chosen, equal, replication, squared_error
  FROM errors JOIN splits USING (study, experiment, problem, estimator, t, k, j)
  WHERE errors.setting <> 'pilot'
), members AS (
  SELECT replication, row_number() OVER (ORDER BY replication) - 1 AS member
  FROM (SELECT DISTINCT replication FROM runs)
), drawn AS (
  SELECT draw,
    drawn_member(draw || '/' || place, (SELECT count(*) FROM members)) AS member
  FROM range(1000) d(draw), range((SELECT count(*) FROM members)) p(place)
), times AS (
  SELECT draw, replication, count(*)::DOUBLE AS times FROM drawn JOIN members USING (member) GROUP BY ALL
  UNION ALL
  SELECT -1, replication, 1 FROM members
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
  (SELECT count(*) FROM members)::INTEGER AS replications,
  max(ratio) FILTER (draw = -1 AND complete) AS ratio,
  CASE WHEN bool_and(complete) THEN quantile_cont(ratio, 0.025) FILTER (draw >= 0) END AS low,
  CASE WHEN bool_and(complete) THEN quantile_cont(ratio, 0.975) FILTER (draw >= 0) END AS high
FROM ratios GROUP BY ALL ORDER BY ALL;
