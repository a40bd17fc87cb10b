import { errorByPenalty } from "../error_by_penalty.ts";
import type { FigureDefinition } from "../figure.ts";

/** Error against lambda of estimators with one and the same learner. */
export const figure: FigureDefinition = errorByPenalty({
  id: "like_for_like",
  title: "Sine-IV: kernel bilevel and orthogonal gradient with the same learner",
  caption:
    "Root-mean-square errors of the kernel bilevel gradient, the orthogonal one and the plug-in of " +
    "learned functions alone, all from the same kernel ridge regressions of the same samples, " +
    "against λ. The orthogonal gradient with the published sieve is the level of the published figure 3.",
  quantity: "RMSE",
});
