-- Studentized errors of the first coordinate: with one of the two ingredients, and with both.
SELECT CASE
    WHEN estimator = 'plug-in' AND setting = 'folds=2' THEN 'plug-in'
    WHEN estimator = 'orthogonal' AND setting = 'folds=1' THEN 'orthogonal, one sample'
    WHEN estimator = 'orthogonal' AND setting = 'folds=2' THEN 'orthogonal'
  END AS panel, (estimate - truth) / standard_error AS sample
FROM estimates
WHERE coordinate = 0 AND panel IS NOT NULL
ORDER BY panel, n, replication;
