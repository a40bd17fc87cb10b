-- Test error of BSGM without a warm start on MNIST over that of the classifier learned from all labels.
WITH pairs AS (
  SELECT ln(ends.value / metrics.value) AS log_ratio
  FROM ends JOIN metrics USING (problem, replication)
  WHERE ends.estimator = 'bsgm-linear' AND tuned AND quantity = 'test_error'
    AND metrics.estimator = 'level-all' AND metric = 'test_error'
), means AS (
  SELECT CASE WHEN count(log_ratio) = count(*) THEN avg(log_ratio) END AS middle,
    student_quantile(count(*) - 1) * stddev_samp(log_ratio) / sqrt(count(*)) AS half
  FROM pairs
)
SELECT 'stochastic-implicit.poisoned_labels_help' AS id, 'stochastic-implicit' AS study,
  'arXiv 2202.03397' AS paper,
  'With 30 % of the labels wrong, BSGM without a warm start learns a better classifier of MNIST digits than one learned from all labels.' AS statement,
  'ratio of test errors, tuned' AS measure,
  exp(middle) AS value, unnest(judged_within(exp(middle - half), exp(middle + half), 0, 1))
FROM means;
