import { add, dot, exp, matvec, mean, mul, neg, softplus, square } from "@bigrad/bigrad/arrays";
import type { RowObjective } from "../../../../problems/parametric/objectives.ts";

export const outer: RowObjective = (_x, y, { A, b }) => mean(softplus(neg(mul(b, matvec(A, y)))));

export const lower: RowObjective = (x, y, rows) =>
  add(outer(x, y, rows), mul(0.5, dot(exp(x), square(y))));
