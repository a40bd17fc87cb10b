import type { FigureDefinition } from "../figure.ts";
import { methodCurves } from "../method_curves.ts";
import { type Encoding, palette, seriesEncodings } from "../theme.ts";

const panel = (name: string) => ({
  panel: name,
  title: name,
  x: "observations gone through",
  what: "share of the gap left",
  log: true,
});

const [blue, vermillion, green, black, purple, indigo] = seriesEncodings as readonly [
  Encoding,
  Encoding,
  Encoding,
  Encoding,
  Encoding,
  Encoding,
];

/** Gaps by what has been spent, of some methods of each family. */
export const figure: FigureDefinition = methodCurves({
  id: "head_to_head_curves",
  title: "What is left of the gap by what has been spent",
  caption:
    "One or two methods of each family, each with the outer step that was chosen for the whole budget: " +
    "another step may be better on the way. The last point of a curve is the iteration in which the budget " +
    "was spent. exact is placed as if its gradients cost what a joint step of " +
    "whole-gradient SOBA does. Geometric means over the draws that no step was chosen on, with 95 % " +
    "intervals; all axes logarithmic.",
  panels: ["penalties", "cleaning", "adaptation"].map(panel),
  across: 3,
  encodings: {
    "soba": blue,
    "saba": black,
    "nsbo-sgd": indigo,
    "bsgm-warm": purple,
    "nbo-cg": green,
    "amigo-cg": vermillion,
    "ufo": { colour: palette.amber, shape: "triangle-left", dash: [3, 3] },
    "exact": { colour: palette.reference, shape: "stroke", dash: [1, 3] },
  },
});
