/**
 * The globals of a worker: what a stage is left with, and whether it left them as they were.
 *
 * All stages of a worker share its globals, so that one of them could change another's bytes: through
 * a property of `Array.prototype`, a timer that is still to come, a clock. What depends on the moment
 * or outlives a stage is taken away before the first one is loaded, and the rest is compared with what
 * it was after each.
 *
 * This module runs in the worker only.
 *
 * @module
 */

import { createHash } from "node:crypto";

/** What belongs to the language. */
const LANGUAGE: readonly string[] = [
  ...["Object", "Function", "Array", "Number", "Boolean", "String", "Symbol", "BigInt", "Math"],
  ...["JSON", "Reflect", "Promise", "Proxy", "Map", "Set", "WeakMap", "WeakSet", "RegExp", "Date"],
  ...["Error", "AggregateError", "EvalError", "RangeError", "ReferenceError", "SyntaxError"],
  ...["TypeError", "URIError", "SuppressedError", "ArrayBuffer", "SharedArrayBuffer", "DataView"],
  ...["Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array"],
  ...["Uint32Array", "Float16Array", "Float32Array", "Float64Array", "BigInt64Array"],
  ...["BigUint64Array", "Iterator", "AsyncIterator", "DisposableStack", "AsyncDisposableStack"],
  ...["Temporal", "WebAssembly", "globalThis", "Infinity", "NaN", "undefined", "eval", "isNaN"],
  ...["isFinite", "parseInt", "parseFloat", "decodeURI", "decodeURIComponent", "encodeURI"],
  ...["encodeURIComponent", "escape", "unescape"],
];

/** Pure functions of the web, which a stage may use besides. */
const WEB: readonly string[] = [
  ...["TextEncoder", "TextDecoder", "URL", "URLSearchParams", "atob", "btoa", "structuredClone"],
  "queueMicrotask",
];

/** What every stage finds as it was, whatever packages need besides. */
export const SHARED: readonly string[] = [...LANGUAGE, ...WEB];

/** What a pure stage is left with: also what says why it may not be used. */
const LEFT: ReadonlySet<string> = new Set([...SHARED, "console", "performance", "crypto"]);

/** Methods whose answer depends on the language of the machine unless they are told one. */
const LOCAL: readonly (readonly [object, string, readonly string[]])[] = [
  [Number.prototype, "Number", ["toLocaleString"]],
  [BigInt.prototype, "BigInt", ["toLocaleString"]],
  [Date.prototype, "Date", ["toLocaleString", "toLocaleDateString", "toLocaleTimeString"]],
  [String.prototype, "String", ["localeCompare", "toLocaleLowerCase", "toLocaleUpperCase"]],
  [Array.prototype, "Array", ["toLocaleString"]],
];

/** What ends when it ends: which of two ends first would tell the time. */
const COMPILING = ["compile", "instantiate", "compileStreaming", "instantiateStreaming"];

/** What `RegExp` remembers of the last match, whichever stage made it. */
const LAST_MATCH: readonly string[] = [
  ...["input", "$_", "lastMatch", "$&", "lastParen", "$+", "leftContext", "$`", "rightContext"],
  ...["$'", "$1", "$2", "$3", "$4", "$5", "$6", "$7", "$8", "$9"],
];

const CLOCK = "leave times to the engine, which records them";
const CHANCE = "draw from the stage's random stream";
const LANG = "its answer depends on the machine's language";

/**
 * Takes away what would make equal keys give unequal bytes, or what would outlive a stage.
 *
 * @returns The names of the globals that are gone.
 */
export function confine(): ReadonlySet<string> {
  confineHash();
  // It takes another place among the globals when it is first used.
  queueMicrotask(() => {});
  refuseAll(Math, "Math", ["random"], CHANCE);
  refuseAll(crypto, "crypto", ["getRandomValues", "randomUUID"], CHANCE);
  refuseAll(Object.getPrototypeOf(crypto), "crypto", ["getRandomValues", "randomUUID"], CHANCE);
  for (const subtle of [crypto.subtle, Object.getPrototypeOf(crypto.subtle)]) {
    const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(crypto.subtle))
      .filter((name) => name !== "constructor");
    refuseAll(subtle, "crypto.subtle", methods, "hash with createHash of node:crypto");
  }
  refuseAll(WebAssembly, "WebAssembly", COMPILING, "use new WebAssembly.Module and its Instance");
  const clocks = ["now", "mark", "measure", "toJSON"];
  for (const holder of [performance, Object.getPrototypeOf(performance)]) {
    refuseAll(holder, "performance", clocks, CLOCK);
    Object.defineProperty(holder, "timeOrigin", { get: refuse("performance.timeOrigin", CLOCK) });
  }
  refuseAll(Temporal.Now, "Temporal.Now", Object.getOwnPropertyNames(Temporal.Now), CLOCK);
  for (const [holder, name, methods] of LOCAL) {
    refuseAll(holder, name, methods, LANG);
  }
  for (const name of Object.getOwnPropertyNames(Temporal)) {
    const { prototype } = (Temporal as unknown as Record<string, { prototype?: object }>)[name]!;
    if (prototype !== undefined) refuseAll(prototype, `Temporal.${name}`, ["toLocaleString"], LANG);
  }
  confineDate();
  // It depends on what a function was loaded with.
  const toString = (): string => "function () { [native code] }";
  Object.defineProperty(Function.prototype, "toString", { value: toString });
  for (const name of LAST_MATCH) Reflect.deleteProperty(RegExp, name);
  // Where code lies on the machine, and under which name it was loaded this time.
  Object.defineProperty(Error, "stackTraceLimit", {
    value: 0,
    writable: false,
    configurable: false,
  });
  // The worker's own messages are not the stage's: who listens could see what others are handed.
  refuseAll(EventTarget.prototype, "events", ["addEventListener"], "return what was computed");
  const gone = new Set(
    Object.getOwnPropertyNames(globalThis).filter((name) =>
      !LEFT.has(name) && Reflect.deleteProperty(globalThis, name)
    ),
  );
  // What Deno makes when it is first asked for could not be compared with what it was.
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const { get } = Object.getOwnPropertyDescriptor(globalThis, name)!;
    if (get === undefined) continue;
    const value = Reflect.get(globalThis, name);
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
  return gone;
}

/** Takes away what would leave the engine waiting for ever. */
export function forbidLeaving(): void {
  const stay = (): never => {
    throw new Error("A stage may not end its worker; return the outputs, or throw an error.");
  };
  Deno.exit = stay;
  (globalThis as { close?: () => void }).close = stay;
}

function refuse(what: string, remedy: string): () => never {
  return () => {
    throw new Error(`A stage may not use ${what}: equal keys must give equal bytes; ${remedy}.`);
  };
}

function refuseAll(
  object: object,
  name: string,
  methods: readonly string[],
  remedy: string,
): void {
  for (const method of methods) {
    if (!(method in object)) continue;
    Object.defineProperty(object, method, { value: refuse(`${name}.${method}`, remedy) });
  }
}

/**
 * Hashes remain, of the one built-in module that a stage may import; not the streams that they are, nor
 * the buffers that they return, whose memory others have used.
 */
function confineHash(): void {
  // It finds its own parts when it is first used.
  createHash("sha256").update("").digest();
  const prototype = Object.getPrototypeOf(createHash("sha256")) as {
    digest: (encoding?: string) => unknown;
  };
  const { digest } = prototype;
  prototype.digest = function (encoding) {
    if (encoding !== undefined && encoding !== "buffer") return digest.call(this, encoding);
    return Uint8Array.fromHex(digest.call(this, "hex") as string);
  };
  Reflect.deleteProperty(prototype, "constructor");
  Object.setPrototypeOf(prototype, Object.prototype);
}

/** Dates remain, made from what they are told. */
function confineDate(): void {
  const SystemDate = Date;
  const noClock = refuse("the clock (Date)", CLOCK);
  const PureDate = function (this: unknown, ...parts: unknown[]): unknown {
    if (new.target === undefined || parts.length === 0) noClock();
    return Reflect.construct(SystemDate, parts, new.target);
  };
  PureDate.prototype = SystemDate.prototype;
  SystemDate.prototype.constructor = PureDate as unknown as DateConstructor;
  globalThis.Date = Object.assign(PureDate, {
    UTC: SystemDate.UTC,
    parse: SystemDate.parse,
    now: noClock,
  }) as unknown as DateConstructor;
}

/** An object with all that it had when it was looked at. */
interface Kept {
  readonly name: string;
  readonly object: object;
  readonly prototype: object | null;
  readonly extensible: boolean;
  readonly keys: readonly PropertyKey[];
  readonly properties: readonly PropertyDescriptor[];
}

const { ownKeys, getOwnPropertyDescriptor, getPrototypeOf, isExtensible } = Reflect;
const { is } = Object;

/** What can be reached from the globals, as it is now. */
export class Globals {
  readonly #kept: Kept[] = [];

  /** @param names The globals to look at; all of them, and whether there are others, unless given. */
  constructor(names?: Iterable<string>) {
    const seen = new Set<object>(names === undefined ? [] : [globalThis]);
    const look = (value: unknown, name: string): void => {
      if (value === null || (typeof value !== "object" && typeof value !== "function")) return;
      if (seen.has(value)) return;
      seen.add(value);
      const keys = ownKeys(value);
      const properties = keys.map((key) => getOwnPropertyDescriptor(value, key)!);
      const prototype = getPrototypeOf(value);
      const extensible = isExtensible(value);
      this.#kept.push({ name, object: value, prototype, extensible, keys, properties });
      keys.forEach((key, i) => {
        const { value: held, get, set } = properties[i]!;
        const path = name === "" ? String(key) : `${name}.${String(key)}`;
        for (const next of [held, get, set]) look(next, path);
      });
      look(prototype, `the prototype of ${name}`);
    };
    if (names === undefined) look(globalThis, "");
    for (const name of names ?? []) look((globalThis as Record<string, unknown>)[name], name);
    for (const [name, hidden] of hiddenIntrinsics()) look(hidden, name);
  }

  /** The name of something that is not as it was, or undefined. */
  changed(): string | undefined {
    for (let i = 0; i < this.#kept.length; i++) {
      const { name, object, prototype, extensible, keys, properties } = this.#kept[i]!;
      const now = ownKeys(object);
      if (getPrototypeOf(object) !== prototype) return `the prototype of ${name || "globalThis"}`;
      if (isExtensible(object) !== extensible) return name || "globalThis";
      for (let k = 0; k < keys.length; k++) {
        const property = getOwnPropertyDescriptor(object, keys[k]!);
        const before = properties[k]!;
        if (
          property === undefined || !is(property.value, before.value) ||
          property.get !== before.get || property.set !== before.set ||
          property.writable !== before.writable || property.enumerable !== before.enumerable ||
          property.configurable !== before.configurable
        ) return pathOf(name, keys[k]!);
      }
      // Strings come before symbols, each in the order of their making.
      for (let k = 0, old = 0; k < now.length; k++, old++) {
        if (now[k] !== keys[old]) return pathOf(name, now[k]!);
      }
    }
    return undefined;
  }
}

function pathOf(name: string, key: PropertyKey): string {
  return name === "" ? String(key) : `${name}.${String(key)}`;
}

/** What no global names: the prototypes of iterators, generators and their kind. */
function hiddenIntrinsics(): [string, object][] {
  const hash = createHash("sha256");
  const done = createHash("sha256");
  done.digest();
  const values: [string, object][] = [
    ["array iterator", [][Symbol.iterator]()],
    ["map iterator", new Map()[Symbol.iterator]()],
    ["set iterator", new Set()[Symbol.iterator]()],
    ["string iterator", ""[Symbol.iterator]()],
    ["match iterator", "".matchAll(/./g)],
    ["iterator helper", [].values().map((item) => item)],
    ["wrapped iterator", Iterator.from({ next: () => ({ done: true, value: undefined }) })],
    ["parameter iterator", new URLSearchParams().entries()],
    ["hash", hash],
    ["generator", (function* () {})()],
    ["async generator", (async function* () {})()],
    ["async function", async () => {}],
    ["generator function", function* () {}],
    ["async generator function", async function* () {}],
    ["DOMException", thrown(() => structuredClone(() => {}))],
    ["hash error", thrown(() => done.digest())],
    ["hash error", thrown(() => createHash("sha256", { outputLength: 3 }))],
  ];
  // A hash has its work done by an object of the system's.
  const handles = ownKeys(hash).map((key) => (hash as unknown as Record<PropertyKey, object>)[key])
    .filter((value) => typeof value === "object" && value !== null);
  return [
    ["createHash", createHash],
    ["crypto.subtle", crypto.subtle],
    ...[...values, ...handles.map((value): [string, object] => ["hash", value])]
      .map(([name, value]): [string, object] => [name, getPrototypeOf(value)!]),
  ];
}

/** What is thrown has a prototype that no global names. */
function thrown(act: () => unknown): object {
  try {
    act();
  } catch (error) {
    return error as object;
  }
  throw new Error("What was to throw an error did not; look for another way to its prototype.");
}
