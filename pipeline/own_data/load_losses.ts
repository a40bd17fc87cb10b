/**
 * A user's losses from a TypeScript or JavaScript file.
 *
 * @module
 */

import { fileURLToPath, pathToFileURL } from "node:url";
import { UsageError } from "../engine/stage.ts";
import type { OwnLosses } from "./contract.ts";
import { unreadComplaint } from "../wording.ts";
import { errorOf, firstLine, requireFile } from "./files.ts";

/** Forms of a losses file: what marks each, and what else it must have. */
const FORMS = ["inner", "quadratic", "pair"] as const;
/** What each reads besides the defaults. */
const READ = {
  inner: ["columns", "inner", "outer"],
  quadratic: ["quadratic"],
  pair: ["columns", "pair"],
} as const;
const ARGUMENTS = "(w, v, z)";

/**
 * Loads the export `losses` of a file and checks its form, not its numbers.
 *
 * @param path Where the file is, absolute.
 * @param shown How messages call it.
 * @throws {UsageError} that says what is wrong with the file.
 */
export async function loadLosses(path: string, shown: string): Promise<OwnLosses> {
  await requireFile(path, shown, "--losses a TypeScript file");
  const module = await load(path, shown);
  if (!("losses" in module)) {
    const others = Object.keys(module);
    throw new UsageError(
      `"${shown}" does not export "losses"` +
        `${others.length > 0 ? ` (it exports ${others.join(", ")})` : ""}; ` +
        `write "export const losses = { columns, inner, outer };".`,
    );
  }
  const complaint = lookedAt(module.losses);
  if (complaint !== undefined) throw new UsageError(`"${shown}": ${complaint}.`);
  return module.losses as OwnLosses;
}

async function load(path: string, shown: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(path).href);
  } catch (thrown) {
    const error = errorOf(thrown);
    // deno-lint-ignore no-control-regex
    const message = error.message.replaceAll(/\x1b\[[0-9;]*m/g, "");
    // the first place is that of the mistake, those after it import the file
    const [, file, line] = /\bat (file:\S+?):(\d+):\d+/.exec(message) ?? [];
    const parsed = error instanceof SyntaxError && line !== undefined ? message : undefined;
    const syntax = /^SyntaxError: ([^\n]*)/.exec(message)?.[1] ?? parsed;
    if (syntax === undefined) {
      throw new UsageError(`"${shown}" cannot be loaded: ${firstLine(error)}.`);
    }
    const own = file === undefined || file === pathToFileURL(path).href;
    const whose = own ? `"${shown}"` : `"${shown}" cannot be loaded: "${fileURLToPath(file)}"`;
    const where = line === undefined ? "" : ` in line ${line}`;
    const sentence = syntax.replace(/ at file:\S+$/, "").replace(/\.$/, "");
    throw new UsageError(`${whose} has a syntax error${where}: ${sentence}.`);
  }
}

/** What is wrong with the form of the losses, which may throw when they are looked at. */
function lookedAt(losses: unknown): string | undefined {
  try {
    return complaintAbout(losses);
  } catch (error) {
    return `"losses" cannot be read (${firstLine(error)}); give an object without getters`;
  }
}

/** What is wrong with their form, with the remedy and without a full stop. */
function complaintAbout(losses: unknown): string | undefined {
  if (typeof losses !== "object" || losses === null) {
    return `"losses" is no object; write "export const losses = { columns, inner, outer };"`;
  }
  const given = losses as Record<string, unknown>;
  const forms = FORMS.filter((form) => given[form] !== undefined);
  if (forms.length !== 1) {
    return `"losses" has ${forms.length === 0 ? "none" : forms.join(" and ")} of ` +
      `${FORMS.join(", ")}; give it inner and outer, or quadratic, or pair`;
  }
  for (const name of ["covariates", "coordinates"]) {
    if (given[name] !== undefined) {
      const complaint = namesComplaint(name, given[name]);
      if (complaint !== undefined) return complaint;
    }
  }
  const { at } = given;
  if (at !== undefined && !(isList(at) && at.length > 0 && at.every(Number.isFinite))) {
    return `"at" is ${show(at)}; give a list of numbers, one for each coordinate of w`;
  }
  return (forms[0] === "quadratic"
    ? quadraticComplaint(given.quadratic)
    : namesComplaint("columns", given.columns) ??
      (forms[0] === "pair" ? pairComplaint(given) : functionsComplaint(given))) ??
    unreadComplaint(`"losses"`, given, [...READ[forms[0]], "covariates", "coordinates", "at"]);
}

function functionsComplaint(given: Record<string, unknown>): string | undefined {
  for (const name of ["inner", "outer"]) {
    const loss = given[name];
    if (typeof loss !== "function") {
      return `"${name}" is ${show(loss)}; give a function of ${ARGUMENTS}`;
    }
    if (loss.length < 2 || loss.length > 3) {
      return `"${name}" takes ${loss.length} argument${loss.length === 1 ? "" : "s"}; ` +
        `write it as a function of ${ARGUMENTS}`;
    }
  }
}

function quadraticComplaint(quadratic: unknown): string | undefined {
  if (typeof quadratic !== "object" || quadratic === null) {
    return `"quadratic" is ${show(quadratic)}; give { slopes, constant, outcome }, columns' names`;
  }
  const { slopes, constant, outcome } = quadratic as Record<string, unknown>;
  const complaint = namesComplaint("slopes", slopes);
  if (complaint !== undefined) return complaint;
  if (typeof outcome !== "string") return `"outcome" is ${show(outcome)}; give a column's name`;
  if (constant !== undefined && typeof constant !== "string") {
    return `"constant" is ${show(constant)}; give a column's name, or leave it out`;
  }
  return unreadComplaint(`"quadratic"`, quadratic, ["slopes", "constant", "outcome"]);
}

function pairComplaint({ pair, columns }: Record<string, unknown>): string | undefined {
  const { p, zDimension, fill } = (pair ?? {}) as Record<string, unknown>;
  if (typeof p !== "number" || typeof zDimension !== "number" || typeof fill !== "function") {
    return `"pair" is no pair of losses; give one with p, zDimension and fill, such as poissonLosses(2)`;
  }
  const { length } = columns as readonly string[];
  if (length !== zDimension) {
    return `"columns" has ${length} names and the pair reads ${zDimension}; name that many`;
  }
}

function namesComplaint(name: string, value: unknown): string | undefined {
  if (!(isList(value) && value.length > 0 && value.every((one) => typeof one === "string"))) {
    return `"${name}" is ${show(value)}; give a list of names`;
  }
  const twice = value.find((one, at) => value.indexOf(one) !== at);
  if (twice !== undefined) return `"${name}" names ${show(twice)} twice; name it once`;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function show(value: unknown): string {
  if (value === undefined) return "missing";
  return Deno.inspect(value, { breakLength: Infinity, depth: 2, strAbbreviateSize: 60 });
}
