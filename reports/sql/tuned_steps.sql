-- The outer step that is best for each method, of all that were tried, at an equal budget in the units of each
-- axis: of those with which the fewest runs diverge, the one with the least median.
WITH medians AS (
  SELECT problem, axis, estimator, step, median(value) AS middle, count(*) - count(value) AS diverged
  FROM ends WHERE tuned_by GROUP BY ALL
)
SELECT problem, axis, estimator, step FROM medians
QUALIFY row_number() OVER (PARTITION BY problem, axis, estimator ORDER BY diverged, middle, step) = 1
ORDER BY ALL;
