-- Test error of NSBO-SGD with T = 1 on MNIST over that of the classifier learned from all labels.
WITH pairs AS (
  SELECT ln(ends.value / metrics.value) AS log_ratio
  FROM ends JOIN metrics USING (problem, replication)
  WHERE problem = 'mnist' AND ends.estimator = 'nsbo-sgd-1' AND tuned AND quantity = 'test_error'
    AND metrics.estimator = 'level-all' AND metric = 'test_error'
), means AS (
  SELECT CASE WHEN count(log_ratio) = count(*) THEN avg(log_ratio) END AS middle,
    student_quantile(count(*) - 1) * stddev_samp(log_ratio) / sqrt(count(*)) AS half
  FROM pairs
)
SELECT 'curvature-aware.cleaning_helps' AS id, 'curvature-aware' AS study, 'arXiv 2505.02101' AS paper,
  'With half of the labels drawn anew, NSBO-SGD with T = 1 learns a better classifier of MNIST digits than one learned from all labels.' AS statement,
  'ratio of test errors, tuned' AS measure,
  exp(middle) AS value, unnest(judged_within(exp(middle - half), exp(middle + half), 0, 1))
FROM means;
