/**
 * BSGM and the methods it is compared with, their outer steps still open.
 *
 * @module
 */

import type { BsgmOptions } from "../../../estimators/parametric/bsgm.ts";
import type { JsonObject } from "../../engine/canonical.ts";
import type { Method } from "../experiment.ts";
import type { SidEffort } from "../fixed_points.ts";
import { modules } from "../modules.ts";

/** β is one unit and γ two: the first step is ½. */
const STEPS = { rule: "decreasing", beta: 1, gamma: 2 } as const;

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
): Method[] {
  const bsgm = (name: string, options: Omit<BsgmOptions, "outerStep">): Method => ({
    name,
    ...modules.fixedPointMethods.open("bsgmOnGradientSteps", { ...options, batch, steps: STEPS }),
  });
  const others = [
    { name: "amigo", ...modules.implicit.open("amigo", { lowerSteps: 10, adjointSteps: 10 }) },
    { name: "stocbio", ...modules.implicit.open("stocbio", { lowerSteps: 10, order: 10 }) },
    { name: "soba", ...modules.singleLoop.open("soba", {}) },
  ];
  return [
    bsgm("bsgm", cold),
    bsgm("bsgm-linear", { ...growing, growth: "linear" }),
    bsgm("bsgm-w", { ...warm, warmStart: "y" }),
    bsgm("bsgm-wv", { ...warm, warmStart: "both" }),
    ...others.map((method) => ({ ...method, options: { ...method.options, ...ofOthers, batch } })),
  ];
}

/** How outer loops are drawn. */
export const OUTER_LOOKS = {
  "bsgm": "amber",
  "bsgm-linear": "purple",
  "bsgm-w": "indigo",
  "bsgm-wv": "blue",
  "amigo": "series 4",
  "stocbio": "series 3",
  "soba": "series 2",
} as const;
