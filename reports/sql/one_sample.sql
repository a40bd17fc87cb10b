-- The summary of one sample.
SELECT coordinate, n::DOUBLE AS n, value::DOUBLE AS value, standard_error::DOUBLE AS standard_error,
  t::DOUBLE AS t, p::DOUBLE AS p, low_95::DOUBLE AS low_95, high_95::DOUBLE AS high_95,
  low_90::DOUBLE AS low_90, high_90::DOUBLE AS high_90, joint_low::DOUBLE AS joint_low,
  joint_high::DOUBLE AS joint_high, joint_p::DOUBLE AS joint_p, truth::DOUBLE AS truth
FROM sample ORDER BY coordinate;
