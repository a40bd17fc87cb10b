-- Separation of right and wrong labels by NSBO-SGD with T = 1 on MNIST.
WITH means AS (
  SELECT CASE WHEN count(value) = count(*) THEN avg(value) END AS middle,
    student_quantile(count(*) - 1) * stddev_samp(value) / sqrt(count(*)) AS half
  FROM ends
  WHERE problem = 'mnist' AND estimator = 'nsbo-sgd-1' AND tuned AND quantity = 'separation'
)
SELECT 'curvature-aware.cleaning_separates' AS id, 'curvature-aware' AS study, 'arXiv 2505.02101' AS paper,
  'The weights that NSBO-SGD with T = 1 gives to MNIST digits tell right labels from wrong ones.' AS statement,
  'probability that a right label has the greater weight' AS measure,
  middle AS value, unnest(judged_within(middle - half, middle + half, 0.9, 1))
FROM means;
