import { errorByPenalty } from "../error_by_penalty.ts";
import type { FigureDefinition } from "../figure.ts";

/** Error of the random-feature bilevel gradient against lambda, with its exact bias and the levels to beat. */
export const figure: FigureDefinition = errorByPenalty({
  id: "bellman_4_kbo",
  title: "Projected Bellman B4: kernel bilevel gradient against its regularisation",
  caption:
    "Root-mean-square error of the kernel bilevel gradient on 256 random features, and the exact population bias of the same features, against λ.",
  quantity: "RMSE, or exact bias",
});
