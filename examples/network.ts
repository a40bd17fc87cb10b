import {
  add,
  matmul,
  matvec,
  mean,
  mul,
  reshape,
  square,
  sub,
  sum,
  tanh,
  type Tensor,
} from "@bigrad/bigrad/arrays";
import type { OwnProblem } from "../pipeline/own_problem/contract.ts";

const features = ["displacement", "horsepower", "weight", "acceleration", "year"];
const units = 4;

/** A network with one hidden layer: x holds the weights of its units, y how they are added up. */
const hidden = (x: Tensor, A: Tensor): Tensor =>
  tanh(matmul(A, reshape(x, features.length, units)));

const loss: OwnProblem["outer"] = (x, y, { A, b }) =>
  mul(0.5, mean(square(sub(matvec(hidden(x, A), y), b))));

/** Of different sizes and signs, so that no two units are alike. */
const weights = features.flatMap((_, i) =>
  [0.3, -0.2, 0.1, 0.2].map((weight, j) => i % (j + 2) === 0 ? -weight : weight)
);

export const problem: OwnProblem = {
  data: { file: "cars.csv", arrays: { A: features, b: "mpg" }, standardise: ["A", "b"] },
  start: { x: weights, y: units },
  lower: (x, y, rows) => add(loss(x, y, rows), mul(0.01, sum(square(y)))),
  outer: (x, y, rows) => add(loss(x, y, rows), mul(0.001, sum(square(x)))),
};
