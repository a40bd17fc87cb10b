/**
 * Stage: exact values of a fixed-point problem where the outer loop starts, as rows for SQL.
 *
 * @module
 */

import { Stream } from "../../numerics/random.ts";
import { adjointAt } from "../../problems/parametric/fixed_point_solution.ts";
import { gradientSensitivity } from "../../problems/parametric/gradient_sensitivity.ts";
import {
  asymmetry,
  greatestSampleNorm,
  jacobian,
  untransposedError,
} from "../../problems/parametric/map_jacobian.ts";
import { samplingVariance } from "../../problems/parametric/sampling_variance.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { exactRows } from "./exact_rows.ts";
import type { FixedPointSlot } from "./fixed_point_errors.ts";
import { encodeJson } from "./json.ts";
import { made } from "./made.ts";

type ExactParameters = JsonObject & {
  /** The problem's name in the study, as in the study's other tables. */
  readonly name: string;
  /** Options of the problem. */
  readonly problem: JsonObject;
  /** b, observations in a sample. */
  readonly batch: number;
};

/**
 * Output "rows": {problem, quantity, setting, coordinate, value} of what the functions that are called
 * here say; `cross_variance` is that of one sample of ∂_xΦᵀ v at the solution. The problem is the one that
 * `fixed_point_errors` has with the same random path and `sameData`.
 */
export function stage(
  { problem: slot }: { readonly problem: FixedPointSlot },
): StageRun<ExactParameters> {
  return ({ name, problem: options, batch }, _inputs, random) => {
    const problem = made(slot, options, Stream.of(...random, "problem"));
    const { start: { x }, map, dy } = problem;
    const y = problem.exactLower(x);
    const v = adjointAt(problem, x, y);
    const { lower, adjoint } = gradientSensitivity(problem, x);
    const row = (quantity: string, value: number, setting = ""): JsonObject[] =>
      exactRows(name, quantity, setting, Float64Array.of(value));
    return {
      rows: encodeJson([
        ...row("contraction", problem.contraction(x)),
        ...row("sample_norm", greatestSampleNorm(problem, x, y)),
        ...row("asymmetry", asymmetry(jacobian(map, x, y), dy)),
        ...row("untransposed_error", untransposedError(problem, x)),
        ...row("cross_variance", samplingVariance(problem, x, y, v).vjpX / batch, `b=${batch}`),
        ...row("lower_sensitivity", lower.greatest, "greatest"),
        ...row("lower_sensitivity", lower.least, "least"),
        ...row("adjoint_sensitivity", adjoint.greatest, "greatest"),
        ...row("adjoint_sensitivity", adjoint.least, "least"),
      ]),
    };
  };
}
