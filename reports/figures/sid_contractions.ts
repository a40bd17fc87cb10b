import type { FigureDefinition } from "../figure.ts";
import { slopePanels } from "../slope_panels.ts";

const WHAT = "mean squared error";
const guides = [{ slope: -1, label: "slope −1", beside: "gradient", factor: 2.2 }];

/** Errors for contractions that are no gradient steps. */
export const figure: FigureDefinition = slopePanels({
  id: "sid_contractions",
  title: "Errors for contractions that are no gradient steps",
  caption:
    "Mean squared errors of the gradient and of the lower level's solution, against t = k = J with " +
    "decreasing steps.",
  means: "Means",
  x: "t = k = J",
  panels: [
    { panel: "recurrent-layer", title: "Recurrent layer with dropout", what: WHAT, guides },
    { panel: "bellman", title: "Projected Bellman equation", what: WHAT, guides },
  ],
});
