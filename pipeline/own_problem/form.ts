/**
 * The form of a user's problem, before any number of it is looked at.
 *
 * @module
 */

import { counted, unreadComplaint } from "../wording.ts";
import type { OwnData, OwnProblem } from "./contract.ts";

/** What of a problem is no function, as JSON. */
export type Form = {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly coordinates: readonly string[];
  readonly data?: OwnData;
};

/** The form, or what is wrong with it, with the remedy and without a full stop. */
export function formOf(problem: unknown): Form | { readonly complaint: string } {
  const complaint = complaintAbout(problem);
  if (complaint !== undefined) return { complaint };
  const { start, coordinates, data } = problem as OwnProblem;
  const y = typeof start.y === "number" ? Array<number>(start.y).fill(0) : [...start.y];
  return {
    x: [...start.x],
    y,
    coordinates: coordinates === undefined ? start.x.map((_, k) => `x${k + 1}`) : [...coordinates],
    ...(data === undefined ? {} : { data }),
  };
}

function complaintAbout(problem: unknown): string | undefined {
  if (typeof problem !== "object" || problem === null) {
    return `"problem" is ${
      shown(problem)
    }; write "export const problem = { start, lower, outer };"`;
  }
  const given = problem as Record<string, unknown>;
  for (const name of ["lower", "outer"]) {
    if (typeof given[name] !== "function") {
      return `"${name}" is ${shown(given[name])}; give a function of (x, y, rows)`;
    }
  }
  const start = (given.start ?? {}) as Record<string, unknown>;
  if (!isNumbers(start.x)) {
    return `"start.x" is ${shown(start.x)}; give a list of finite numbers`;
  }
  const zeros = Number.isInteger(start.y) && (start.y as number) > 0;
  if (!zeros && !isNumbers(start.y)) {
    return `"start.y" is ${shown(start.y)}; give a list of finite numbers, or how many zeros it is`;
  }
  const { coordinates } = given;
  if (coordinates !== undefined) {
    if (!isNames(coordinates)) {
      return `"coordinates" is ${shown(coordinates)}; give a list of different names`;
    }
    if (coordinates.length !== start.x.length) {
      return `"coordinates" has ${counted(coordinates.length, "name")} and "start.x" ${
        counted(start.x.length, "number")
      }; give as many of either`;
    }
  }
  const wrong = given.data === undefined ? undefined : dataComplaint(given.data);
  return wrong ?? unreadIn(given);
}

/** The names that are read in each object of a problem, by its path. */
const READ: Readonly<Record<string, readonly string[]>> = {
  problem: ["lower", "outer", "start", "coordinates", "data", "derivatives"],
  start: ["x", "y"],
  data: ["file", "validation", "lower", "outer", "arrays", "standardise"],
  derivatives: ["lower", "outer"],
  "derivatives.lower": ["gradientY", "gradientX", "hessianY", "crossX"],
  "derivatives.outer": ["gradientX", "gradientY"],
};

/** What an object has that nothing reads: "standardize" would leave the columns as they are. */
function unreadIn(problem: Record<string, unknown>): string | undefined {
  const { start, data, derivatives } = problem;
  const { lower, outer } = (derivatives ?? {}) as Record<string, unknown>;
  const objects = { problem, start, data, derivatives };
  const all = { ...objects, "derivatives.lower": lower, "derivatives.outer": outer };
  for (const [path, of] of Object.entries(all)) {
    const wrong = unreadComplaint(`"${path}"`, of ?? {}, READ[path]);
    if (wrong !== undefined) return wrong;
  }
}

function dataComplaint(data: unknown): string | undefined {
  if (typeof data !== "object" || data === null) {
    return `"data" is ${shown(data)}; give { file, arrays }`;
  }
  const { file, lower, outer, validation, arrays, standardise } = data as Record<string, unknown>;
  const one = typeof file === "string" && lower === undefined && outer === undefined;
  const two = file === undefined && typeof lower === "string" && typeof outer === "string";
  if (!one && !two) {
    return `"data" has neither "file" alone nor "lower" and "outer"; give it one table, or two`;
  }
  if (validation !== undefined) {
    if (two) return `"data.validation" is given with two tables; leave it out`;
    if (!(typeof validation === "number" && validation > 0 && validation < 1)) {
      return `"data.validation" is ${shown(validation)}; give a number between 0 and 1`;
    }
  }
  if (typeof arrays !== "object" || arrays === null || Object.keys(arrays).length === 0) {
    return `"data.arrays" is ${
      shown(arrays)
    }; give it as { A: ["one", "two"], b: "three" }, columns' names`;
  }
  for (const [name, columns] of Object.entries(arrays)) {
    if (name === "index") {
      return `"data.arrays" has "index", which is the rows' numbers; give another name`;
    }
    if (typeof columns !== "string" && !isNames(columns)) {
      return `"data.arrays.${name}" is ${
        shown(columns)
      }; give a column's name, or a list of different ones`;
    }
  }
  if (standardise !== undefined) {
    const known = Object.keys(arrays);
    if (!isNames(standardise) || standardise.some((name) => !known.includes(name))) {
      return `"data.standardise" is ${shown(standardise)}; give a list of names of arrays (${
        known.join(", ")
      })`;
    }
  }
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every(Number.isFinite);
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 &&
    value.every((one) => typeof one === "string") && new Set(value).size === value.length;
}

function shown(value: unknown): string {
  if (value === undefined) return "missing";
  // JSON has no BigInt, and null for NaN
  const plain = (_: string, one: unknown) =>
    typeof one === "bigint" ? `${one}n` : Number.isNaN(one) ? "NaN" : one;
  const text = typeof value === "function"
    ? "a function"
    : JSON.stringify(value, plain) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
