-- Bias and coverage by learner and by how the sample is cross-fitted.
SELECT CASE learner WHEN 'sum-fourier' THEN 'published sieve' ELSE 'penalised sieve' END AS learner,
  setting, estimator, n, metric, value, mc_error
FROM summary
WHERE experiment = 'inference' AND estimator NOT IN ('', 'oracle')
  AND metric IN ('excess_bias', 'coverage', 'coverage_90')
ORDER BY learner DESC, setting, estimator, n, metric;
