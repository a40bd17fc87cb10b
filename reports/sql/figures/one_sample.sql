-- The summary of one sample, a row a coordinate.
SELECT coordinate, n, value, standard_error, t, p, low_95, high_95, low_90, high_90, joint_low,
  joint_high, joint_p, truth
FROM sample ORDER BY coordinate;
