import type { FigureDefinition } from "../figure.ts";
import { slopePanels } from "../slope_panels.ts";

/** Error of the gradient in the number of samples of the cross term, and in the number of steps. */
export const figure: FigureDefinition = slopePanels({
  id: "sid_cross",
  title: "Error of the gradient and samples of the cross term",
  caption:
    "Left: mean squared error against t = k for a given J, on weighted ridge regression. Right: " +
    "against J with the two solvers accurate, on weighted ridge regression and, as a control, on plain " +
    "ridge regression, whose cross term involves no data. Grey, variance/J: the exact variance of a sample of the " +
    "cross term at the solution, over J.",
  means: "Means",
  x: "t = k, or J",
  panels: [
    { panel: "t", title: "Steps", what: "mean squared error", x: "t = k", guides: [] },
    {
      panel: "J",
      title: "Samples of the cross term",
      what: "mean squared error",
      x: "J",
      guides: [{ slope: -1, label: "slope −1", beside: "weighted ridge", factor: 0.4 }],
    },
  ],
});
