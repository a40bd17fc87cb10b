import { add, mean, mul, reshape, square, sub, sum } from "@bigrad/bigrad/arrays";
import type { RowObjective } from "../../../../problems/parametric/objectives.ts";

const TASKS = 4;
const RHO = 0.5;

/** A row has the features of a point of each task, and its labels. */
export const outer: RowObjective = (_x, y, { A, b }) => {
  const n = A.shape[0];
  const margins = reshape(sum(reshape(mul(A, y), n * TASKS, y.size / TASKS), 1), n, TASKS);
  return mul(0.5, mean(square(sub(margins, b))));
};

export const lower: RowObjective = (x, y, rows) => {
  const off = sub(reshape(y, TASKS, x.size), x);
  return add(outer(x, y, rows), mul(RHO / (2 * TASKS), sum(square(off))));
};
