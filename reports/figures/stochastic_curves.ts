import type { FigureDefinition } from "../figure.ts";
import { methodCurves } from "../method_curves.ts";
import { seriesEncodings, stepEncodings } from "../theme.ts";

const x = "observations gone through";
const gap = { x, what: "F(x) − least F found", log: true };

/** Gaps of the objective and gradients of methods with minibatches. */
export const figure: FigureDefinition = methodCurves({
  id: "stochastic_curves",
  title: "Methods with minibatches by observations gone through",
  caption:
    "Each method with the outer step of the grid that is best at the end. nsbo-sgd-T takes T Hessian " +
    "steps for either system of the Newton step. Geometric means over draws of the data with 95 % " +
    "intervals, which contain how much the draws differ; all axes logarithmic.",
  panels: [
    { panel: "logistic-tuning gap", title: "Gap of the objective", ...gap },
    {
      panel: "logistic-tuning gradient_norm",
      title: "Gradient",
      x,
      what: "‖∇F(x)‖",
      log: true,
    },
    { panel: "ijcnn1 gap", title: "IJCNN1: gap of the objective", ...gap },
    { panel: "covtype gap", title: "Covtype: gap of the objective", ...gap },
  ],
  across: 2,
  encodings: {
    "nsbo-sgd-0": stepEncodings[0],
    "nsbo-sgd-1": stepEncodings[2],
    "nsbo-sgd-3": stepEncodings[4],
    "soba": seriesEncodings[1],
    "saba": seriesEncodings[4],
    "amigo": seriesEncodings[3],
    "stocbio": seriesEncodings[2],
    "f2sa": seriesEncodings[0],
  },
});
