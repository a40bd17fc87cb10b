import {
  add,
  gather,
  logSumExp,
  matmul,
  mean,
  mul,
  pick,
  reshape,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  transpose,
} from "@bigrad/bigrad/arrays";
import type { RowObjective, Rows } from "../../../../problems/parametric/objectives.ts";

const losses = (y: Tensor, { A, b }: Rows): Tensor => {
  const margins = matmul(A, transpose(reshape(y, 3, A.shape[1])));
  return sub(logSumExp(margins, 1), pick(margins, b));
};

export const outer: RowObjective = (_x, y, rows) => mean(losses(y, rows));

export const lower: RowObjective = (x, y, rows) =>
  add(
    mean(mul(sigmoid(gather(x, rows.index)), losses(y, rows))),
    mul(0.2, sum(square(y))),
  );
