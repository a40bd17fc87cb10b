-- Error of the predicted split on weighted ridge, over that of equal shares.
SELECT 'stochastic-implicit.budget_split_equal' AS id, 'stochastic-implicit' AS study,
  'arXiv 2011.07122' AS paper,
  'Where all three parts are random, the predicted split is better than equal shares.' AS statement,
  'ratio of mean squared errors, predicted split over equal shares, largest budget' AS measure,
  ratio AS value, unnest(judged_within(low, high, 0, 1))
FROM ratios WHERE problem = 'weighted-ridge' AND split = 'predicted' AND against = 'equal'
ORDER BY budget DESC LIMIT 1;
