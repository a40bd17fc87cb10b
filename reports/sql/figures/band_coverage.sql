-- Share of samples in which the simultaneous band, and all pointwise intervals, hold everywhere.
SELECT CASE experiment WHEN 'bands' THEN 'published sieve' ELSE 'penalised sieve' END AS learner,
  estimator, n,
  max(value) FILTER (metric = 'band_coverage') AS coverage,
  max(mc_error) FILTER (metric = 'band_coverage') AS mc_error,
  max(value) FILTER (metric = 'pointwise_coverage') AS pointwise,
  max(mc_error) FILTER (metric = 'pointwise_coverage') AS pointwise_error,
  max(value) FILTER (metric = 'band_length') AS length,
  max(mc_error) FILTER (metric = 'band_length') AS length_error
FROM summary
WHERE experiment IN ('bands', 'bands-penalised') AND estimator <> ''
GROUP BY ALL ORDER BY learner DESC, estimator, n;
