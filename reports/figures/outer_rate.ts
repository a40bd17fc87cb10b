import type { FigureDefinition } from "../figure.ts";
import { slopePanels } from "../slope_panels.ts";

/** ‖∇F‖² without a warm start, by observations gone through. */
export const figure: FigureDefinition = slopePanels({
  id: "outer_rate",
  title: "Stationarity without a warm start by observations gone through",
  caption:
    "‖∇F(x)‖² along BSGM that starts each lower level and each adjoint anew: bsgm with an inner effort " +
    "that stays as it is, bsgm-linear with one that grows with the outer iteration.",
  means: "Means",
  x: "observations gone through",
  panels: [{
    panel: "logistic-tuning",
    title: "Logistic regression with a penalty a feature",
    what: "‖∇F(x)‖²",
    guides: [{ slope: -0.5, label: "slope −½", beside: "bsgm-linear", factor: 0.5 }],
  }],
});
