/**
 * The terms that directions of y, u and x are made of.
 *
 * @module
 */

import { copyOf, zeros } from "../../numerics/arrays.ts";
import { axpy, dot, scal, waxpy } from "../../numerics/vectors.ts";
import type { ParametricProblem } from "../../problems/parametric/contract.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import type { Point } from "./direction.ts";
import { hessiansAt, type Levels } from "./levels.ts";
import { neumann } from "./linear_solvers.ts";
import type { LinearSystem } from "./linear_system.ts";
import type { RecursionScheme } from "./recursion_table.ts";

/** The terms of a method in one iteration, each a new array. */
export interface Terms {
  /** ∇_y g. */
  y(levels: Levels, at: Point): Float64Array;
  /** ∇²_yy g u − ∇_y f. */
  u(levels: Levels, at: Point): Float64Array;
  /** ∇_x f − ∇²_xy g u, or what stands for it. */
  x(levels: Levels, at: Point): Float64Array;
  /** The minibatches of the t-th step of y. */
  later(levels: Levels, t: number): Levels;
}

/** What terms depend on beside the levels. */
export interface TermOptions {
  /** T. */
  readonly lowerSteps?: number;
  /** K. */
  readonly order?: number;
  /** Q. */
  readonly directions?: number;
  /** μ. */
  readonly radius?: number;
}

/** The terms in one iteration, by the sizes of its steps of y and of those that a series for u is made of. */
export function termsOf(
  source: RecursionScheme["u"],
  { dx }: ParametricProblem,
  options: TermOptions,
  steps: { readonly y: number; readonly u: number },
  random: RandomSource,
): Terms {
  const { order = 0 } = options;
  const terms = {
    y: (levels: Levels, { x, y }: Point) => levels.lower("lower").gradient(x, y),
    u: (levels: Levels, { x, y, u }: Point) => {
      const product = levels.lower("linsys").hessian(x, y).times(u);
      return axpy(-1, levels.outer(0).gradientY(x, y), product);
    },
    later: (levels: Levels, t: number): Levels => ({
      lower: (use, j = 0) => levels.lower(use, use === "linsys" ? t * order + j : t + j),
      outer: (j = 0) => levels.outer(t + j),
    }),
  };
  switch (source) {
    case "series":
      return {
        ...terms,
        x: implicitTerm(steps.u, (of) => neumann({ order })(of).u),
      };
    case "term": {
      const drawn = Math.floor(random.split("term").uniform() * order);
      return { ...terms, x: implicitTerm(steps.u, (of) => seriesTerm(of, drawn, order)) };
    }
    case "responses":
      return { ...terms, x: responses(terms, options, dx, steps.y, random.split("directions")) };
    default:
      return { ...terms, x: carriedTerm };
  }
}

/** ∇_x f − ∇²_xy g u at the carried u. */
function carriedTerm(levels: Levels, { x, y, u }: Point): Float64Array {
  const gradient = levels.outer(1).gradientX(x, y);
  return axpy(-1, levels.lower("cross").cross(x, y, u), gradient);
}

/** ∇_x f − ∇²_xy g u with a u for ∇_y f on the same minibatch of f. */
function implicitTerm(
  step: number,
  solve: (system: LinearSystem) => Float64Array,
): Terms["x"] {
  return (levels, { x, y }) => {
    const outer = levels.outer();
    const b = outer.gradientY(x, y);
    const u = solve({ hessians: hessiansAt(levels, x, y), b, step });
    return axpy(-1, levels.lower("cross").cross(x, y, u), outer.gradientX(x, y));
  };
}

/** K γ Π_{i ≤ p} (I − γH_i) b. */
function seriesTerm(
  { hessians, b, step }: LinearSystem,
  p: number,
  order: number,
): Float64Array {
  const term = copyOf(b);
  for (let i = 1; i <= p; i++) axpy(-step, hessians(i).times(term), term);
  return scal(order * step, term);
}

/** ∇_x f + (1/Q) Σ U⟨δ, ∇_y f⟩, where steps of y on x and on x + μU see the same minibatches. */
function responses(
  { y: gradient, later }: Pick<Terms, "y" | "later">,
  { lowerSteps = 1, directions = 1, radius = 0.1 }: TermOptions,
  dx: number,
  step: number,
  random: RandomSource,
): Terms["x"] {
  return (levels, { x, y, u, from = y }) => {
    const outer = levels.outer();
    const slope = outer.gradientY(x, y);
    const sum = zeros(dx);
    for (let q = 0; q < directions; q++) {
      const normal = random.split(q);
      const along = Float64Array.from({ length: dx }, () => normal.normal());
      const beside = waxpy(radius, along, x);
      let there = from;
      for (let t = 0; t < lowerSteps; t++) {
        there = waxpy(-step, gradient(later(levels, t), { x: beside, y: there, u }), there);
      }
      const response = dot(slope, waxpy(-1, y, there)) / radius;
      axpy(response / directions, along, sum);
    }
    return axpy(1, outer.gradientX(x, y), sum);
  };
}
