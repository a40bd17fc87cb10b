import { coverageBySize } from "../coverage_by_size.ts";
import type { FigureDefinition } from "../figure.ts";
import { palette } from "../theme.ts";

/** Coverage of each estimator's intervals, side by side at each n, with the nominal level. */
export const figure: FigureDefinition = coverageBySize({
  id: "hyper_cleaning_over",
  title: "Hyper-cleaning with too large a penalty: coverage by sample size",
  nominalColour: palette.reference.light,
});
