import type { FigureDefinition } from "../figure.ts";
import { slopePanels } from "../slope_panels.ts";

/** Oracle calls to the target against the condition number of the lower level. */
export const figure: FigureDefinition = slopePanels({
  id: "condition_costs",
  title: "Oracle calls against the condition number of the lower level",
  caption:
    "Calls until ‖∇F‖² has been reduced by 10⁸, each method with the smallest inner effort for " +
    "which it needs hardly more outer iterations than descent along the exact gradient. Draws in which no " +
    "effort was enough are left out, and counted in the table. amigo-gd takes equally many gradient steps " +
    "for the lower level and for the adjoint, amigo-cg conjugate gradients for the adjoint; nbo-gd and " +
    "nbo-cg solve both systems of the Newton step by gradient steps or by conjugate gradients. The table says how " +
    "well: the largest residual of a linear system from the first iteration on, and the draws in which one " +
    "was above 10⁻⁶.",
  x: "condition number κ",
  systems: true,
  panels: [
    {
      panel: "lower_gradients",
      title: "Gradients of the lower level",
      what: "calls",
      guides: [{ slope: 1, label: "∝ κ", beside: "amigo-gd", factor: 3 }],
    },
    {
      panel: "hessian_vectors",
      title: "Hessian-vector products",
      what: "calls",
      guides: [
        { slope: 1, label: "∝ κ", beside: "nbo-gd", factor: 2.5 },
        { slope: 0.5, label: "∝ √κ", beside: "nbo-cg", factor: 0.35 },
      ],
    },
  ],
});
