-- Errors of the learned conditional means, and the product that bounds the orthogonal bias.
SELECT metric, n, value, mc_error
FROM summary
WHERE experiment = 'iv-1' AND metric IN ('error_h', 'error_j', 'error_m', 'product_bias')
ORDER BY metric, n;
