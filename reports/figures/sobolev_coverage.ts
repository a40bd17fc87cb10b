import { byLearner } from "../by_learner.ts";
import type { FigureDefinition } from "../figure.ts";

/** Coverage of 95 % intervals by learner and sample size. */
export const figure: FigureDefinition = byLearner({
  id: "sobolev_coverage",
  title: "Cos-Sobolev: coverage of 95 % intervals by learner and sample size",
  quantity: "coverage",
  caption: "Share of 95 % confidence intervals that hold the true gradient coordinate.",
});
