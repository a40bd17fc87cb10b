/**
 * Stage: descents along one estimated gradient under quadratic losses, each along the gradient of
 * its own sample, with the learned conditional means, or with the true ones when the input "means" is
 * absent (the oracle).
 *
 * @module
 */

import {
  affineFunction,
  type AffineGradientEstimator,
  affineOf,
} from "../../estimators/functional/affine_gradient.ts";
import { descend, progress } from "../../estimators/functional/descent.ts";
import { formOf, type Terms } from "../../estimators/functional/terms.ts";
import type { IdentifiedProblem } from "../../problems/functional/identified.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { descentOptions, descentOutputs, type DescentParameters } from "./descent_block.ts";
import { type Design, outerRows } from "./design.ts";
import { decodeMeans } from "./nuisances.ts";
import { problemOf, type ProblemSlot } from "./problem.ts";
import { decodeSamples } from "./samples.ts";

interface Slots {
  readonly problem: ProblemSlot<IdentifiedProblem>;
  /** A row of terms, or a function. */
  readonly gradient: AffineGradientEstimator | Terms;
}

type AffineDescentParameters = DescentParameters & { readonly design: Design & JsonObject };

/** Inputs "samples" and, but for the oracle, "means"; output "traces". */
export function stage(slots: Slots): StageRun<AffineDescentParameters> {
  const gradientAt = formOf(slots.gradient, affineOf);
  return (parameters, inputs) => {
    const problem = problemOf(slots.problem, parameters.problem);
    const objective = { root: problem.root, hessian: problem.hessian() };
    const options = descentOptions(parameters.descent);
    const learned = inputs.means && decodeMeans(inputs.means[0]!);
    const traces = decodeSamples(inputs.samples![0]!).map((sample, i) => {
      const outer = outerRows(sample, parameters.design);
      const means = learned ? learned[i]! : problem.conditionalMeans(outer.x);
      const gradient = gradientAt(outer.y, means, problem.innerTarget(outer));
      return progress(descend(affineFunction(gradient), options), objective);
    });
    return descentOutputs(parameters, traces);
  };
}
