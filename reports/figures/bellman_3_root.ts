import { errorBySize } from "../error_by_size.ts";
import type { FigureDefinition } from "../figure.ts";
import { palette } from "../theme.ts";

/** RMSE of the root of each estimator against n, beside the semiparametric efficiency bound. */
export const figure: FigureDefinition = errorBySize({
  id: "bellman_3_root",
  title: "Projected Bellman B3: error of the root against the sample size",
  quantity: "root",
  boundColour: palette.reference.light,
});
