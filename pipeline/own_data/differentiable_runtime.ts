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

/** The functions of operators with two operands; what is not here throws where it meets a jet. */
export const OPERATORS: Readonly<Record<string, string>> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "div",
  "%": "rem",
  "**": "pow",
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
  /** `target[key]`, which is read once and may be set. */
  place: (target: Record<PropertyKey, unknown>, key: PropertyKey): Place => ({
    target,
    key,
    before: target[key],
  }),
  set: ({ target, key }: Place, value: unknown) => target[key] = value,
};

/** A property that is to be changed. */
interface Place {
  readonly target: Record<PropertyKey, unknown>;
  readonly key: PropertyKey;
  readonly before: unknown;
}

/** What is a number already needs no reading. */
const read = (x: unknown) => x instanceof jets.Jet ? x : parseFloat(x as string);

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
  { parseFloat: read },
);

/** The globals that rewritten code sees instead of its own. */
export const GLOBALS: Readonly<Record<string, unknown>> = {
  [RUNTIME]: runtime,
  Math: {
    ...jetMath,
    random() {
      throw new TypeError("it draws at random, and a loss is the same each time it is asked");
    },
  },
  Number: jetNumber,
  Boolean: (x: unknown) => Boolean(valueOf(x)),
  parseFloat: read,
  isFinite: (x: unknown) => isFinite(valueOf(x) as number),
  isNaN: (x: unknown) => isNaN(valueOf(x) as number),
};
