import { add, dot, exp, matvec, mean, mul, square, sub } from "@bigrad/bigrad/arrays";
import type { RowObjective } from "../../../../problems/parametric/objectives.ts";

export const outer: RowObjective = (_x, y, { A, b }) =>
  mul(0.5, mean(square(sub(matvec(A, y), b))));

export const lower: RowObjective = (x, y, rows) =>
  add(outer(x, y, rows), mul(0.5, dot(exp(x), square(y))));
