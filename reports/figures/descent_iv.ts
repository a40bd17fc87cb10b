import { descentFigure } from "../descent_curves.ts";
import type { FigureDefinition } from "../figure.ts";

/** Descents in linear-IV, whose objective has one dimension. */
export const figure: FigureDefinition = descentFigure({
  id: "descent_iv",
  title: "Linear-IV: descent along estimated gradients",
  guides: "Dotted: descent along the exact gradient. Cross: where the one published draw ended.",
});
