import { errorBySize } from "../error_by_size.ts";
import type { FigureDefinition } from "../figure.ts";
import { palette } from "../theme.ts";

/** RMSE of the root of each estimator against n, beside the semiparametric efficiency bound. */
export const figure: FigureDefinition = errorBySize({
  id: "root_s2_error",
  title: "Identified sine-IV: error of the root against the sample size",
  quantity: "root",
  boundColour: palette.reference.light,
});
