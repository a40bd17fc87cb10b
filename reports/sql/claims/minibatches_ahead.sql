-- What the best minibatch method leaves of the gap over what the best method with whole gradients leaves, on
-- the problem where that is worst. Which methods are best is decided on the draws that steps are chosen on.
WITH medians AS (
  SELECT problem, estimator, step, median(value) AS middle, count(*) - count(value) AS diverged
  FROM ends WHERE tuned AND tuned_by GROUP BY ALL
), best AS (
  SELECT problem, kind, arg_min(estimator, (diverged, middle, estimator)) AS estimator
  FROM medians JOIN effort USING (problem, estimator, step) GROUP BY ALL
), compared AS (
  SELECT r.* FROM ratios r
  JOIN best mini ON mini.problem = r.problem AND mini.estimator = r.estimator
    AND mini.kind = 'minibatches'
  JOIN best whole ON whole.problem = r.problem AND whole.estimator = r.against
    AND whole.kind = 'whole gradients'
  WHERE quantity = 'left'
)
SELECT 'head-to-head.minibatches_ahead' AS id, 'head-to-head' AS study, 'arXiv 2011.07122' AS paper,
  'Found here: at the same budget the best method with minibatches is ahead of the best with whole gradients on each of the three problems.' AS statement,
  printf('ratio of what is left of the gap where it is worst: %s over %s on %s', estimator, against, problem)
    AS measure,
  ratio AS value, unnest(judged_within(low, high, 0, 1))
FROM compared ORDER BY coalesce(low > 1, false) DESC, high IS NULL DESC, high DESC LIMIT 1;
