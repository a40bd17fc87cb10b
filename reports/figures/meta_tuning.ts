import type { FigureDefinition } from "../figure.ts";
import { intervalCurves } from "../interval_curves.ts";

/** Few-shot loss by the first step of θ, from which the steps of the trainings are chosen. */
export const figure: FigureDefinition = intervalCurves({
  id: "meta_tuning",
  title: "Few-shot loss by the first step of θ",
  caption:
    "Loss on unseen tasks at the end of the budget, means over the seeds that are kept for this choice, " +
    "with 95 % intervals; each estimator goes on with the step where it is least. Steps that lead one seed " +
    "to more than ten times the least loss of all are left out.",
  x: "first step of θ",
  panels: [
    { panel: "sinusoid", title: "Sine waves", what: "half the squared error", log: false },
    { panel: "digits", title: "Three digits", what: "cross-entropy", log: false },
  ],
});
