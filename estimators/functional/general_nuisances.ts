/**
 * Learning the nuisances of the general orthogonal score from one sample.
 *
 * @module
 */

import { columnsOf, rowsOf } from "../../numerics/matrix.ts";
import type { PartOfSample } from "../nuisance/contract.ts";
import {
  type AdaptiveClass,
  classFor,
  clipWeights,
  DEFAULT_WEIGHT_FLOOR,
  type FunctionClass,
  minimiseConvexRisk,
  type NewtonOptions,
  type QuadraticRiskSolver,
  type RiskLearner,
} from "../nuisance/quadratic_risk.ts";
import { stacked, type StackedLearner } from "../nuisance/stacking.ts";
import { type AdjointValues, slopeOfC } from "./general_score.ts";
import {
  innerDerivatives,
  type LossPair,
  makeLossDerivatives,
  requireObservations,
} from "./losses.ts";
import { requireFinite } from "./require.ts";

/** Observations (X, Z). */
export interface GeneralObservations {
  /** Number of observations. */
  readonly n: number;
  /** Covariates of the lower-level function, n×d. */
  readonly x: Float64Array;
  /** What the losses are computed from, n×zDimension. */
  readonly z: Float64Array;
  /** The sample that they are a part of, if they are. */
  readonly part?: PartOfSample;
}

/** Points of covariates alone. */
export type Points = Omit<GeneralObservations, "z">;

/** What happened in learning on one training part. */
export interface GuardRails {
  /** How many weights d_vv l_in were raised to the floor. */
  readonly clipped: number;
  /** The least weight before that: where it is positive, so is H = E[d_vv l_in | X]. */
  readonly smallestWeight: number;
  /** Newton steps for h. */
  readonly iterations: number;
  /** Whether Newton's method for h converged. */
  readonly converged: boolean;
}

/** A learner, or a mean of several. */
export type OneOrStacked = RiskLearner | StackedLearner;

/** A learner for each nuisance. */
export interface NuisanceLearners {
  /** Of the inner solution. */
  readonly h: OneOrStacked;
  /** Of the adjoint. */
  readonly a: OneOrStacked;
  /** Of dh/dw, p of them. */
  readonly b: readonly OneOrStacked[];
  /** Of da/dw, p of them. */
  readonly c: readonly OneOrStacked[];
}

/** The same learner for every nuisance, or one for each. */
export type NuisanceLearner = RiskLearner | NuisanceLearners;

/** Learned nuisance functions at some points, and how they were learned. */
export interface LearnedNuisances extends AdjointValues {
  /** The lower level, one number a point. */
  readonly h: Float64Array;
  /** The coefficients of h in its class, or in those of its parts one after the other. */
  readonly coefficients: Float64Array;
  /** What happened in learning. */
  readonly guardRails: GuardRails;
}

/**
 * Learns h, a, b and c on one sample and evaluates them at other points.
 *
 * h minimises E_n[l_in(w, f(X), Z)]; then, with all derivatives at ĥ and W = d_vv l_in raised to a
 * floor, a and b_j minimise E_n[½ W f² + U f] for U = d_v l_out and U = d_{vw_j} l_in, and c_j does
 * for U the `slopeOfC`: 1 + 2p risks, one
 * factorisation where one learner serves all, which then are penalised alike. Derived here.
 *
 * @param w Outer point, p.
 * @param points Where to evaluate: m rows of x.
 * @param options Of Newton's method for h; its floor is that of W, too.
 * @throws {RangeError} if sizes do not agree or a value is not finite.
 */
export function learnNuisances(
  training: GeneralObservations,
  points: Points,
  pair: LossPair,
  w: Float64Array,
  learner: NuisanceLearner,
  options: NewtonOptions = {},
): LearnedNuisances {
  const { n, x, z, part } = training;
  requireSizes(pair, w, training);
  const { p } = pair;
  const learners = forEachNuisance(learner, p);
  const classes = new Map<RiskLearner, FunctionClass | AdaptiveClass>();
  const classOf = (one: RiskLearner): FunctionClass | AdaptiveClass => {
    const known = classes.get(one) ?? one(x, n, x.length / n, part);
    classes.set(one, known);
    return known;
  };
  const losses = makeLossDerivatives(n, p);
  const { inner, outer } = losses;
  const parts = partsOf(learners.h).map(({ learner, share }) => ({
    share,
    ...minimiseConvexRisk(
      classOf(learner),
      (v) => {
        innerDerivatives(pair, w, v, z, losses);
        return { value: inner.value, slope: inner.v, curvature: inner.vv };
      },
      options,
    ),
  }));
  const combined = (values: readonly Float64Array[]) =>
    parts.length === 1 ? values[0] : stacked(values, parts.map(({ share }) => share));
  pair.fill(w, combined(parts.map(({ fitted }) => fitted)), z, losses);
  const { weight, clipped, smallest } = clipWeights(
    inner.vv,
    options.floor ?? DEFAULT_WEIGHT_FLOOR,
  );
  const solvers = new Map<FunctionClass, QuadraticRiskSolver>();
  const minimise = (own: readonly OneOrStacked[], linear: Float64Array) =>
    minimiseEach(
      own.flatMap((one, column) =>
        partsOf(one).map(({ learner, share }) => ({ functions: classOf(learner), share, column }))
      ),
      own.length,
      weight,
      linear,
      points,
      solvers,
    );

  const first = new Float64Array(n * (1 + p));
  for (let i = 0; i < n; i++) {
    first[i * (1 + p)] = outer.v[i];
    for (let k = 0; k < p; k++) first[i * (1 + p) + 1 + k] = inner.vw[i * p + k];
  }
  const ab = minimise([learners.a, ...learners.b], first);

  const second = new Float64Array(n * p);
  for (let i = 0; i < n; i++) {
    const a = ab.fitted[i * (1 + p)];
    for (let k = 0; k < p; k++) {
      second[i * p + k] = slopeOfC(losses, i, k, a, ab.fitted[i * (1 + p) + 1 + k]);
    }
  }
  return {
    h: combined(
      parts.map(({ functions, coefficients }) =>
        functions.evaluate(coefficients, 1, points.x, points.n, points.part)
      ),
    ),
    coefficients: parts.length === 1
      ? parts[0].coefficients
      : Float64Array.from(parts.flatMap(({ coefficients }) => [...coefficients])),
    a: columnsOf(ab.values, points.n, [0]),
    b: columnsOf(ab.values, points.n, learners.b.map((_, k) => 1 + k)),
    c: minimise(learners.c, second).values,
    guardRails: {
      clipped,
      smallestWeight: smallest,
      iterations: Math.max(...parts.map(({ iterations }) => iterations)),
      converged: parts.every(({ converged }) => converged),
    },
  };
}

function forEachNuisance(learner: NuisanceLearner, p: number): NuisanceLearners {
  if (typeof learner !== "function") return learner;
  const each = new Array<RiskLearner>(p).fill(learner);
  return { h: learner, a: learner, b: each, c: each };
}

/** A learner as the only part of itself. */
function partsOf(one: OneOrStacked): StackedLearner["parts"] {
  return typeof one === "function" ? [{ learner: one, share: 1 }] : one.parts;
}

/** A part of the minimiser of one of the risks. */
interface Part {
  readonly functions: FunctionClass | AdaptiveClass;
  readonly share: number;
  readonly column: number;
}

/** Minimisers of q risks with the same W, each in its classes, at the training points and others. */
function minimiseEach(
  parts: readonly Part[],
  q: number,
  weight: Float64Array,
  linear: Float64Array,
  points: Points,
  solvers: Map<FunctionClass, QuadraticRiskSolver>,
): { readonly fitted: Float64Array; readonly values: Float64Array } {
  const n = weight.length;
  const out = {
    fitted: new Float64Array(n * q),
    values: new Float64Array(points.n * q),
  };
  // what is in one class and does not adapt shares a factorisation and a pass over the data
  const groups = new Map<FunctionClass, Part[]>();
  for (const part of parts) {
    const risk = () => ({ weight, linear: columnsOf(linear, n, [part.column]) });
    const own = classFor(part.functions, risk);
    groups.set(own, [...groups.get(own) ?? [], part]);
  }
  for (const [functions, own] of groups) {
    const columns = own.map(({ column }) => column);
    const solve = solvers.get(functions) ?? functions.weighted(weight);
    solvers.set(functions, solve);
    const width = columns.length;
    const coefficients = solve(columnsOf(linear, n, columns), width);
    const place = (values: Float64Array, into: Float64Array) => {
      for (let i = 0, at = 0; at < values.length; i += q) {
        for (let k = 0; k < width; k++, at++) into[i + columns[k]] += own[k].share * values[at];
      }
    };
    place(functions.fitted(coefficients, width), out.fitted);
    const { n: m, x, part } = points;
    place(functions.evaluate(coefficients, width, x, m, part), out.values);
  }
  return out;
}

/** Some of the observations. */
export function observationsAt(
  { n, x, z }: GeneralObservations,
  which: ArrayLike<number>,
): GeneralObservations {
  return { ...pointsAt({ n, x }, which), z: rowsOf(z, n, which) };
}

/** Some of the points. */
export function pointsAt({ n, x }: Points, which: ArrayLike<number>): Points {
  return {
    n: which.length,
    x: rowsOf(x, n, which),
    part: { all: x, rows: Uint32Array.from(which) },
  };
}

/**
 * Checks that a sample fits a pair of losses at an outer point.
 *
 * @throws {RangeError} if sizes do not agree or a value is not finite.
 */
export function requireSizes(
  pair: LossPair,
  w: Float64Array,
  { n, x, z }: GeneralObservations,
): void {
  requireObservations(pair, w, z, n);
  if (x.length === 0 || x.length % n !== 0) {
    throw new RangeError(`x has ${x.length} values: a multiple of n = ${n} is needed`);
  }
  requireFinite("x", x);
  requireFinite("z", z);
}
