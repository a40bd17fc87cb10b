-- The outer step that is best for each method, of those tried, at an equal budget of observations.
SELECT DISTINCT problem, estimator, step FROM ends WHERE tuned AND axis = 'samples' ORDER BY ALL;
