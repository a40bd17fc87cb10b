/**
 * All faults.
 *
 * @module
 */

import { CURVATURE_AWARE } from "./curvature_aware.ts";
import { HEAD_TO_HEAD } from "./head_to_head.ts";
import type { Mutation } from "./mutation.ts";
import { PUBLISHED_FAULTS } from "./published.ts";
import { SEMIPARAMETRIC } from "./semiparametric.ts";
import { STOCHASTIC_IMPLICIT } from "./stochastic_implicit.ts";
import { UNBIASED_FIRST_ORDER } from "./unbiased_first_order.ts";

/** By the studies whose estimators they are in. */
export const MUTATIONS: readonly Mutation[] = [
  ...SEMIPARAMETRIC,
  ...PUBLISHED_FAULTS,
  ...STOCHASTIC_IMPLICIT,
  ...UNBIASED_FIRST_ORDER,
  ...CURVATURE_AWARE,
  ...HEAD_TO_HEAD,
];
