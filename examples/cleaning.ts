// examples/cleaning.ts
import type { OwnLosses } from "../pipeline/own_data/contract.ts"; // for editors; may be left out

const logistic = (v: number, y: number) => Math.log1p(Math.exp(v)) - y * v;

export const losses: OwnLosses = {
  covariates: ["X"], // the columns that are X
  columns: ["S", "D", "B"], // the columns that the losses read
  coordinates: ["source 1", "source 2"], // names for the coordinates of w
  at: [1, 1.5], // w
  inner: (w, v, { S, D }) => (S === 0 ? 1 : Math.exp(w[S - 1])) * logistic(v, D),
  outer: (_w, v, { B }) => logistic(v, B),
};
