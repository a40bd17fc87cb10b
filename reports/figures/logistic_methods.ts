import type { FigureDefinition } from "../figure.ts";
import { methodDots } from "../method_dots.ts";

/** Gaps of the objective of all methods at equal budgets. */
export const figure: FigureDefinition = methodDots({
  id: "logistic_methods",
  title: "All methods at equal iterations, oracle calls and products with the data",
  caption:
    "Gap of the objective at the end of the budget, each method with the outer step of the grid that is " +
    "best there; the table has the steps. Geometric means over draws of the data with 95 % intervals. " +
    "Methods are in the order of the first panel, the best on top. A method that has diverged with every " +
    "step is missing.",
  panels: [
    { panel: "iterations", title: "Equal iterations" },
    { panel: "calls", title: "Equal oracle calls" },
    { panel: "products", title: "Equal products with data" },
  ],
  what: "F(x) − least F found",
});
