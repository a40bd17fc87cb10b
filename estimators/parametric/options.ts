/**
 * Checks of options that come from JSON, and the step sizes that all outer loops share.
 *
 * @module
 */

import type { ParametricProblem } from "../../problems/parametric/contract.ts";

/** What an option must be. */
export interface Rule {
  /** In words, after "give". */
  readonly wanted: string;
  /** Whether a value will do; it is undefined where the option is missing. */
  accepts(value: unknown): boolean;
}

const finite = (value: unknown): value is number => Number.isFinite(value);

/** A finite number above 0. */
export const positive: Rule = {
  wanted: "a positive finite number",
  accepts: (value) => finite(value) && value > 0,
};

/** A finite number, 0 or above. */
export const nonNegative: Rule = {
  wanted: "a finite number, at least 0",
  accepts: (value) => finite(value) && value >= 0,
};

/** A number from 0 to 1. */
export const share: Rule = {
  wanted: "a number from 0 to 1",
  accepts: (value) => finite(value) && value >= 0 && value <= 1,
};

/** True or false. */
export const flag: Rule = {
  wanted: "true or false",
  accepts: (value) => typeof value === "boolean",
};

/** Options of their own, checked by whom they concern. */
export const object: Rule = {
  wanted: "an object of options",
  accepts: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};

/** A whole number from `least` on. */
export function whole(least: number): Rule {
  return {
    wanted: `a whole number, at least ${least}`,
    accepts: (value) => Number.isSafeInteger(value) && (value as number) >= least,
  };
}

/** One of the given texts. */
export function oneOf(...texts: readonly string[]): Rule {
  return {
    wanted: texts.map((text) => `"${text}"`).join(" or "),
    accepts: (value) => typeof value === "string" && texts.includes(value),
  };
}

/** What the rule says, or nothing. */
export function optional(rule: Rule): Rule {
  return {
    wanted: `${rule.wanted}, or leave it out`,
    accepts: (value) => value === undefined || rule.accepts(value),
  };
}

/**
 * Checks options against rules.
 *
 * @param owner Whose options they are.
 * @throws {RangeError} if one is missing, unknown or not what its rule wants.
 */
export function checkOptions(
  owner: string,
  given: object,
  rules: Readonly<Record<string, Rule>>,
): void {
  if (!object.accepts(given)) {
    throw new RangeError(`${owner}: the options are ${text(given)}: give ${object.wanted}`);
  }
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(rules, name)) {
      throw new RangeError(
        `${owner}: there is no option ${name}: give some of ${Object.keys(rules).join(", ")}`,
      );
    }
  }
  const values = given as Readonly<Record<string, unknown>>;
  for (const [name, rule] of Object.entries(rules)) {
    const value = values[name];
    if (rule.accepts(value)) continue;
    const is = value === undefined ? "missing" : text(value);
    throw new RangeError(`${owner}: ${name} is ${is}: give ${rule.wanted}`);
  }
}

function text(value: unknown): string {
  return typeof value === "number" ? String(value) : JSON.stringify(value) ?? String(value);
}

/** How x moves. Iteration k takes a step of α/(k + 1)^decay. */
export interface OuterSteps {
  /** α. */
  readonly outerStep: number;
  /** Its exponent of decay; 0 unless said. */
  readonly outerDecay?: number;
}

/** How y and u move. Steps of iteration k have the size γ/(k + 1)^decay. */
export interface LowerSteps {
  /** γ; 1/L unless said, L being the bound of ∇²_yy g(x, ·) at the x of the iteration. */
  readonly lowerStep?: number;
  /** Its exponent of decay; 0 unless said. */
  readonly lowerDecay?: number;
}

/** How y and u move, if u has a step size of its own. It decays as that of y. */
export interface AdjointSteps extends LowerSteps {
  /** The size of the steps of u; γ unless said. */
  readonly adjointStep?: number;
}

/** The rules of `OuterSteps`. */
export const OUTER_STEPS: Readonly<Record<keyof OuterSteps, Rule>> = {
  outerStep: positive,
  outerDecay: optional(nonNegative),
};

/** The rules of `LowerSteps`. */
export const LOWER_STEPS: Readonly<Record<keyof LowerSteps, Rule>> = {
  lowerStep: optional(positive),
  lowerDecay: optional(nonNegative),
};

/** The rules of `AdjointSteps`. */
export const ADJOINT_STEPS: Readonly<Record<keyof AdjointSteps, Rule>> = {
  ...LOWER_STEPS,
  adjointStep: optional(positive),
};

/** The size of the step of x in iteration k, from 0. */
export function outerStep({ outerStep, outerDecay = 0 }: OuterSteps, k: number): number {
  return outerStep * decayed(k, outerDecay);
}

/** The size of the steps of y in iteration k, from 0. */
export function lowerStep(
  { lowerStep, lowerDecay = 0 }: LowerSteps,
  problem: ParametricProblem,
  x: Float64Array,
  k: number,
): number {
  return (lowerStep ?? 1 / problem.curvature(x).L) * decayed(k, lowerDecay);
}

/** The size of the steps of u in iteration k, from 0, where that of y is `lower`. */
export function adjointStep(
  { adjointStep, lowerDecay = 0 }: AdjointSteps,
  lower: number,
  k: number,
): number {
  return adjointStep === undefined ? lower : adjointStep * decayed(k, lowerDecay);
}

/** (k + 1)^−decay. */
export function decayed(k: number, decay: number): number {
  return decay === 0 ? 1 : Math.exp(-decay * Math.log(k + 1));
}
