/**
 * Typed references: a study names code by its module's type, so that a wrong export or option is an
 * error of `deno check`, and the engine gets "path#export" and JSON.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";

/** Names of a module's exports. */
type Exports<Module> = keyof Module & string;

/** What an export is made with: the first parameter of a function. */
type Options<Export> = Export extends (options: infer First, ...rest: never[]) => unknown
  ? NonNullable<First>
  : never;

/** No option that there is not. */
type Exactly<Given, Wanted> = Given & Record<Exclude<keyof Given, keyof Wanted>, never>;

/** Code with its options. */
export interface Made {
  /** "path#export". */
  readonly code: string;
  readonly options: JsonObject;
}

/** Code with options that depend on n. */
export interface MadeBySize {
  /** "path#export". */
  readonly code: string;
  readonly options: (n: number) => JsonObject;
}

/** Code by the name that tables and stages give it. */
export function named<Of extends Made | MadeBySize>(name: string, made: Of) {
  return { name, ...made };
}

/** The exports of a module. */
export interface Reference<Module> {
  /** An export alone, as "path#export". */
  <Name extends Exports<Module>>(name: Name): string;
  /** An export with all of its options. */
  <Name extends Exports<Module>>(name: Name, options: Options<Module[Name]>): Made;
  /** An export with all of its options but the outer step, which is tuned. */
  open<Name extends Exports<Module>>(
    name: Name,
    options: Omit<Options<Module[Name]>, "outerStep">,
  ): Made;
  /** An export with some of its options; a search or an experiment adds the others. */
  some<Name extends Exports<Module>>(name: Name, options: Partial<Options<Module[Name]>>): Made;
  /** An export with options that might depend on n, and do not. */
  always<Name extends Exports<Module>>(name: Name, options: Options<Module[Name]>): MadeBySize;
  /** An export with options that depend on n. */
  bySize<Name extends Exports<Module>, const Given extends Options<Module[Name]>>(
    name: Name,
    options: (n: number) => Exactly<Given, Options<Module[Name]>>,
  ): MadeBySize;
}

/** The exports of the module at a path from the project's root, whose type is given. */
export function from<Module>(path: string): Reference<Module> {
  const code = (name: string): string => `${path}#${name}`;
  const made = (name: string, options: unknown) => ({ code: code(name), options });
  const reference = (name: string, ...options: unknown[]) =>
    options.length === 0 ? code(name) : made(name, options[0]);
  const always = (name: string, options: unknown) => made(name, () => options);
  const kinds = { open: made, some: made, bySize: made, always };
  return Object.assign(reference, kinds) as Reference<Module>;
}

/** The file of what is named in camel case. */
export function fileOf(name: string): string {
  const words = name.replace(/[A-Z]+(?![a-z])|[A-Z]/g, (word) => `_${word.toLowerCase()}`);
  return `${words}.ts`;
}
