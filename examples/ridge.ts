// examples/ridge.ts
import { add, dot, exp, matvec, mean, mul, square, sub } from "@bigrad/bigrad/arrays";
import type { OwnProblem } from "../pipeline/own_problem/contract.ts"; // for editors; may be left out

const features = ["cylinders", "displacement", "horsepower", "weight", "acceleration", "year"];

/** Half the mean squared error of a linear model of the fuel that cars use. */
const loss: OwnProblem["outer"] = (_x, y, { A, b }) => mul(0.5, mean(square(sub(matvec(A, y), b))));

export const problem: OwnProblem = {
  data: {
    file: "cars.csv", // beside this file; half of its rows, drawn, are the outer level's
    arrays: { A: features, b: "mpg" },
    standardise: ["A", "b"],
  },
  coordinates: features,
  start: { x: [-2, -2, -2, -2, -2, -2], y: 6 }, // x: logarithms of penalties; y: six zeros
  lower: (x, y, rows) => add(loss(x, y, rows), mul(0.5, dot(exp(x), square(y)))),
  outer: loss,
};
