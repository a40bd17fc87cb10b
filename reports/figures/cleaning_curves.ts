import type { FigureDefinition } from "../figure.ts";
import { methodCurves } from "../method_curves.ts";
import { seriesEncodings, stepEncodings } from "../theme.ts";

const x = "observations gone through";
const error = { x, what: "share of test data misclassified", log: false };
const separation = { x, what: "P(right label weighs more)", log: false };

/** Test errors and separation of right and wrong labels in hyper-cleaning. */
export const figure: FigureDefinition = methodCurves({
  id: "cleaning_curves",
  title: "Cleaning labels half of which were drawn anew",
  caption:
    "Test error of each method's own classifier, and how well its weights tell right labels from wrong " +
    "ones, by observations gone through; each method with the outer step of the grid that has the least " +
    "validation loss at the end. Dashed lines are classifiers learned with weight 1 from all labels or " +
    "from the right ones alone. Geometric means over draws with 95 % intervals. The horizontal axes are " +
    "logarithmic.",
  panels: [
    { panel: "mnist test_error", title: "MNIST digits, 14×14: test error", ...error },
    { panel: "mnist separation", title: "MNIST digits, 14×14: separation", ...separation },
    { panel: "synthetic test_error", title: "Synthetic stand-in: test error", ...error },
    { panel: "synthetic separation", title: "Synthetic stand-in: separation", ...separation },
  ],
  across: 2,
  encodings: {
    "nsbo-sgd-0": stepEncodings[0],
    "nsbo-sgd-1": stepEncodings[2],
    "soba": seriesEncodings[1],
    "amigo": seriesEncodings[3],
    "stocbio": seriesEncodings[2],
  },
});
