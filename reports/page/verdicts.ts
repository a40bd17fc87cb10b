/**
 * Verdicts: their signs and what they mean.
 *
 * @module
 */

import type { Verdict } from "./model.ts";

/** The sign of each verdict, and its meaning as the end of a sentence. */
export const VERDICTS: Readonly<
  Record<Verdict, { readonly sign: string; readonly meaning: string }>
> = {
  holds: { sign: "✓", meaning: "the whole interval lies in the accepted range" },
  fails: { sign: "✗", meaning: "the whole interval lies outside the accepted range" },
  inconclusive: { sign: "?", meaning: "the interval lies partly in the accepted range" },
  exploratory: {
    sign: "◇",
    meaning: "no range was laid down, or it was found on these very draws",
  },
  "not judged": { sign: "–", meaning: "this run has computed nothing that it is about" },
};

/** The sign of a claim whose stage failed. */
export const FAILED = "!";
