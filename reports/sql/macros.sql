-- What several queries share.

-- 97.5 % point of the standard normal.
CREATE MACRO normal_quantile() AS 1.959963984540054;

-- Linear interpolation in a sorted list, as NumPy's default quantile.
CREATE MACRO sorted_quantile(sorted, p) AS (
  sorted[floor((len(sorted) - 1) * p)::BIGINT + 1]
    + ((len(sorted) - 1) * p - floor((len(sorted) - 1) * p))
      * (sorted[ceil((len(sorted) - 1) * p)::BIGINT + 1] - sorted[floor((len(sorted) - 1) * p)::BIGINT + 1])
);

-- Quantile of the standard normal for 1e-10 < p < 1 - 1e-10, to seven digits (M. J. Wichura,
-- Algorithm AS 241, Applied Statistics 37, 1988, routine PPND7): enough to place a point in a plot.
CREATE MACRO normal_centre(q, r) AS
  q * (((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179)
    / (((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1.0);
CREATE MACRO normal_tail(r) AS
  (((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777)
    / ((0.12021132975 * r + 0.73700164250) * r + 1.0);
CREATE MACRO normal_score(p) AS CASE
  WHEN abs(p - 0.5) <= 0.425 THEN normal_centre((p - 0.5), 0.180625 - (p - 0.5) * (p - 0.5))
  ELSE sign(p - 0.5) * normal_tail(sqrt(-ln(least(p, 1 - p))) - 1.6)
END;

-- The smoothness of the two factors of the gradient in a rough cos-Sobolev problem, by its name, and
-- where they lie: inside the product-rate boundary, or beyond it with one or both rougher than ½.
CREATE MACRO residual_smoothness(problem) AS regexp_extract(problem, '-r=([0-9.]+)', 1)::DOUBLE;
CREATE MACRO jacobian_smoothness(problem, coordinate) AS
  string_split(regexp_extract(problem, '-j=(.*)$', 1), ',')[coordinate + 1]::DOUBLE;
CREATE MACRO smoothness_region(a, b) AS CASE
  WHEN a / (2 * a + 1) + b / (2 * b + 1) > 0.5 THEN 'inside'
  WHEN greatest(a, b) > 0.5 THEN 'one-rough'
  ELSE 'both-rough'
END;

-- Slope of the least-squares line from sums of n points; NULL where they are at one x.
CREATE MACRO least_squares_slope(n, x, y, xx, xy) AS
  CASE WHEN n * xx - x * x > 1e-12 * n * xx THEN (n * xy - x * y) / (n * xx - x * x) END;

-- 97.5 % point of Student's distribution, in closed form up to three degrees of freedom, and beyond by a series that
-- is off by less than 0.04 % (M. Abramowitz, I. A. Stegun, 26.7.5). NULL without one.
CREATE MACRO student_quantile(df) AS CASE
  WHEN df = 1 THEN 12.706204736174694
  WHEN df = 2 THEN 4.302652729749464
  WHEN df = 3 THEN 3.1824463052837086
  WHEN df > 3 THEN 1.959963984540054 + 2.372271230 / df + 2.822499 / (df * df) + 2.555850 / (df * df * df)
    + 1.589534 / (df * df * df * df)
END;

-- The mean of numbers of which none is missing, and the half width of its 95 % interval by Student's distribution.
CREATE MACRO mean_of_all(x) AS CASE WHEN count(x) = count(*) THEN avg(x) END;
CREATE MACRO half_width(x) AS student_quantile(count(x) - 1) * stddev_samp(x) / sqrt(count(x));
-- The standard error of a share of replications. Where all or none have it, that of the share with two more of
-- each (A. Agresti, B. A. Coull, The American Statistician 52, 1998): few replications that agree prove nothing.
CREATE MACRO share_error(x) AS CASE WHEN stddev_samp(x) = 0
  THEN sqrt((sum(x) + 2) * (count(x) - sum(x) + 2) / (count(x) + 4)) / (count(x) + 4)
  ELSE stddev_samp(x) / sqrt(count(x)) END;

-- The mean with that interval, and the geometric mean with that of the mean logarithm.
CREATE MACRO mean_interval(x) AS
  {value: mean_of_all(x), low: mean_of_all(x) - half_width(x), high: mean_of_all(x) + half_width(x)};
CREATE MACRO geometric_interval(x) AS {value: exp(mean_of_all(ln(x))),
  low: exp(mean_of_all(ln(x)) - half_width(ln(x))), high: exp(mean_of_all(ln(x)) + half_width(ln(x)))};

-- The rows of traces at which runs end.
CREATE MACRO run_ends(traces) AS TABLE FROM query_table(traces) run
  QUALIFY run.iteration = max(run.iteration) OVER (PARTITION BY problem, estimator, setting, replication);

-- Which of a number of members, from 0 on, a draw with replacement takes: by MD5, so that it is the same
-- on every machine. Draws with different names are independent.
CREATE MACRO drawn_member(name, members) AS
  (md5_number_lower(name) % members::UBIGINT)::BIGINT;

-- How often bootstrap draws take the replications of a table: whole ones, with replacement, the same ones in
-- every group.
CREATE MACRO bootstrap(points, draws) AS TABLE WITH members AS (
  SELECT replication, row_number() OVER (ORDER BY replication) - 1 AS member
  FROM (SELECT DISTINCT replication FROM query_table(points))
), drawn AS (
  SELECT draw, drawn_member(draw || '/' || place, (SELECT count(*) FROM members)) AS member
  FROM range(draws) d(draw), range((SELECT count(*) FROM members)) p(place)
)
SELECT draw, replication, count(*)::DOUBLE AS times FROM drawn JOIN members USING (member) GROUP BY ALL;

-- Differences of estimates from the oracle's on the same samples, as errors.
CREATE MACRO from_oracle(estimates) AS TABLE SELECT e.study, e.experiment, e.problem, e.estimator, e.learner, e.n,
  e.setting, e.replication, e.coordinate, e.estimate - o.estimate AS error
FROM query_table(estimates) e
JOIN query_table(estimates) o USING (experiment, problem, n, replication, coordinate)
WHERE o.estimator = 'oracle' AND e.estimator <> 'oracle';

-- Of errors by coordinate the norm of their mean, and those of each replication along its direction.
CREATE MACRO along_mean(errors) AS TABLE WITH mean AS (
  SELECT study, experiment, problem, estimator, learner, n, setting, coordinate, avg(error) AS mean
  FROM query_table(errors) GROUP BY ALL
), size AS (
  SELECT study, experiment, problem, estimator, learner, n, setting, sqrt(sum(mean * mean)) AS bias
  FROM mean GROUP BY ALL
)
SELECT study, experiment, problem, estimator, learner, n, setting, replication,
  any_value(bias) AS bias, sum(error * mean) / any_value(bias) AS projected
FROM query_table(errors)
JOIN mean USING (study, experiment, problem, estimator, learner, n, setting, coordinate)
JOIN size USING (study, experiment, problem, estimator, learner, n, setting) GROUP BY ALL ORDER BY ALL;

-- How many of some systems are known not to have converged; NULL where nothing is known of any.
CREATE MACRO unsolved(converged) AS
  CASE WHEN count(converged) > 0 THEN (count(*) FILTER (NOT converged))::INTEGER END;
