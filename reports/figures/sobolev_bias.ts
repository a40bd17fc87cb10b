import { byLearner } from "../by_learner.ts";
import type { FigureDefinition } from "../figure.ts";

/** Bias by learner and sample size. */
export const figure: FigureDefinition = byLearner({
  id: "sobolev_bias",
  title: "Cos-Sobolev: bias by learner and sample size",
  quantity: "bias",
  caption: "Norm of the mean difference from the oracle, whose bias is zero, on the same samples.",
});
