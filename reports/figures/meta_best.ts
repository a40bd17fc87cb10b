import type { FigureDefinition } from "../figure.ts";
import { intervalCurves } from "../interval_curves.ts";

/** The best probability of an exact gradient against the inner step size. */
export const figure: FigureDefinition = intervalCurves({
  id: "meta_best",
  title: "The best probability of an exact gradient",
  caption:
    "The q of a grid with the least mean squared derivative after a fixed number of oracle calls, with its " +
    "95 % bootstrap interval over starts, and the q that theory recommends. Both axes logarithmic.",
  x: "inner step size α",
  panels: [{ panel: "q", title: "Best q", what: "q", log: true }],
});
