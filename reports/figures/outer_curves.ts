import type { FigureDefinition } from "../figure.ts";
import { methodCurves } from "../method_curves.ts";
import { estimatorEncoding, seriesEncodings } from "../theme.ts";

const x = "observations gone through";
const VARIANTS = ["bsgm", "bsgm-linear", "bsgm-w", "bsgm-wv"];

/** Gaps of the objective and gradients with and without warm starts. */
export const figure: FigureDefinition = methodCurves({
  id: "outer_curves",
  title: "Outer loops with and without warm starts by observations gone through",
  caption:
    "Each method with the outer step of the grid that is best at the end. bsgm and bsgm-linear start anew " +
    "in each outer iteration, with an inner effort that is constant or grows; " +
    "bsgm-w goes on from the last w, bsgm-wv from the last w and v. Geometric means over draws of the data " +
    "with 95 % intervals, which contain how much the draws differ; all axes logarithmic.",
  panels: [
    {
      panel: "logistic-tuning gap",
      title: "Gap of the objective",
      x,
      what: "F(x) − least F found",
      log: true,
    },
    {
      panel: "logistic-tuning gradient_norm",
      title: "Gradient",
      x,
      what: "‖∇F(x)‖",
      log: true,
    },
  ],
  across: 2,
  encodings: {
    ...Object.fromEntries(VARIANTS.map((name) => [name, estimatorEncoding(name)])),
    "amigo": seriesEncodings[3],
    "stocbio": seriesEncodings[2],
    "soba": seriesEncodings[1],
  },
});
