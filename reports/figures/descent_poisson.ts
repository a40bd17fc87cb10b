import { descentFigure } from "../descent_curves.ts";
import type { FigureDefinition } from "../figure.ts";

/** Descents in Poisson cleaning, whose losses are not quadratic. */
export const figure: FigureDefinition = descentFigure({
  id: "descent_poisson",
  title: "Poisson cleaning: descent along estimated gradients",
  guides: "Dotted: descent along the exact gradient.",
});
