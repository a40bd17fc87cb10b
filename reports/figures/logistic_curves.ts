import type { FigureDefinition } from "../figure.ts";
import { methodCurves } from "../method_curves.ts";
import { seriesEncodings, stepEncodings } from "../theme.ts";

const what = "F(x) − least F found";

/** Gaps of the objective of NBO-GD and AmIGO by iterations, oracle calls and products. */
export const figure: FigureDefinition = methodCurves({
  id: "logistic_curves",
  title: "NBO-GD and AmIGO by iterations, by oracle calls and by products with the data",
  caption:
    "nbo-gd-T takes T Hessian steps for either system of the Newton step, amigo-Q takes Q gradient steps " +
    "for the lower level and Q for the adjoint; nbo-cg-5 takes five conjugate-gradient iterations. Each " +
    "with the outer step of the grid that is best at the end of the panel's own budget. Geometric means " +
    "over draws of the data with 95 % intervals, which contain how much the draws differ; all axes " +
    "logarithmic.",
  panels: [
    { panel: "iterations", title: "By outer iterations", x: "outer iterations", what, log: true },
    {
      panel: "calls",
      title: "By oracle calls",
      x: "calls of lower-level oracles",
      what,
      log: true,
    },
    {
      panel: "products",
      title: "By products with the data",
      x: "products with a data matrix",
      what,
      log: true,
    },
  ],
  across: 3,
  encodings: {
    "nbo-gd-0": stepEncodings[0],
    "nbo-gd-1": stepEncodings[2],
    "nbo-cg-5": stepEncodings[4],
    "amigo-1": seriesEncodings[2],
    "amigo-2": seriesEncodings[1],
    "amigo-10": seriesEncodings[3],
  },
});
