-- The outer step that is best for each method, of those tried, at an equal budget in the units of each axis.
SELECT DISTINCT problem, axis, estimator, step FROM ends WHERE tuned ORDER BY ALL;
