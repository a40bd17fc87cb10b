import { add, dot, exp, matvec, mean, mul, softplus, square, sub } from "@bigrad/bigrad/arrays";
import type { OwnProblem } from "../pipeline/own_problem/contract.ts";

const features = ["mpg", "cylinders", "displacement", "horsepower", "weight", "acceleration"];

/** The logistic loss of telling American cars. */
const loss: OwnProblem["outer"] = (_x, y, { A, american }) => {
  const odds = matvec(A, y);
  return mean(sub(softplus(odds), mul(american, odds)));
};

export const problem: OwnProblem = {
  data: {
    file: "cars.csv",
    arrays: { A: features, american: "american" },
    standardise: ["A"],
  },
  coordinates: features,
  start: { x: [-3, -3, -3, -3, -3, -3], y: 6 },
  lower: (x, y, rows) => add(loss(x, y, rows), mul(0.5, dot(exp(x), square(y)))),
  outer: loss,
};
