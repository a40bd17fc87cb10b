/**
 * Problems with general losses in which X is uniform on [−1, 1] and, given X, everything that the
 * gradient and its bound are made of is known in closed form: one Gauss–Legendre rule does the rest.
 *
 * @module
 */

import { gaussLegendre, type QuadratureRule } from "../../numerics/quadrature.ts";
import type { RandomSource } from "../random_source.ts";
import type { GeneralFunctionalProblem, GeneralNuisances } from "./general_contract.ts";
import { requireOuterPoint, requireSampleSize } from "./require.ts";

/** What is known at one x and w; the losses are such that d_w l_out = 0. */
export interface Conditional {
  /** The lower level h. */
  readonly h: number;
  /** The adjoint a. */
  readonly a: number;
  /** dh/dw, p. */
  readonly b: readonly number[];
  /** da/dw, p. */
  readonly c: readonly number[];
  /** E[l_out | X]. */
  readonly loss: number;
  /** E[d_v l_out | X]. */
  readonly slope: number;
}

/** What distinguishes one such problem from another. */
export interface UniformCovariateDesign<Local extends Conditional> {
  /** Name used in stage names and tables. */
  readonly name: string;
  /** Number of variables in Z. */
  readonly zDimension: number;
  /** Where the gradient is evaluated, p. */
  readonly outerPoint: Float64Array;
  /** Nodes of the rule; more of them must not matter. */
  readonly nodes: number;
  /** What is known at w, as a function of x. */
  conditional(w: Float64Array): (x: number) => Local;
  /** E[ψψ' | X], p×p, at what is known. */
  secondMoment(at: Local, w: Float64Array): readonly number[];
  /** One draw of Z given X = x. */
  draw(x: number, random: RandomSource): readonly number[];
}

/** The problem of a design. A smaller sample is the beginning of a larger one. */
export function uniformCovariate<Local extends Conditional>(
  design: UniformCovariateDesign<Local>,
): GeneralFunctionalProblem {
  const { name, zDimension, outerPoint, nodes, conditional, secondMoment, draw } = design;
  const p = outerPoint.length;
  let rule: QuadratureRule | undefined;
  const at = (w: Float64Array): (x: number) => Local => {
    requireOuterPoint(name, w, p);
    return conditional(w);
  };
  /** The expectation over X of `size` functions of X. */
  const mean = (
    w: Float64Array,
    size: number,
    integrand: (at: Local) => readonly number[],
  ): Float64Array => {
    const known = at(w);
    rule ??= gaussLegendre(nodes);
    const sums = new Float64Array(size);
    for (let i = 0; i < nodes; i++) {
      const values = integrand(known(rule.nodes[i]));
      for (let k = 0; k < size; k++) sums[k] += rule.weights[i] / 2 * values[k];
    }
    return sums;
  };
  const gradient = (w: Float64Array): Float64Array =>
    mean(w, p, ({ b, slope }) => b.map((value) => value * slope));
  return {
    name,
    d: 1,
    zDimension,
    p,
    outerPoint,
    gradient,
    objective: (w) => mean(w, 1, ({ loss }) => [loss])[0],
    efficiencyBound(w) {
      const psi = gradient(w);
      const moment = mean(w, p * p, (known) => secondMoment(known, w));
      return moment.map((value, at) => value - psi[Math.floor(at / p)] * psi[at % p]);
    },
    nuisances(x, w) {
      const known = at(w);
      const out: GeneralNuisances = {
        h: new Float64Array(x.length),
        a: new Float64Array(x.length),
        b: new Float64Array(x.length * p),
        c: new Float64Array(x.length * p),
      };
      for (let i = 0; i < x.length; i++) {
        const { h, a, b, c } = known(x[i]);
        out.h[i] = h;
        out.a[i] = a;
        out.b.set(b, i * p);
        out.c.set(c, i * p);
      }
      return out;
    },
    sample(n, random) {
      requireSampleSize(n);
      const x = new Float64Array(n);
      const z = new Float64Array(n * zDimension);
      for (let i = 0; i < n; i++) {
        x[i] = 2 * random.uniform() - 1;
        z.set(draw(x[i], random), i * zDimension);
      }
      return { n, x, z };
    },
  };
}
