-- The error of every split over the least one of its budget, and the shares that theory predicts.
WITH shares AS (
  SELECT problem, max(share) FILTER (part = 't') AS best_t, max(share) FILTER (part = 'k') AS best_k,
    max(share) FILTER (part = 'j') AS best_j
  FROM constants GROUP BY ALL
)
SELECT problem, budget, t, k, j, value, mc_error, predicted, loss, best::INTEGER AS best,
  chosen::INTEGER AS chosen, best_t, best_k, best_j
FROM splits JOIN shares USING (problem) ORDER BY ALL;
