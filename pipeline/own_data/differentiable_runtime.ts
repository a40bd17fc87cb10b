/**
 * What rewritten losses call: operators on numbers that may carry derivatives.
 *
 * @module
 */

import * as jets from "../../numerics/jet.ts";
import { jetMath } from "../../numerics/jet_math.ts";

const { valueOf } = jets;

/** The names under which rewritten code finds its functions, and what it keeps for a moment. */
export const RUNTIME = "$jets";
export const TEMPORARY = "$kept";

const ARITHMETIC = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "div",
  "%": "rem",
  "**": "pow",
} as const;

/** The functions of operators with two operands; what is not here throws where it meets a jet. */
export const OPERATORS: Readonly<Record<string, string>> = {
  ...ARITHMETIC,
  "<": "lt",
  "<=": "le",
  ">": "gt",
  ">=": "ge",
  "==": "eq",
  "!=": "ne",
  "===": "same",
  "!==": "other",
};

/** Those of operators with one. */
export const UNARY: Readonly<Record<string, string>> = { "-": "neg", "+": "pos", typeof: "kind" };

type Compared = string | number;

const runtime = {
  ...jets,
  lt: (x: Compared, y: Compared) => valueOf(x) < valueOf(y),
  le: (x: Compared, y: Compared) => valueOf(x) <= valueOf(y),
  gt: (x: Compared, y: Compared) => valueOf(x) > valueOf(y),
  ge: (x: Compared, y: Compared) => valueOf(x) >= valueOf(y),
  // deno-lint-ignore eqeqeq -- the user's own operator
  eq: (x: unknown, y: unknown) => valueOf(x) == valueOf(y),
  // deno-lint-ignore eqeqeq -- the user's own operator
  ne: (x: unknown, y: unknown) => valueOf(x) != valueOf(y),
  same: (x: unknown, y: unknown) => valueOf(x) === valueOf(y),
  other: (x: unknown, y: unknown) => valueOf(x) !== valueOf(y),
  kind: (x: unknown) => typeof valueOf(x),
  /** `target[key] operator= value`. */
  update(
    target: Record<PropertyKey, jets.Scalar>,
    key: PropertyKey,
    operator: keyof typeof ARITHMETIC | "&&" | "||",
    value: jets.Scalar,
  ): jets.Scalar {
    const before = target[key];
    return target[key] = operator === "&&"
      ? valueOf(before) ? value : before
      : operator === "||"
      ? valueOf(before) ? before : value
      : jets[ARITHMETIC[operator]](before, value);
  },
};

const CHECKS = ["isFinite", "isNaN", "isInteger", "isSafeInteger"] as const;

/** `Number`, which looks at values and leaves jets what they are. */
const jetNumber = Object.assign(
  (x: unknown) => x instanceof jets.Jet ? x : Number(x),
  Object.fromEntries(
    Object.entries(Object.getOwnPropertyDescriptors(Number))
      .filter(([name]) => !["length", "name", "prototype"].includes(name))
      .map(([name, { value }]) => [name, value]),
  ),
  Object.fromEntries(
    CHECKS.map((name) => [name, (x: unknown) => Number[name](valueOf(x))]),
  ),
);

/** The globals that rewritten code sees instead of its own. */
export const GLOBALS: Readonly<Record<string, unknown>> = {
  [RUNTIME]: runtime,
  Math: jetMath,
  Number: jetNumber,
  isFinite: (x: unknown) => isFinite(valueOf(x) as number),
  isNaN: (x: unknown) => isNaN(valueOf(x) as number),
};
