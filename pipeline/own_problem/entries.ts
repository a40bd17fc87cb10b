/**
 * What is compared on a user's problem: estimators at several efforts, defaults of libraries, methods.
 *
 * @module
 */

import type { SolverOptions } from "../../estimators/parametric/linear_solvers.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { Method } from "../studies/experiment.ts";
import { EXACT, minibatch, WHOLE } from "../studies/methods.ts";
import { modules } from "../studies/modules.ts";
import type { Made } from "../studies/ref.ts";
import type { OwnEffort } from "./gradients.ts";

/** Steps on the lower level, and iterations for the adjoint where they are to be chosen. */
const EFFORTS = [1, 2, 5, 10, 20, 50, 100, 200, 500];

/** An estimator at several efforts. */
export interface OwnEstimator {
  readonly name: string;
  /** How its adjoint is had, in words. */
  readonly what: string;
  /** "path#export". */
  readonly code: string;
  readonly efforts: readonly OwnEffort[];
  /** Whose default it is, and at which effort, if that is a default too. */
  readonly defaultOf?: { readonly library: string; readonly effort: number };
}

function estimator(
  name: string,
  what: string,
  make: (effort: number) => Made,
  defaultOf?: OwnEstimator["defaultOf"],
): OwnEstimator {
  return {
    name,
    what,
    code: make(1).code,
    efforts: EFFORTS.map((effort) => ({ effort, options: make(effort).options as JsonObject })),
    ...(defaultOf === undefined ? {} : { defaultOf }),
  };
}

/**
 * Estimators of the hypergradient of a problem with dy lower coordinates. Defaults were read in the sources of
 * the libraries: `solve_normal_cg` with tolerance 1e-5 in jaxopt (whose gradient descent takes 500 steps) and
 * TorchOpt, a direct solver in optimistix, one unrolled step (`darts`, `unroll_steps = 1`) in Betty. Lower-level
 * steps are gradient steps of 1/L for all.
 */
export function ownEstimators(dy: number): OwnEstimator[] {
  return [
    estimator(
      "aid-cg",
      "as many conjugate-gradient iterations",
      (n) => aid(n, { solver: "cg", iterations: n }),
    ),
    estimator(
      "aid-fp",
      "as many fixed-point iterations",
      (n) => aid(n, { solver: "fixed-point", iterations: n }),
    ),
    estimator(
      "aid-neumann",
      "a Neumann series of that order",
      (n) => aid(n, { solver: "neumann", order: n }),
    ),
    estimator("itd", "all steps unrolled", (n) => modules.unrolled("unrolled", { lowerSteps: n })),
    estimator(
      "penalised",
      "none: two penalised fits, λ = 100",
      (n) => modules.f2sa("penalised", { lambda: 100, lowerSteps: n }),
    ),
    estimator(
      "shine",
      "BFGS's inverse Hessian",
      (n) => modules.shine("shine", { iterations: n }),
    ),
    estimator(
      "dense",
      "a direct solver, dy products",
      (n) => aid(n, { solver: "dense" }),
      { library: "optimistix", effort: EFFORTS[EFFORTS.length - 1] },
    ),
    estimator(
      "normal-cg",
      "conjugate gradients on the normal equations to 1e-5",
      (n) => aid(n, { solver: "cg-normal", iterations: 10 * dy, tolerance: 1e-5 }),
      { library: "jaxopt and TorchOpt", effort: EFFORTS[EFFORTS.length - 1] },
    ),
    estimator(
      "one-step",
      "the last step unrolled",
      (n) => modules.unrolled("unrolled", { lowerSteps: n, last: 1 }),
      { library: "Betty", effort: 1 },
    ),
  ];
}

const aid = (lowerSteps: number, adjoint: SolverOptions): Made =>
  modules.implicit("implicit", { lowerSteps, adjoint });

/** A method whose outer step is open, and how it goes. */
export interface OwnMethod extends Method {
  /** Whether it depends on chance. */
  readonly random: boolean;
  /** What its gradients go through, in words. */
  readonly goesThrough: string;
}

/** The baseline. */
export const RANDOM_SEARCH = "random-search";
/** What goes along exact gradients, which nothing counts: a mark. */
export const MARK = EXACT.name;

/** Methods on the fixed point of gradient steps want a lower level that can be sampled. */
const ON_SAMPLES = modules.fixedPointMethods("implicitOnGradientSteps");

/** The methods; those that sample only where there are rows, with minibatches of an eighth of the lower level. */
export function ownMethods(rows: number): OwnMethod[] {
  const sampled = rows >= 8 ? minibatch(Math.ceil(rows / 8)) : [];
  const both = new Set(sampled.map(({ name }) => name));
  return [
    ...WHOLE.filter(({ code }) => rows > 0 || code !== ON_SAMPLES).map((method) => ({
      ...method,
      name: both.has(method.name) ? `${method.name}-full` : method.name,
      random: method.name === "aid-nystroem",
      goesThrough: "whole gradients",
    })),
    ...sampled.map((method) => ({ ...method, random: true, goesThrough: "minibatches" })),
    {
      name: RANDOM_SEARCH,
      ...modules.randomSearch.open("randomSearch", {}),
      random: true,
      goesThrough: "neither",
    },
  ];
}
