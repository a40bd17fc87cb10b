-- Distance of the studentized errors of the orthogonal gradient from normal ones, and what R normal
-- errors exceed in 5 % of experiments (Kolmogorov's limit law).
SELECT 'coordinate ' || coordinate AS coordinate, n, distance AS value,
  1.3581 / sqrt(replications) AS critical
FROM normality WHERE estimator = 'orthogonal'
ORDER BY coordinate, n;
