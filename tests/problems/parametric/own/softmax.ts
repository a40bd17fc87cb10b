import {
  add,
  dot,
  exp,
  logSumExp,
  matmul,
  mean,
  mul,
  pick,
  reshape,
  square,
  sub,
  sum,
  transpose,
} from "@bigrad/bigrad/arrays";
import type { RowObjective } from "../../../../problems/parametric/objectives.ts";

export const outer: RowObjective = (_x, y, { A, b }) => {
  const margins = matmul(A, transpose(reshape(y, 3, A.shape[1])));
  return mean(sub(logSumExp(margins, 1), pick(margins, b)));
};

export const lower: RowObjective = (x, y, rows) => {
  const sizes = sum(square(reshape(y, 3, rows.A.shape[1])), 1);
  return add(outer(x, y, rows), mul(0.5, dot(exp(x), sizes)));
};
