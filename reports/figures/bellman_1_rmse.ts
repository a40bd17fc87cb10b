import { errorBySize } from "../error_by_size.ts";
import type { FigureDefinition } from "../figure.ts";
import { palette } from "../theme.ts";

/** Gradient RMSE of each estimator against n, beside the semiparametric efficiency bound. */
export const figure: FigureDefinition = errorBySize({
  id: "bellman_1_rmse",
  title: "Projected Bellman B1: error of the gradient against the sample size",
  quantity: "gradient",
  boundColour: palette.reference.light,
});
