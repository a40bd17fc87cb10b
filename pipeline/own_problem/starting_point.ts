/**
 * A user's problem where it starts: whether it can be computed there, and what depends on what.
 *
 * @module
 */

import type { Kink, Tensor } from "../../numerics/differentiable/tensor.ts";
import { Trace } from "../../numerics/differentiable/trace.ts";
import { Stream } from "../../numerics/random.ts";
import { wrongDerivative } from "../../problems/parametric/given_derivatives.ts";
import {
  fromObjectives,
  type Objectives,
  tensorsOf,
} from "../../problems/parametric/objectives.ts";
import { firstLine } from "../own_data/files.ts";
import { digits, Refusal } from "./refusal.ts";

/** The objectives by their names in the file. */
export type Level = "lower" | "outer";

/** One of the objectives at a point, with all its derivatives. */
export type TraceAt = (level: Level, x: Float64Array, y: Float64Array) => Trace;

/** Records of the objectives of a problem. */
export function tracerOf({ lower, outer, rows }: Objectives): TraceAt {
  const on = { lower: tensorsOf(rows?.lower), outer: tensorsOf(rows?.outer) };
  const of = { lower, outer };
  return (level, x, y) =>
    new Trace((x, y) => of[level](x as Tensor, y as Tensor, on[level]), [
      { value: x, active: true },
      { value: y, active: true },
    ]);
}

/**
 * Looks at both objectives where x and y start.
 *
 * @param names Names of the coordinates of x.
 * @throws {Refusal} if one throws or is not finite, ignores y, or a given derivative is wrong.
 */
export function inspectStart(of: Objectives, names: readonly string[]): void {
  const { x, y } = of.start;
  const trace = tracerOf(of);
  for (const level of ["lower", "outer"] as const) finiteAt(trace, level, x, y, names);
  requireDependence(of, trace);
  for (const level of ["lower", "outer"] as const) requireMean(of, level);
  const wrong = caught(() => wrongDerivative(of));
  if (wrong === undefined) return;
  const { name, coordinate: { of: variable, at }, given, derived } = wrong;
  throw new Refusal(
    `"derivatives.${name}" is wrong in coordinate ${nameOf(variable, at, names)}: it gives ` +
      `${given}, and the objective ${derived}; correct it, or leave it out and it is derived`,
  );
}

/** The name of a coordinate. */
export function nameOf(variable: "x" | "y", at: number, names: readonly string[]): string {
  return variable === "x" ? names[at] : `y${at + 1}`;
}

function finiteAt(
  trace: TraceAt,
  level: Level,
  x: Float64Array,
  y: Float64Array,
  names: readonly string[],
): void {
  const at = caught(() => {
    const one = trace(level, x, y);
    one.value;
    return one;
  }, `"${level}" cannot be computed where x and y start`);
  if (!Number.isFinite(at.value)) {
    throw new Refusal(
      `"${level}" is ${at.value} where x and y start, outside its domain; start inside, or correct it`,
    );
  }
  const p = Stream.of("own problem", "direction").fillNormal(new Float64Array(y.length));
  const derivatives = [at.gradient(0), at.gradient(1), ...at.along([undefined, p])];
  derivatives.forEach((values, k) => {
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad < 0) return;
    const order = k < 2 ? "derivative" : "second derivative";
    throw new Refusal(
      `the ${order} of "${level}" in ${nameOf(k % 2 === 0 ? "x" : "y", bad, names)} is ` +
        `${values[bad]} where x and y start; start where it is smooth`,
    );
  });
}

/** What the user's functions throw, as a refusal. */
function caught<Result>(run: () => Result, what = ""): Result {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(`${what === "" ? "" : `${what}: `}${firstLine(error)}`);
  }
}

/** Where x and y start, and two points near there: where y is 0 much is told by none. */
function nearStart({ start: { x, y } }: Objectives): [Float64Array, Float64Array][] {
  const random = Stream.of("own problem", "near the start");
  const near = (v: Float64Array, name: string): Float64Array => {
    const noise = random.split(name).fillNormal(new Float64Array(v.length));
    return v.map((value, l) => value + 0.01 * Math.max(1, Math.abs(value)) * noise[l]);
  };
  return [[x, y], [x, near(y, "y")], [near(x, "x"), near(y, "other y")]];
}

/** Whether something is zero where x and y start and near there, where it is told. */
function silentAtStart(
  objectives: Objectives,
  of: (x: Float64Array, y: Float64Array) => Float64Array,
): boolean {
  return nearStart(objectives).every(([x, y]) =>
    of(x, y).every((value) => value === 0 || Number.isNaN(value))
  );
}

function requireDependence(of: Objectives, trace: TraceAt): void {
  if (silentAtStart(of, (x, y) => trace("lower", x, y).gradient(1))) {
    throw new Refusal(`"lower" ignores y, so that nothing is to be solved; let it depend on y`);
  }
  if (silentAtStart(of, (x, y) => trace("outer", x, y).gradient(1))) {
    throw new Refusal(
      `"outer" ignores y, so that the lower level does not matter; let it depend on y`,
    );
  }
}

/**
 * Looks whether the solution of the lower level moves with x; near the start of y it need not, beyond a kink.
 *
 * @param solution That for where x starts.
 * @throws {Refusal} if it does not.
 */
export function requireMoving(of: Objectives, trace: TraceAt, solution: Float64Array): void {
  const p = Stream.of("own problem", "p").fillNormal(new Float64Array(solution.length));
  const cross = (x: Float64Array, y: Float64Array): Float64Array =>
    trace("lower", x, y).along([undefined, p])[0];
  if (cross(of.start.x, solution).some((value) => value !== 0)) return;
  throw new Refusal(
    silentAtStart(of, cross) && (trace("lower", of.start.x, solution).kinks().length === 0)
      ? `"lower" ignores x, or adds a function of x alone, so that its solution does not move with x; ` +
        `let x change how y is chosen`
      : `the solution of "lower" does not move with x where x starts; start where it does, or let x ` +
        `change how y is chosen`,
  );
}

/** By how much less than this, relative to the largest, the mean of two parts may differ from the whole. */
const MEAN = 1e-8;

/**
 * Looks whether an objective is a mean over rows: then it is the mean of those over two parts, by size.
 *
 * @throws {Refusal} if it is not, for methods with minibatches would work on another objective.
 */
function requireMean(of: Objectives, level: Level): void {
  const { lower, outer, lowerSum, outerSum } = fromObjectives(of);
  const sum = level === "lower" ? lowerSum : outerSum;
  if (sum === undefined || sum.size < 2) return;
  const first = Math.ceil(sum.size / 3);
  const rows = (from: number, to: number) =>
    sum.batch(Uint32Array.from({ length: to - from }, (_, i) => from + i));
  const levels = [rows(0, first), rows(first, sum.size), level === "lower" ? lower : outer];
  for (const [x, y] of nearStart(of)) {
    const [third, others, all] = levels.map((one) => one.value(x, y));
    const mean = (first * third + (sum.size - first) * others) / sum.size;
    const largest = Math.max(...[third, others, all].map(Math.abs));
    if (!(Math.abs(mean - all) > MEAN * largest)) continue;
    throw new Refusal(
      `"${level}" is no mean over rows: over a third of them it is ${digits(third)} and over the ` +
        `others ${digits(others)}, of which the mean is ${digits(mean)}, but over all ` +
        `${digits(all)}; write mean where it is a sum, as methods with minibatches need it`,
    );
  }
}

/** Kinks nearer than this, in units of 1 or of the point, are met. */
const MET = 1e-7;

/**
 * Looks whether an objective has a kink where it matters.
 *
 * @throws {Refusal} if it has.
 */
export function requireSmooth(
  trace: TraceAt,
  level: Level,
  x: Float64Array,
  y: Float64Array,
  within = MET,
): void {
  const met = nearestKink(trace(level, x, y).kinks());
  if (met === undefined || !(Math.abs(met.distance) <= within)) return;
  throw kinkAtSolution(level, met);
}

/** The kink that is nearest. */
export function nearestKink(kinks: readonly Kink[]): Kink | undefined {
  return [...kinks].sort((a, b) => Math.abs(a.distance) - Math.abs(b.distance))[0];
}

/** The refusal of a kink at the solution. */
export function kinkAtSolution(level: Level, { name, entry, distance }: Kink): Refusal {
  return new Refusal(
    `"${level}" has no derivative where the lower level is least: ${name} has a kink there (entry ` +
      `${entry + 1} of its argument is ${digits(distance)} from it); give a smooth function, as ` +
      `sqrt(add(square(v), 1e-4)) for abs(v) and softplus for relu`,
  );
}
