import { coverageBySize } from "../coverage_by_size.ts";
import type { FigureDefinition } from "../figure.ts";
import { palette } from "../theme.ts";

/** Coverage of each estimator's sandwich intervals, side by side at each n, with the nominal level. */
export const figure: FigureDefinition = coverageBySize({
  id: "root_s2_coverage",
  title: "Identified sine-IV: coverage of the root's 95 % sandwich intervals",
  quantity: "root",
  nominalColour: palette.reference.light,
});
