import { coverageBySize } from "../coverage_by_size.ts";
import type { FigureDefinition } from "../figure.ts";
import { palette } from "../theme.ts";

/** Coverage of each estimator's intervals, side by side at each n, with the nominal level. */
export const figure: FigureDefinition = coverageBySize({
  id: "bellman_2_coverage",
  title: "Projected Bellman B2: coverage of the 95 % intervals by sample size",
  nominalColour: palette.reference.light,
});
