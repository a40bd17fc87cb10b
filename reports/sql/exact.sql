-- Exact values as a table.
SELECT problem, quantity, setting, coordinate::INTEGER AS coordinate, value::DOUBLE AS value
FROM exact ORDER BY ALL;
