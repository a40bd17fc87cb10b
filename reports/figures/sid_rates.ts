import type { FigureDefinition } from "../figure.ts";
import { slopePanels } from "../slope_panels.ts";

const guides = [{ slope: -1, label: "slope −1", beside: "decreasing", factor: 2.2 }];

/** Mean squared errors of stochastic implicit differentiation against the number of steps. */
export const figure: FigureDefinition = slopePanels({
  id: "sid_rates",
  title: "Errors of stochastic implicit differentiation against the number of steps",
  caption:
    "Lower level: ‖w_t − w(λ)‖² by t. Linear system: ‖v_k − v(w_t)‖² by k, with t = k. Gradient: ‖∇̂F − ∇F‖², " +
    "with t = k; sampled-lower takes t steps of w and solves for v exactly, sampled-adjoint takes k steps " +
    "of v at w(λ) itself. The proved bounds are those of decreasing steps.",
  means: "Means",
  x: "steps",
  panels: [
    { panel: "squared_lower", title: "Lower level", what: "mean squared error", guides },
    { panel: "squared_adjoint", title: "Linear system", what: "mean squared error", guides },
    { panel: "squared_error", title: "Gradient", what: "mean squared error", guides },
  ],
});
