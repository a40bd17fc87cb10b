import { descentFigure } from "../descent_curves.ts";
import type { FigureDefinition } from "../figure.ts";

/** Descents in projected Bellman B1, whose objective is badly conditioned. */
export const figure: FigureDefinition = descentFigure({
  id: "descent_bellman",
  title: "Projected Bellman B1: descent along estimated gradients",
  guides:
    "Dotted: descent along the exact gradient. Dash-dotted: the flattest eigen-direction of " +
    "the Hessian alone, which sets the rate. Cross: where the one published draw ended.",
});
