/**
 * Stage: what a user's problem is like, and its true hypergradient where it starts, checked in three ways.
 *
 * @module
 */

import { unlessRefused } from "../../numerics/unless_refused.ts";
import { implicit } from "../../estimators/parametric/implicit.ts";
import { Stream } from "../../numerics/random.ts";
import { dot, norm, waxpy } from "../../numerics/vectors.ts";
import type { ParametricProblem } from "../../problems/parametric/contract.ts";
import { truthAt } from "../../problems/parametric/exact_solution.ts";
import { fromObjectives } from "../../problems/parametric/objectives.ts";
import type { Json } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { encodeJson } from "../json.ts";
import type { OwnProblem } from "./contract.ts";
import { type Form, formOf } from "./form.ts";
import { type Curvature, curvatureAt, foundBy, solved } from "./lower_level.ts";
import { ownObjectives } from "./problem.ts";
import { digits, Refusal } from "./refusal.ts";
import { inspectStart, requireMoving, requireSmooth, tracerOf } from "./starting_point.ts";

/** What is known of a problem before anything is estimated. */
export type Diagnosis = {
  readonly dx: number;
  readonly dy: number;
  /** Rows of either level; 0 where it is no mean over rows. */
  readonly rows: { readonly lower: number; readonly outer: number };
  /** Whether g(x, ·) is quadratic. */
  readonly quadratic: boolean;
  /** The ends of the spectrum of ∇²_yy g: at the start, and over the whole path. */
  readonly curvature: {
    readonly start: Curvature;
    readonly least: number;
    readonly greatest: number;
    /** In how many points of the path. */
    readonly points: number;
    /** In words. */
    readonly found: string;
  };
  /** F, ‖∇F‖ and ∇F where x starts, and y* there. */
  readonly objective: number;
  readonly gradientNorm: number;
  readonly gradient: readonly number[];
  readonly solution: readonly number[];
  /** Relative differences of ∇F from that with an adjoint by conjugate gradients, and from differences of F. */
  readonly checks: { readonly conjugateGradients: number; readonly differences: number };
  /** What descent in x has met where the lower level is not strongly convex any more, if it has. */
  readonly lost?: string;
  /** Coordinates of x that nothing depends on where it starts. */
  readonly silent: readonly string[];
  /** Descent along exact gradients, with steps halved and doubled: where it has led to, and with which steps. */
  readonly descent: {
    readonly objective: number;
    readonly gradientNorm: number;
    readonly iterations: number;
    readonly step: number;
  };
};

const DESCENT = 12;
/** Differences of F that are farther off say that F is not smooth. */
const ROUGH = 1e-4;
/** Steps of differences, in units of 1 and of the start. */
const STEPS = [1e-2, 1e-3, 1e-4, 1e-5];

/** Input "data", the rows, if there are some; output "diagnosis", or what is refused. */
export function stage({ problem }: { readonly problem: OwnProblem }): StageRun {
  return (_parameters, inputs) => {
    let result: Diagnosis | { readonly refused: string };
    try {
      result = diagnosed(problem, inputs.data?.[0]);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      result = { refused: error.message };
    }
    return { diagnosis: encodeJson(JSON.parse(JSON.stringify(result)) as Json) };
  };
}

function diagnosed(file: OwnProblem, rows?: Uint8Array<ArrayBuffer>): Diagnosis {
  const { coordinates } = formOf(file) as Form;
  const objectives = ownObjectives(file, rows);
  inspectStart(objectives, coordinates);
  const trace = tracerOf(objectives);
  const problem = fromObjectives(objectives);
  const { x } = problem.start;
  const { y, curvatures } = solved(problem, trace, x);
  for (const level of ["lower", "outer"] as const) requireSmooth(trace, level, x, y);
  requireMoving(objectives, trace, y);
  const truth = truthAt(problem, x, y);
  requireFinite(truth.gradient, coordinates);
  if (norm(truth.gradient) === 0) {
    throw new Refusal(
      `the hypergradient is 0 where x starts, so that no error can be told in its units; start elsewhere`,
    );
  }
  const descent = descended(problem, x, y);
  const along = [...curvatures, ...descent.curvatures];
  return {
    dx: problem.dx,
    dy: problem.dy,
    rows: { lower: problem.lowerSum?.size ?? 0, outer: problem.outerSum?.size ?? 0 },
    quadratic: isQuadratic(problem, x, y),
    curvature: {
      start: curvatures[curvatures.length - 1],
      least: Math.min(...along.map(({ least }) => least)),
      greatest: Math.max(...along.map(({ greatest }) => greatest)),
      points: along.length,
      found: foundBy(problem.dy),
    },
    objective: truth.objective,
    gradientNorm: norm(truth.gradient),
    gradient: [...truth.gradient],
    solution: [...y],
    checks: checked(problem, x, y, truth.gradient),
    ...(descent.lost === undefined ? {} : { lost: descent.lost }),
    silent: silentCoordinates(problem, x, y, coordinates),
    descent: descent.end,
  };
}

function requireFinite(gradient: Float64Array, names: readonly string[]): void {
  const bad = gradient.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  throw new Refusal(
    `the hypergradient is ${gradient[bad]} in ${names[bad]} where x starts, with the lower level ` +
      `solved; check that "outer" is smooth there`,
  );
}

function isQuadratic({ lower, dy }: ParametricProblem, x: Float64Array, y: Float64Array): boolean {
  const random = Stream.of("own problem", "quadratic");
  const p = random.split("p").fillNormal(new Float64Array(dy));
  const size = Math.max(1, norm(y) / Math.sqrt(dy));
  const noise = random.split("y").fillNormal(new Float64Array(dy)).map((value) => size * value);
  const here = lower.hessian(x, y).times(p);
  const there = lower.hessian(x, waxpy(1, y, noise)).times(p);
  return norm(waxpy(-1, here, there)) <= 1e-10 * norm(here);
}

/** ∇F by another solver, and by differences of F, in which the lower level is solved anew. */
function checked(
  problem: ParametricProblem,
  x: Float64Array,
  y: Float64Array,
  gradient: Float64Array,
): Diagnosis["checks"] {
  const size = norm(gradient);
  const iterations = 10 * problem.dy;
  const other = implicit({
    lowerSteps: 0,
    lowerStep: 1,
    adjoint: { solver: "cg", iterations, tolerance: 1e-14 },
  })(problem, x, { y }).gradient;
  const own = norm(x) / Math.sqrt(x.length);
  const scales = own > 0 && own < 1 ? [1, own] : [Math.max(1, own)];
  const random = Stream.of("own problem", "differences").fillNormal(new Float64Array(x.length));
  let differences = 0;
  for (const direction of [random, gradient]) {
    const length = norm(direction);
    const along = (t: number): number =>
      truthAt(problem, waxpy(t / length, direction, x), y).objective;
    const central = (h: number): number => (along(h) - along(-h)) / (2 * h);
    const wanted = dot(gradient, direction) / length;
    // Rounding spoils short steps and curvature long ones, and some leave the domain
    const off = scales.flatMap((scale) => STEPS.map((step) => step * scale)).flatMap((h) => {
      const slope = unlessRefused(() => (4 * central(h / 2) - central(h)) / 3);
      return slope === undefined || Number.isNaN(slope) ? [] : [Math.abs(slope - wanted)];
    });
    if (off.length === 0) {
      throw new Refusal(
        `the lower level cannot be solved near where x starts; start farther inside the domain`,
      );
    }
    differences = Math.max(differences, Math.min(...off));
  }
  const relative = differences / size;
  if (relative > ROUGH) {
    throw new Refusal(
      `differences of F are ${
        digits(relative)
      } of ‖∇F‖ away from the hypergradient where x starts: ` +
        `F is not smooth there, or has too few digits beside a constant; give smooth objectives, ` +
        `and no large constants`,
    );
  }
  return {
    conjugateGradients: norm(waxpy(-1, other, gradient)) / size,
    differences: relative,
  };
}

function silentCoordinates(
  { lower, outer, dy }: ParametricProblem,
  x: Float64Array,
  y: Float64Array,
  names: readonly string[],
): string[] {
  const p = Stream.of("own problem", "silent").fillNormal(new Float64Array(dy));
  const [cross, direct] = [lower.cross(x, y, p), outer.gradientX(x, y)];
  return names.filter((_, k) => cross[k] === 0 && direct[k] === 0);
}

/** A few steps along exact gradients: how long they may be, and the curvature on the way. */
function descended(
  problem: ParametricProblem,
  from: Float64Array,
  solution: Float64Array,
): {
  readonly end: Diagnosis["descent"];
  readonly curvatures: readonly Curvature[];
  readonly lost?: string;
} {
  let x = from;
  let at = truthAt(problem, x, solution);
  const accepted: number[] = [];
  const curvatures: Curvature[] = [];
  let lost: string | undefined;
  let step = Math.max(1, norm(x)) / (norm(at.gradient) || 1);
  for (let k = 0; k < DESCENT && norm(at.gradient) > 0; k++) {
    let next = at;
    for (let halvings = 0; halvings < 40; halvings++, step /= 2) {
      const trial = waxpy(-step, at.gradient, x);
      const reached = unlessRefused(() => truthAt(problem, trial, at.y));
      if (reached !== undefined && reached.objective < at.objective) {
        [x, next] = [trial, reached];
        break;
      }
    }
    if (next === at) break;
    try {
      const where = `after ${k + 1} steps of descent in x`;
      curvatures.push(curvatureAt(problem.lower, x, next.y, where));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      lost = error.message;
      break;
    }
    accepted.push(step);
    at = next;
    step *= 2;
  }
  const sorted = accepted.toSorted((a, b) => a - b);
  return {
    end: {
      objective: at.objective,
      gradientNorm: norm(at.gradient),
      iterations: accepted.length,
      step: sorted[Math.floor(sorted.length / 2)] ?? 0,
    },
    curvatures,
    ...(lost === undefined ? {} : { lost }),
  };
}
