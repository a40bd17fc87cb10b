import type { FigureDefinition } from "../figure.ts";
import { slopePanels } from "../slope_panels.ts";

const first = { slope: 1, label: "slope 1", beside: "implicit", factor: 2.5 };

/** Error of the hypergradient against the distance from the lower level's solution. */
export const figure: FigureDefinition = slopePanels({
  id: "quadratic_decay",
  title: "Error of the hypergradient before and after one Newton step",
  caption:
    "Error of the hypergradient, relative to its norm, against the distance ‖y − y*‖ of the " +
    "lower-level point it starts from. implicit: the gradient at y. nbo-at-next: the gradient at y⁺, one " +
    "exact Newton step from y, with the adjoint solved for at y⁺. nbo-direction: what NBO takes, the " +
    "gradient at y⁺ with the adjoint solved for at y. On the quadratic problem the Newton step solves the " +
    "lower level, and what is left at y⁺ is rounding. The table has the largest residual of a linear system, " +
    "and the draws in which it was above 10⁻⁶.",
  x: "distance ‖y − y*‖",
  systems: true,
  panels: [
    {
      panel: "logistic",
      title: "Logistic regression",
      what: "relative error",
      guides: [first, { slope: 2, label: "slope 2", beside: "nbo-at-next", factor: 0.25 }],
    },
    { panel: "quadratic", title: "Quadratic", what: "relative error", guides: [first] },
  ],
});
