/**
 * A comparison in words: what to use at which accuracy, why, and what it will cost.
 *
 * @module
 */

import { counted } from "../wording.ts";
import type { Diagnosis } from "./diagnose.ts";
import { RANDOM_SEARCH } from "./entries.ts";
import { cheapest, type EndRow, leastError, type Results } from "./results.ts";

/** Errors beyond this are wrong, and not only rough. */
const WRONG = 0.1;

/** What to use, sentence by sentence. */
export function recommendation(results: Results): string[] {
  return parts(results).flat();
}

/** The same in paragraphs: gradients, defaults of libraries, methods. */
export function parts(results: Results): string[][] {
  return [aboutGradients(results), aboutDefaults(results), aboutMethods(results)]
    .filter((part) => part.length > 0);
}

function aboutGradients(results: Results): string[] {
  const { errors, estimators } = results;
  const [rough, fine] = [1e-2, 1e-6].map((most) => cheapest(errors, most));
  const said: string[] = [];
  if (rough === undefined) {
    said.push(
      `No estimator has come within 1 % of the hypergradient with ${
        Math.max(...errors.map(({ effort }) => effort))
      } steps: the lower level is solved too slowly by gradient steps (condition number ${
        short(results.diagnosis.curvature.greatest / results.diagnosis.curvature.least)
      }).`,
    );
  } else {
    said.push(`For a hypergradient to 1 %, ${used(results, rough)}.`);
    if (fine === undefined) said.push("None has come within 1e-6.");
    else if (fine.estimator === rough.estimator && fine.effort === rough.effort) {
      said.push("That is within 1e-6, too.");
    } else said.push(`For 1e-6, ${used(results, fine)}.`);
  }
  const wrong = estimators.filter(({ name }) => {
    const least = leastError(errors, name);
    return least === undefined || least.error! > WRONG;
  });
  if (wrong.length > 0) {
    said.push(
      `At no effort within 10 %: ${
        wrong.map(({ name }) => {
          const least = leastError(errors, name);
          return least === undefined
            ? `${name} (not finite)`
            : `${name} (off by ${share(least.error!)})`;
        }).join(", ")
      }.`,
    );
  }
  return said;
}

function used(
  results: Results,
  row: { estimator: string; effort: number; passes: number },
): string {
  const { estimators, milliseconds } = results;
  const { what } = estimators.find(({ name }) => name === row.estimator)!;
  const time = milliseconds.gradient === undefined
    ? ""
    : `, about ${short(row.passes * milliseconds.gradient)} ms`;
  return `${row.estimator} with ${
    counted(row.effort, "lower-level step")
  } (adjoint: ${what}) is the cheapest, at ${short(row.passes)} passes${time}`;
}

function aboutDefaults({ estimators, errors }: Results): string[] {
  const all = estimators.flatMap(({ name, defaultOf }) => {
    if (defaultOf === undefined) return [];
    const row = errors.find((one) => one.estimator === name && one.effort === defaultOf.effort);
    const off = row === undefined || row.error === null
      ? "not finite"
      : `off by ${share(row.error)}`;
    const steps = defaultOf.effort === 1 ? "one step" : `${defaultOf.effort} steps`;
    return [`that of ${defaultOf.library} after ${steps} is ${off}`];
  });
  return all.length === 0
    ? []
    : [`Of the adjoints that libraries have by default, ${all.join("; ")}.`];
}

function aboutMethods({ ends, budget, diagnosis }: Results): string[] {
  if (ends.length === 0) return [];
  const { started, least } = ends[0];
  if (started === null || least === null || !(started > least)) {
    return ["No method has lowered F: x starts where it is least, as far as any run has seen."];
  }
  const reached = ends.filter(({ value, diverged }) => value !== null && diverged === 0);
  const [best] = reached;
  if (best === undefined) {
    return ["With every outer step of the grid some run of each method diverges."];
  }
  const gained = (started - least) / Math.abs(started);
  const said = [
    `Of the methods ${best.estimator} with outer steps of ${short(best.step)} gets furthest in ` +
    `${budget} passes: it leaves ${left(best)} of what any run has gained (F from ${
      short(started)
    } to ` +
    `${short(least)}, ${share(gained)}).`,
    ...atEnd(best),
  ];
  const random = ends.find(({ estimator }) => estimator === RANDOM_SEARCH);
  if (random !== undefined && random !== best && random.value !== null) {
    const ahead = reached.filter(({ value, kind }) =>
      value! < random.value! && kind !== random.kind
    );
    const others = ends.filter(({ kind }) => kind !== random.kind).length;
    said.push(
      `Random search leaves ${
        left(random)
      } at the same budget; ${ahead.length} of ${others} methods with ` +
        `gradients are ahead of it.`,
      ...atEnd(random),
    );
  } else if (random === best && ends.length > 1) {
    said.push("No method with gradients is ahead of random search.");
  }
  const lost = ends.filter(({ diverged }) => diverged > 0).map(({ estimator }) => estimator);
  if (lost.length > 0) {
    said.push(
      `With the step that was best on the draws for tuning some runs diverge on others: ${
        lost.join(", ")
      }.`,
    );
  }
  if (gained < 1e-3) {
    said.push(
      `F hardly depends on x here (‖∇F‖ is ${
        short(diagnosis.gradientNorm)
      } where it starts), so that the choice matters little.`,
    );
  }
  return said;
}

function atEnd({ estimator, at_end, step }: EndRow): string[] {
  const what = estimator === RANDOM_SEARCH ? "radius" : "step";
  return at_end
    ? [`Its ${what}, ${short(step)}, is at the end of its grid: another may be better.`]
    : [];
}

/** Whether a share of the gap is the least that is told: what is left may be less. */
export const isLeast = (value: number): boolean => value <= 1.0001e-4;

const left = ({ value }: EndRow): string => isLeast(value!) ? "at most 0.01 %" : share(value!);

/** A share in per cent. */
export function share(value: number): string {
  return value < 1e-4 ? short(value) : `${short(100 * value)} %`;
}

/** A number with two or three digits. */
export function short(value: number): string {
  if (value === 0) return "0";
  const rounded = Number(value.toPrecision(3));
  return Math.abs(rounded) >= 1e5 || Math.abs(rounded) < 1e-3
    ? rounded.toExponential(1).replace("e+", "e")
    : String(rounded);
}

/** What a pass is, in a sentence's middle. */
export function whatPassIs({ diagnosis: { rows } }: Results): string {
  return rows.lower === 0
    ? "a pass is a call of the lower level"
    : "a pass goes through the lower level's rows once";
}

/** What is known of the problem, as names with values. */
export function diagnosed(results: Results): { readonly name: string; readonly value: string }[] {
  const { diagnosis, milliseconds } = results;
  const { dx, dy, rows, curvature, checks, silent, quadratic, gradientNorm, objective } = diagnosis;
  const level = (name: "lower" | "outer"): string =>
    rows[name] === 0 ? "no rows" : `${rows[name]} rows`;
  const times = Object.entries(milliseconds).map(([what, time]) =>
    `${what.replace("Product", " product")} ${short(time)}`
  );
  return [
    {
      name: "Dimensions",
      value: `x ${dx}, y ${dy}; lower level ${level("lower")}, outer level ${level("outer")}`,
    },
    {
      name: "Lower level",
      value:
        `strongly convex on the path, ${quadratic ? "quadratic" : "not quadratic"}: curvature ` +
        `${short(curvature.least)} to ${short(curvature.greatest)} in ${curvature.points} points ` +
        `(${curvature.found}); condition number at the start ` +
        short(curvature.start.greatest / curvature.start.least),
    },
    { name: "F at the start", value: `${short(objective)}, ‖∇F‖ ${short(gradientNorm)}` },
    {
      name: "Truth",
      value: `Newton's method to rounding; conjugate gradients agree to ` +
        `${short(checks.conjugateGradients)}, differences of F to ${short(checks.differences)}`,
    },
    ...(silent.length === 0 ? [] : [{ name: "Without effect", value: silent.join(", ") }]),
    ...(times.length === 0 ? [] : [{ name: "Milliseconds", value: times.join(", ") }]),
  ];
}

/** What the descent in x gives cause for doubt, a sentence each. */
export function descentNotes(
  { lost, descent, gradientNorm }: Pick<Diagnosis, "lost" | "descent" | "gradientNorm">,
): string[] {
  const endless = lost === undefined && descent.iterations > 0 &&
    descent.gradientNorm >= (1 - 1e-9) * gradientNorm;
  return [
    ...(lost === undefined ? [] : [`On the way: ${lost}.`]),
    ...(endless
      ? [
        `After ${descent.iterations} steps of descent ‖∇F‖ is ${
          short(descent.gradientNorm)
        }, no less than ` +
        `${
          short(gradientNorm)
        } where x starts: F may fall on and on, and then shares of the gap to its ` +
        `least value mean little.`,
      ]
      : []),
  ];
}
