/**
 * Plain regression by a learner of quadratic risks.
 *
 * @module
 */

import type { Learner } from "../../../estimators/nuisance/contract.ts";
import type { QuadraticRiskLearner } from "../../../estimators/nuisance/quadratic_risk.ts";
import { requireRegressionData } from "../../../estimators/nuisance/regression_data.ts";

/**
 * Regression by penalised least squares: the quadratic risk with W = 1 and U = −y, for each output.
 *
 * @throws {RangeError} The learner, if its data are malformed.
 */
export function plainRegression(learner: QuadraticRiskLearner): Learner {
  return (data) => {
    requireRegressionData(data);
    const { n, d, q, x, y } = data;
    const functions = learner(x, n, d);
    const solve = functions.weighted(new Float64Array(n).fill(1));
    const coefficients = solve(y.map((value) => -value), q);
    return { predict: (points, m) => functions.evaluate(coefficients, q, points, m) };
  };
}
