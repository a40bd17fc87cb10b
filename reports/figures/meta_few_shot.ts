import type { FigureDefinition } from "../figure.ts";
import { methodCurves } from "../method_curves.ts";
import { estimatorEncoding } from "../theme.ts";

const NAMES = ["first-order", "unbiased-0.1", "unbiased-0.3", "adaptive", "exact", "reptile"];
const common = { x: "oracle calls", log: false };

/** Loss on unseen few-shot tasks against oracle calls. */
export const figure: FigureDefinition = methodCurves({
  id: "meta_few_shot",
  title: "Few-shot loss on unseen tasks against oracle calls",
  caption:
    "Loss after the inner loop on tasks that no training sees, and share of their queries classified " +
    "wrongly, against the oracle calls of the training; means over seeds with 95 % intervals. The first " +
    "step of θ of each estimator was chosen on other seeds. The last point of each is at the same budget.",
  panels: [
    { ...common, panel: "sinusoid", title: "Sine waves", what: "half the squared error" },
    { ...common, panel: "digits", title: "Three digits", what: "cross-entropy" },
    {
      ...common,
      panel: "digits wrong",
      title: "Three digits, errors",
      what: "share classified wrongly",
    },
  ],
  across: 2,
  encodings: Object.fromEntries(NAMES.map((name) => [name, estimatorEncoding(name)])),
});
