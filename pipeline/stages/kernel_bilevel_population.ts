/**
 * Stage: what kernel bilevel optimisation converges to, as rows for SQL.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { exactRows } from "./exact_rows.ts";
import { encodeJson } from "./json.ts";
import { lambdaSetting } from "./settings.ts";
import { made } from "./made.ts";

type PopulationParameters = JsonObject & {
  /** The problem's name in tables. */
  readonly name: string;
  /** What the values are called, for instance "kernel_root". */
  readonly quantity: string;
  readonly lambdas: readonly number[];
  /** What else the slot needs to know. */
  readonly options: JsonObject;
};

/** The exact values for every λ, p numbers each. */
type Population = (lambdas: readonly number[], options: never) => readonly Float64Array[];

/** Output "rows": {problem, quantity, setting, coordinate, value}. */
export function stage(
  { population }: { readonly population: Population },
): StageRun<PopulationParameters> {
  return ({ name, quantity, lambdas, options }) => ({
    rows: encodeJson(
      made((own: never) => population(lambdas, own), options).flatMap((values, i) =>
        exactRows(name, quantity, lambdaSetting(lambdas[i]!), values)
      ),
    ),
  });
}
