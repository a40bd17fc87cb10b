import { byLearner } from "../by_learner.ts";
import type { FigureDefinition } from "../figure.ts";

/** Error by learner and sample size, in units of the bound. */
export const figure: FigureDefinition = byLearner({
  id: "sobolev_rmse",
  title: "Cos-Sobolev: error by learner and sample size, in units of the bound",
  quantity: "ratio",
  caption: "Root mean square of the Euclidean norm of the error, divided by the efficiency bound.",
});
