/**
 * All faults.
 *
 * @module
 */

import type { Mutation } from "./mutation.ts";
import { SEMIPARAMETRIC } from "./semiparametric.ts";

/** By the studies whose estimators they are in. */
export const MUTATIONS: readonly Mutation[] = [...SEMIPARAMETRIC];
