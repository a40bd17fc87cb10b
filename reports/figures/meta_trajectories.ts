import type { FigureDefinition } from "../figure.ts";
import { slopePanels } from "../slope_panels.ts";

/** The derivative along meta-training against oracle calls. */
export const figure: FigureDefinition = slopePanels({
  id: "meta_trajectories",
  title: "The derivative along meta-training on two tasks",
  caption:
    "|M′(θ)| after 1, 2, 5, 10, … iterations against the oracle calls spent. first-order is q = 0, " +
    "exact q = 1; unbiased-0.1 computes an exact gradient in one of ten iterations on average. Slopes are " +
    "fitted from the hundredth iteration on.",
  x: "oracle calls",
  panels: [
    {
      panel: "two-tasks",
      title: "Curvatures 0.5 and 1.5",
      what: "|M′(θ)|",
      guides: [{ slope: -0.5, label: "slope −½", beside: "exact", factor: 0.2 }],
    },
    { panel: "equal-curvatures", title: "Equal curvatures", what: "|M′(θ)|", guides: [] },
  ],
});
