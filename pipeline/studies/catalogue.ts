/**
 * All studies. To add one is to add a file and a line.
 *
 * @module
 */

import { UsageError } from "../engine/stage.ts";
import type { StudyFactory } from "./contract.ts";
import { curvatureAware } from "./curvature_aware/study.ts";
import { headToHead } from "./head_to_head/league.ts";
import { semiparametric } from "./semiparametric/study.ts";
import { stochasticImplicit } from "./stochastic_implicit/study.ts";
import { unbiasedFirstOrder } from "./unbiased_first_order/study.ts";

/** Studies by name, in the order of the report. */
export const STUDIES: Readonly<Record<string, StudyFactory>> = {
  semiparametric,
  "curvature-aware": curvatureAware,
  "unbiased-first-order": unbiasedFirstOrder,
  "stochastic-implicit": stochasticImplicit,
  "head-to-head": headToHead,
};

/** The factories of the named studies, all if none is named, in the order of the report. */
export function studiesNamed(names: readonly string[]): StudyFactory[] {
  for (const name of names) {
    if (!Object.hasOwn(STUDIES, name)) {
      throw new UsageError(
        `There is no study "${name}"; the studies are ${Object.keys(STUDIES).join(", ")}.`,
      );
    }
  }
  return Object.entries(STUDIES)
    .filter(([name]) => names.length === 0 || names.includes(name))
    .map(([, factory]) => factory);
}
