import { errorByPenalty } from "../error_by_penalty.ts";
import type { FigureDefinition } from "../figure.ts";

/** Error of the kernel bilevel gradient against lambda, with its exact bias and the levels to beat. */
export const figure: FigureDefinition = errorByPenalty({
  id: "iv_3_kbo",
  title: "Sine-IV: kernel bilevel gradient against its regularisation",
  caption:
    "Root-mean-square error of the kernel bilevel gradient, and the exact population bias that its regularisation alone causes, against λ.",
  quantity: "RMSE, or exact bias",
});
