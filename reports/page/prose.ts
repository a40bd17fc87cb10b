/**
 * The words of the report that belong to no study: definitions, and how to reproduce it.
 *
 * @module
 */

import { BIGRAD } from "./launcher.ts";
import type { DefinitionModel, ReportModel } from "./model.ts";

/** What the words of the report mean. */
export const DEFINITIONS: readonly DefinitionModel[] = [
  {
    term: "Functional bilevel gradient",
    meaning:
      "The outer objective $F(w) = \\tfrac12 E(h_w(X) - Y)^2$ depends on the lower-level solution " +
      "$h_w(X) = E[T_w \\mid X]$. With $j = E[\\partial_w T_w \\mid X]$ and $m = E[Y \\mid X]$ its gradient is",
    formula: "$\\Psi(w) = E[\\, j(X)\\, (h_w(X) - m(X)) \\,]$",
  },
  {
    term: "Plug-in",
    meaning:
      "Learned means are put into the gradient. Four forms are compared: “plug-in”, the published one, " +
      "$j(h - Y)$; “full” $j(h - m)$; “adjoint” $G(h - m)$ with $G = \\partial_w T_w$; “forward” $j(T_w - Y)$. The bias of " +
      "all is of first order in the learning errors, unless the learner is a projection. Standard errors " +
      "are those of the mean of what is averaged.",
  },
  {
    term: "Orthogonal",
    meaning:
      "The mean of the efficient score over out-of-fold predictions; in the published tables OBiGrad, " +
      "or DR. Its bias is minus the mean product of two learning errors, those of $j$ and of $h - m$; the " +
      "*product bias* of the tables is the error of j times the sum of the errors of h and m. Its " +
      "standard error is that of the mean of the scores.",
    formula: "$\\psi = j\\,(T_w - Y) + (G - j)(h - m)$",
  },
  {
    term: "Oracle",
    meaning:
      "The same score with the true means: what no estimator from data can beat asymptotically.",
  },
  {
    term: "Kernel bilevel optimisation (KBO)",
    meaning:
      "The lower level is kernel ridge regression at penalty $\\lambda$ on one half of the data, the outer " +
      "objective a mean over the other. It estimates the gradient $\\Psi_\\lambda$ of a penalised problem.",
  },
  {
    term: "Efficiency bound",
    meaning:
      "The variance $V$ of the score at the true means. No regular estimator of $\\Psi$ has a smaller " +
      "asymptotic variance, and $\\operatorname{trace} V / n$ is the bound of the mean squared error; for a root it is " +
      "that of the sandwich.",
  },
  {
    term: "Hypergradient",
    meaning:
      "Where the lower level is a vector, $F(x) = f(x, y^*(x))$ with $y^*(x)$ the minimiser of " +
      "$g(x, \\cdot)$, its gradient needs the adjoint $u$, the solution of $\\nabla^2_{yy} g \\cdot u = \\nabla_y f$:",
    formula: "$\\nabla F(x) = \\nabla_x f - \\nabla^2_{xy} g \\cdot u$",
  },
  {
    term: "AmIGO and NBO",
    meaning:
      "Outer loops with warm starts. AmIGO(Q) takes Q gradient steps for y and Q for the adjoint. NBO-GD(T) " +
      "and NBO-CG(N) take one inexact Newton step for both, whose two systems share one Hessian and are " +
      "solved by T + 1 gradient steps or N conjugate-gradient iterations. *Effort* is that Q, T or N.",
  },
  {
    term: "Counted calls",
    meaning:
      "Problems count what they are asked: gradients of the lower level, products of its Hessian " +
      "with a vector, cross products, gradients of the outer objective; in minibatches the observations, too.",
  },
  {
    term: "Root",
    meaning: "The point $w$ at which an estimated gradient vanishes.",
  },
  {
    term: "RMSE",
    meaning:
      "Root mean square over replications of the Euclidean norm of the error of the gradient, " +
      "or of the root.",
  },
  {
    term: "Coverage",
    meaning:
      "The share of the 95 % Wald intervals, estimate ± 1.96 standard errors, that hold the " +
      "true coordinate, over replications and coordinates.",
  },
  {
    term: "Monte Carlo error",
    meaning:
      "The standard error of a number over replications. Replications are the unit: coordinates " +
      "of one replication are not independent.",
  },
  {
    term: "Claim",
    meaning:
      "A sentence, in our words, on what a paper says or suggests; “ours” are those that no paper makes. " +
      "A number, its interval and an accepted range stand for it. It is *stated* if it and its range stood " +
      "before anybody had looked at the draws, *found* if not: then what was looked at is said beside it.",
  },
  {
    term: "Verdict",
    meaning: "A claim *holds* if its 95 % interval lies within the accepted range, *fails* if it " +
      "lies outside, and is *inconclusive* otherwise. Without a range it is *exploratory*; *not judged* if " +
      "nothing that was computed is what it is about, as where a profile leaves out a size.",
  },
];

/** What the report is about, for who has read none of its papers. */
export const SUBJECT =
  "A bilevel gradient, or hypergradient, is that of an objective through the solution of a second problem. " +
  "Ways to estimate it are tried where the truth is known, and claims on them are judged.";

/** How the report is to be read, and what its claims are from. */
export const READING =
  "The papers’ full texts were not at hand: what “a paper says” here is from its abstract and its public " +
  "code, in our words, and a claim is a paper’s only where one of these says it. Designs and claims of " +
  "ours are called so. A claim is a number, its 95 % interval, and a range that was laid down for it.";

/** How to get this very report. */
export const REPRODUCE: ReportModel["reproduce"] = {
  text:
    "Equal code, data and versions give equal bytes, on any number of cores. A second run does " +
    "nothing; a run after an edit does what the edit reaches.",
  commands: [
    { what: "Everything, on a machine with Node and npm", command: `${BIGRAD} reproduce` },
    { what: "What would run, and why", command: `${BIGRAD} status` },
    { what: "Check the stored results by running stages again", command: `${BIGRAD} verify` },
  ],
};
