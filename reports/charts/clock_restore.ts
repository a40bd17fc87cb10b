/**
 * Import this after Vega: it puts back the `Date` that `clock_freeze.ts` replaced.
 *
 * @module
 */

import { original } from "./clock_freeze.ts";

globalThis.Date = original;
