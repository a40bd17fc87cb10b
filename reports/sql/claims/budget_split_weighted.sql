-- Error of the predicted split on weighted ridge, over that of the best measured one.
SELECT 'stochastic-implicit.budget_split_weighted' AS id, 'stochastic-implicit' AS study,
  'arXiv 2011.07122' AS paper,
  'Where all three parts are random, the split in proportion to √A : √B : √C is nearly the best one: the constants of other runs predict it.' AS statement,
  'ratio of mean squared errors, predicted split over the best measured one, largest budget' AS measure,
  ratio AS value, unnest(judged_within(low, high, 1, 1.2))
FROM ratios WHERE problem = 'weighted-ridge' AND split = 'predicted' AND against = 'best'
ORDER BY budget DESC LIMIT 1;
