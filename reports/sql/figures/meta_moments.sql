-- Mean and second moment of estimates with a coin, for each problem, q and θ: errors by enumeration of the
-- coin, the score of the test that the mean is right, and the sampled second moment over that of theory.
SELECT quantity AS panel, problem,
  q, replication AS theta, value, mc_error
FROM moments WHERE quantity IN ('mean_error', 'moment_error', 'score', 'moment_ratio')
ORDER BY ALL;
