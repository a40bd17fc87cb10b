import type { FigureDefinition } from "../figure.ts";
import { slopePanels } from "../slope_panels.ts";

/** The best probability of an exact gradient against the inner step size. */
export const figure: FigureDefinition = slopePanels({
  id: "meta_best",
  title: "The best probability of an exact gradient",
  caption:
    "The q with the least mean squared derivative after a fixed number of oracle calls, from a grid, " +
    "against what theory recommends: the more, the further the first-order estimate is off.",
  reading: "Bars are as long as the 95 % bootstrap intervals over starts. Both axes logarithmic.",
  x: "inner step size α",
  panels: [{ panel: "q", title: "Best q", what: "q", guides: [] }],
});
