/**
 * `parseArgs` with the signature and the behaviour of `@std/cli`, down to its reading of `-n5` and
 * `--no-x`, save that a dot in an option's name means nothing here.
 *
 * `@std/cli` is published on JSR alone, which is not reachable from every machine that must be able
 * to run this project. The import map of `deno.json` sends the name here; where JSR answers, that
 * line becomes `"@std/cli": "jsr:@std/cli@^1"` and nothing else changes.
 *
 * @module
 */

/** One name or several. */
export type Names<K extends string> = K | readonly K[];
/** Other spellings, by name. */
export type AliasTable = Readonly<Record<string, string | readonly string[]>>;

/** How the options of a command line are to be read. */
export interface ParseOptions<
  B extends string = string,
  S extends string = string,
  C extends string = string,
  N extends string = string,
  D extends Record<string, unknown> = Record<string, unknown>,
  A extends AliasTable = AliasTable,
  M extends boolean = boolean,
> {
  /** Names that take no value; `true` reads every `--name` without `=` as one. Absent is `false`. */
  boolean?: boolean | Names<B>;
  /** Names whose value stays text, as `007` does; the others become numbers where they look it. */
  string?: Names<S>;
  /** Names that may be repeated; their values are gathered in an array. */
  collect?: Names<C>;
  /** Names that `--no-name` sets to `false`. */
  negatable?: Names<N>;
  /** Other spellings: the result holds the value under each of them. */
  alias?: A;
  /** Values for names that the command line does not set. */
  default?: D;
  /** Whether everything after the first positional argument is positional too. */
  stopEarly?: boolean;
  /** Whether the arguments after `--` go to `result["--"]`, not to `result._`. */
  "--"?: M;
  /** Called for each argument that was not declared; where it returns `false` that is left out. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** The type of one value of the option `K`. */
export type Single<K, B, S, N> =
  | (K extends B ? boolean : K extends S ? string : unknown)
  | (K extends N ? false : never);
/** The options as declared. */
export type Flags<B extends string, S extends string, C extends string, N extends string> =
  & { [K in Exclude<B, C>]: boolean }
  & { [K in Exclude<S, B | C>]?: Single<K, B, S, N> }
  & { [K in C]: Single<K, B, S, N>[] };
/** The options, of which those with a default are always there. */
export type WithDefaults<F, D> =
  & { [K in keyof F as K extends keyof D ? never : K]: F[K] }
  & { [K in keyof D]: K extends keyof F ? D[K] | NonNullable<F[K]> : D[K] };
/** All the spellings of the option `K`. */
export type Spellings<K, A> = K extends keyof A ? K | (A[K] extends Names<infer T> ? T : never) : K;
/** The options under each of their spellings. */
export type WithAliases<F, A> = { [K in keyof F as Spellings<K, A>]: F[K] };

/** What {@link parseArgs} returns: a property for each option, and the positional arguments in `_`. */
export type Args<T = Record<never, never>, M extends boolean = false> =
  & T
  & { _: (string | number)[] }
  & (M extends true ? { "--": string[] } : Record<never, never>)
  & Record<string, unknown>;

const listed = (names: boolean | Names<string> | undefined): readonly string[] =>
  typeof names === "string" ? [names] : typeof names === "object" ? names : [];

const looksNumeric = (text: string): boolean => /\S/.test(text) && Number.isFinite(Number(text));

const isBooleanWord = (text: string): boolean => text === "true" || text === "false";

/** Each name that has other spellings, with its whole group, itself first. */
function aliasGroups(alias: AliasTable): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, others] of Object.entries(alias)) {
    const group = [name, ...listed(others)];
    for (const one of group) groups.set(one, [one, ...group.filter((other) => other !== one)]);
  }
  return groups;
}

/**
 * Reads a command line.
 *
 * @param args The arguments, such as `Deno.args`.
 * @param options What the options mean.
 * @returns The value of each option, and in `_` the positional arguments.
 *
 * @example
 * ```ts
 * import { parseArgs } from "@std/cli";
 *
 * const args = parseArgs(["reproduce", "--study=a", "--study", "b", "--json"], {
 *   boolean: ["json"],
 *   string: ["profile", "study"],
 *   collect: ["study"],
 *   default: { profile: "default" },
 * });
 * // { _: ["reproduce"], study: ["a", "b"], json: true, profile: "default" }
 * ```
 */
export function parseArgs<
  B extends string = never,
  S extends string = never,
  C extends string = never,
  N extends string = never,
  D extends Record<string, unknown> = Record<never, never>,
  const A extends AliasTable = Record<never, never>,
  M extends boolean = false,
>(
  args: string[],
  options: ParseOptions<B, S, C, N, D, A, M> = {},
): Args<WithAliases<WithDefaults<Flags<B, S, C, N>, D>, A>, M> {
  const groups = aliasGroups(options.alias ?? {});
  const spellings = (name: string): string[] => groups.get(name) ?? [name];
  const declared = (names: boolean | Names<string> | undefined): Set<string> =>
    new Set(listed(names).flatMap(spellings));
  const booleans = declared(options.boolean);
  const strings = declared(options.string);
  const collected = declared(options.collect);
  const negatable = declared(options.negatable);
  const allBooleans = options.boolean === true;

  const positional: (string | number)[] = [];
  const result: Record<string, unknown> = { _: positional };

  function set(key: string, value: string | boolean, arg: string, collecting = true): void {
    const known = booleans.has(key) || strings.has(key) || groups.has(key) ||
      (allBooleans && /^--[^=]+$/.test(arg));
    if (!known && options.unknown?.(arg, key, value) === false) return;
    const typed = typeof value === "string" && !strings.has(key) && looksNumeric(value)
      ? Number(value)
      : value;
    for (const name of spellings(key)) {
      const before = Object.hasOwn(result, name) ? result[name] : undefined;
      result[name] = !collecting || !collected.has(key)
        ? typed
        : Array.isArray(before)
        ? [...before, typed]
        : [typed];
    }
  }

  const end = args.indexOf("--");
  const rest = end < 0 ? [] : args.slice(end + 1);
  const words = end < 0 ? args : args.slice(0, end);
  let at = 0;

  /** Sets an option that came without a value, taking the next word for it where it may. */
  function setFromNext(key: string, arg: string, mayFollow: boolean): void {
    const next = words[at];
    if (next && mayFollow && !booleans.has(key)) {
      at++;
      set(key, next, arg);
    } else if (next && isBooleanWord(next)) {
      at++;
      set(key, next === "true", arg);
    } else {
      set(key, strings.has(key) ? "" : true, arg);
    }
  }

  function readLong(arg: string): void {
    const [, no, name = "", value] = /^--(no-)?(.+?)(?:=(.+))?$/s.exec(arg)!;
    if (value !== undefined) return set(name, booleans.has(name) ? value !== "false" : value, arg);
    if (no && negatable.has(name)) return set(name, false, arg, false);
    setFromNext(no ? `no-${name}` : name, arg, !allBooleans && !words[at]?.startsWith("-"));
  }

  function readShort(arg: string): void {
    for (let i = 1; i < arg.length - 1; i++) {
      const letter = arg[i]!;
      const after = arg.slice(i + 1);
      const isLetter = /[A-Za-z]/.test(letter);
      const assigned = isLetter ? /=(.+)/.exec(after)?.[1] : undefined;
      if (after === "-") {
        set(letter, after, arg);
      } else if (assigned !== undefined) {
        return set(letter, assigned, arg);
      } else if (
        (isLetter && /-?\d+(\.\d*)?(e-?\d+)?$/.test(after)) ||
        (after.length > 1 && /^\W/.test(after))
      ) {
        return set(letter, after, arg);
      } else {
        set(letter, strings.has(letter) ? "" : true, arg);
      }
    }
    const last = arg.at(-1)!;
    if (last !== "-") setFromNext(last, arg, !/^--?[^-]/.test(words[at] ?? ""));
  }

  while (at < words.length) {
    const arg = words[at++]!;
    if (arg.length > 2 && arg.startsWith("--")) readLong(arg);
    else if (arg.length > 1 && arg.startsWith("-")) readShort(arg);
    else {
      if (options.unknown?.(arg) !== false) {
        positional.push(strings.has("_") || !looksNumeric(arg) ? arg : Number(arg));
      }
      if (options.stopEarly) positional.push(...words.slice(at));
      if (options.stopEarly) break;
    }
  }

  for (const [key, value] of Object.entries(options.default ?? {})) {
    if (Object.hasOwn(result, key)) continue;
    for (const name of spellings(key)) result[name] = value;
  }
  for (const name of booleans) {
    if (!Object.hasOwn(result, name)) result[name] = collected.has(name) ? [] : false;
  }
  for (const name of strings) {
    if (!Object.hasOwn(result, name) && collected.has(name)) result[name] = [];
  }
  if (options["--"]) result["--"] = rest;
  else positional.push(...rest);
  return result as Args<WithAliases<WithDefaults<Flags<B, S, C, N>, D>, A>, M>;
}
