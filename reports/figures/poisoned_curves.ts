import type { FigureDefinition } from "../figure.ts";
import { methodCurves } from "../method_curves.ts";
import { estimatorEncoding, seriesEncodings } from "../theme.ts";

const x = "observations gone through";
const VARIANTS = ["bsgm", "bsgm-linear", "bsgm-w", "bsgm-wv"];

/** Test errors and separation of right and wrong labels where 30 % of them are wrong. */
export const figure: FigureDefinition = methodCurves({
  id: "poisoned_curves",
  title: "Weights for labels of which 30 % are wrong",
  caption:
    "MNIST digits, 14×14. Test error of each method's own classifier, and how well its weights tell right " +
    "labels from wrong ones, by observations gone through; each method with the outer step of the grid that " +
    "has the least validation loss at the end. Dashed lines are classifiers learned with weight 1 from all " +
    "labels or from the right ones alone. Geometric means over draws with 95 % intervals.",
  panels: [
    { panel: "test_error", title: "Test error", x, what: "share misclassified", log: false },
    {
      panel: "separation",
      title: "Separation",
      x,
      what: "P(right label weighs more)",
      log: false,
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
