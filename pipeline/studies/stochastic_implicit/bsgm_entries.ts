/**
 * BSGM and the methods it is compared with, their outer steps still open.
 *
 * @module
 */

import type { JsonObject } from "../../engine/canonical.ts";
import type { SidEffort } from "../fixed_point_grid.ts";
import type { OpenMethod } from "../tuned.ts";

const BSGM = "pipeline/stages/fixed_point_methods.ts#bsgmOnGradientSteps";
const IMPLICIT = "estimators/parametric/implicit.ts";
/** β is one unit and γ two: the first step is ½. */
const STEPS = { rule: "decreasing", beta: 1, gamma: 2 };

/** t, k and J of BSGM in the first outer iteration. */
export interface BsgmEfforts {
  /** Without a warm start. */
  readonly cold: SidEffort;
  /** The same where they grow as s + 1. */
  readonly growing: SidEffort;
  /** With a warm start. */
  readonly warm: SidEffort;
}

/** All of them, with minibatches of a given size, those that are not BSGM with further options. */
export function comparedMethods(
  batch: number,
  { cold, growing, warm }: BsgmEfforts,
  ofOthers: JsonObject = {},
): OpenMethod[] {
  const variants = [
    { name: "bsgm", options: { ...cold } },
    { name: "bsgm-linear", options: { ...growing, growth: "linear" } },
    { name: "bsgm-w", options: { ...warm, warmStart: "w" } },
    { name: "bsgm-wv", options: { ...warm, warmStart: "both" } },
  ];
  const others = [
    { name: "amigo", code: `${IMPLICIT}#amigo`, options: { lowerSteps: 10, adjointSteps: 10 } },
    { name: "stocbio", code: `${IMPLICIT}#stocbio`, options: { lowerSteps: 10, order: 10 } },
    { name: "soba", code: "estimators/parametric/single_loop.ts#soba", options: {} },
  ];
  return [
    ...variants.map(({ name, options }) => ({
      name,
      code: BSGM,
      options: { ...options, batch, steps: STEPS },
    })),
    ...others.map((method) => ({ ...method, options: { ...method.options, ...ofOthers, batch } })),
  ];
}
