-- The same on logistic regression, where the cross term involves no data.
SELECT 'stochastic-implicit.budget_split_logistic' AS id, 'stochastic-implicit' AS study,
  'arXiv 2011.07122' AS paper,
  'Where the cross term involves no data, the predicted split leaves it the least share, and is nearly the best one.' AS statement,
  'ratio of mean squared errors, predicted split over the best measured one, largest budget' AS measure,
  ratio AS value, unnest(judged_within(low, high, 1, 1.2))
FROM ratios WHERE problem = 'logistic' AND split = 'predicted' AND against = 'best'
ORDER BY budget DESC LIMIT 1;
