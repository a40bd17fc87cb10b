import type { FigureDefinition } from "../figure.ts";
import { methodDots } from "../method_dots.ts";

/** Gaps and gradients of methods with and without warm starts, in units of those of AmIGO. */
export const figure: FigureDefinition = methodDots({
  id: "outer_methods",
  title: "Methods with and without warm starts, over AmIGO after equally many observations",
  caption:
    "Ratios to AmIGO on the same draws of the data, each method with the outer step of the grid that is " +
    "best at the end of the budget; the table has the steps. Geometric means with 95 % intervals. Methods " +
    "are in the order of the first panel, the best on top.",
  panels: [
    { panel: "gap", title: "Gap of the objective" },
    { panel: "gradient_norm", title: "Norm of the gradient" },
  ],
  what: "ratio to AmIGO",
});
