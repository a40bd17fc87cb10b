import { ERROR_BARS } from "../chart.ts";
import type { FigureDefinition } from "../figure.ts";
import { slopePanels } from "../slope_panels.ts";

const WHAT = "mean squared error of the gradient";

/** Error of the gradient against that of the solver that is swapped. */
export const figure: FigureDefinition = slopePanels({
  id: "sid_solvers",
  title: "Error of the gradient for other solvers",
  caption:
    "Mean squared error of the gradient against that of the solver that is swapped: left E‖w_t − w(λ)‖² of the " +
    "lower level's, the adjoint being accurate; right E‖v_k − v(w_t)‖² of the adjoint's, the lower level being " +
    "accurate. One line a solver, a point a number of steps. limit: the most that such an error can do to first " +
    "order, computed from the problem.",
  means: "Means",
  reading: `Means over replications; all axes logarithmic. ${ERROR_BARS}`,
  x: "mean squared error of the swapped solver",
  panels: [
    { panel: "lower", title: "Solvers of the lower level", what: WHAT, guides: [] },
    { panel: "adjoint", title: "Solvers of the adjoint", what: WHAT, guides: [] },
  ],
});
