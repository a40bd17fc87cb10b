/**
 * The figures of descents along estimated gradients.
 *
 * @module
 */

import { figure } from "../figure.ts";
import { quoted } from "../rows.ts";
import { OTHER_PLUG_INS } from "./entries.ts";

/** Descents, without some series, which are in the database; and the published draw at its own size. */
const descents = (without: readonly string[]): string =>
  `SELECT series, quantity, step, value, mc_error, spread, diverged
FROM curves WHERE series NOT IN (${quoted(without)})
UNION ALL
SELECT 'published draw', quantity, step::INTEGER, value::DOUBLE, NULL, NULL, NULL
FROM published WHERE (experiment, n::BIGINT) IN (SELECT (experiment, n) FROM summary)
ORDER BY ALL`;

/** The rate of the flattest direction says nothing in one dimension, or under general losses. */
const FLATTEST = "flattest direction";

/** Descents in linear-IV, whose objective has one dimension. */
export const IV_DESCENT = figure("descent_iv", "descentCurves", {
  title: "Linear-IV: descent along estimated gradients",
  guides: "Dotted: descent along the exact gradient. Cross: where the one published draw ended.",
}).from(descents([FLATTEST, ...OTHER_PLUG_INS]));

/** Descents in projected Bellman B1, whose objective is badly conditioned. */
export const BELLMAN_DESCENT = figure("descent_bellman", "descentCurves", {
  title: "Projected Bellman B1: descent along estimated gradients",
  guides:
    "Dotted: descent along the exact gradient. Dash-dotted: the flattest eigen-direction of " +
    "the Hessian alone, which sets the rate. Cross: where the one published draw ended.",
}).from(descents(OTHER_PLUG_INS));

/** Descents in Poisson cleaning, whose losses are not quadratic. */
export const POISSON_DESCENT = figure("descent_poisson", "descentCurves", {
  title: "Poisson cleaning: descent along estimated gradients",
  guides: "Dotted: descent along the exact gradient.",
}).from(descents([FLATTEST]));
