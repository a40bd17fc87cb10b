/**
 * The part of `@std/assert` that this project uses, over `node:assert` and `node:util`, with the
 * signatures and the rules of the original.
 *
 * `@std/assert` is published on JSR alone, which is not reachable from every machine that must be
 * able to run these tests. The import map of `deno.json` sends the name here; where JSR answers,
 * that line becomes `"@std/assert": "jsr:@std/assert@^1"` and nothing else changes.
 *
 * @module
 */
import { AssertionError as NodeAssertionError } from "node:assert/strict";
import { inspect, isDeepStrictEqual, stripVTControlCharacters } from "node:util";

/** What a condition reads as false. */
export type Falsy = false | 0 | 0n | "" | null | undefined;

/** Any class. */
// deno-lint-ignore no-explicit-any
export type AnyConstructor = abstract new (...args: any[]) => any;
/** A class of errors. */
// deno-lint-ignore no-explicit-any
export type ErrorConstructor<E extends Error> = abstract new (...args: any[]) => E;

/** The error that a failed assertion throws. */
export class AssertionError extends Error {
  /** The name of the class. */
  override name = "AssertionError";
}

function raise(sentence: string, msg?: string): never {
  throw new AssertionError(msg ? `${sentence}: ${msg}` : `${sentence}.`);
}

function show(value: unknown): string {
  return inspect(value, { depth: 6, maxArrayLength: 20, maxStringLength: 400, sorted: true });
}

function difference(actual: unknown, expected: unknown, operator: string): string {
  const { message } = new NodeAssertionError({ actual, expected, operator });
  return stripVTControlCharacters(message);
}

/** Throws unless `expr` is truthy. */
export function assert(expr: unknown, msg = ""): asserts expr {
  if (!expr) throw new AssertionError(msg);
}

/** Throws unless `expr` is falsy. */
export function assertFalse(expr: unknown, msg = ""): asserts expr is Falsy {
  if (expr) throw new AssertionError(msg);
}

/** Always throws: for a line that no correct run reaches. */
export function fail(msg?: string): never {
  raise("Failed assertion", msg);
}

/** Always throws: for a branch that the types rule out. */
export function unreachable(msg?: string): never {
  raise("Unreachable", msg);
}

/** Deep equality: numbers by value (`NaN` equals itself, `0` equals `-0`), objects by structure and class. */
export function equal(actual: unknown, expected: unknown): boolean {
  const seen = new Map<object, object>();
  function same(a: unknown, b: unknown): boolean {
    if (a === b || Object.is(a, b)) return true;
    if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
    const indexed = (Array.isArray(a) && Array.isArray(b)) ||
      (ArrayBuffer.isView(a) && ArrayBuffer.isView(b) && !(a instanceof DataView));
    const plain = isPlain(a) && isPlain(b);
    if (!indexed && !plain) {
      return a.constructor === b.constructor && isDeepStrictEqual(a, b);
    }
    if (indexed && a.constructor !== b.constructor) return false;
    if (seen.get(a) === b) return true;
    seen.set(a, b);
    const keys = Reflect.ownKeys(a);
    return keys.length === Reflect.ownKeys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && same(Reflect.get(a, key), Reflect.get(b, key)));
  }
  return isDeepStrictEqual(actual, expected) || same(actual, expected);
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** Throws, with a difference, unless the two are deeply {@link equal}. */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) return;
  const prefix = msg ? `Values are not equal: ${msg}` : "Values are not equal.";
  throw new AssertionError(`${prefix}\n${difference(actual, expected, "deepStrictEqual")}`);
}

/** Throws if the two are deeply {@link equal}. */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) {
    raise(`Expected actual: ${show(actual)} not to be: ${show(expected)}`, msg);
  }
}

/** Throws unless the two are the same by `Object.is`. */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T {
  if (Object.is(actual, expected)) return;
  const prefix = msg ? `Values are not strictly equal: ${msg}` : "Values are not strictly equal.";
  throw new AssertionError(`${prefix}\n${difference(actual, expected, "strictEqual")}`);
}

/** Throws if the two are the same by `Object.is`. */
export function assertNotStrictEquals<T>(actual: T, expected: T, msg?: string): void {
  if (Object.is(actual, expected)) {
    raise(`Expected "actual" to not be strictly equal to: ${show(actual)}`, msg);
  }
}

/** Throws unless `|expected - actual| <= tolerance`, by default 1e-7 of the expected value. */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  msg?: string,
): void {
  if (Object.is(actual, expected)) return;
  const bound = tolerance ?? (Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7);
  const delta = Math.abs(expected - actual);
  if (delta <= bound) return;
  raise(
    `Expected actual: "${actual}" to be close to "${expected}": ` +
      `delta "${delta}" is greater than "${bound}"`,
    msg,
  );
}

/** Throws if `actual` is `null` or `undefined`. */
export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T> {
  if (actual === undefined || actual === null) {
    raise(`Expected actual: "${actual}" to not be null or undefined`, msg);
  }
}

/** Throws unless `actual > expected`. */
export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual > expected)) raise(`Expect ${show(actual)} > ${show(expected)}`, msg);
}

/** Throws unless `actual >= expected`. */
export function assertGreaterOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual >= expected)) raise(`Expect ${show(actual)} >= ${show(expected)}`, msg);
}

/** Throws unless `actual < expected`. */
export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual < expected)) raise(`Expect ${show(actual)} < ${show(expected)}`, msg);
}

/** Throws unless `actual <= expected`. */
export function assertLessOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual <= expected)) raise(`Expect ${show(actual)} <= ${show(expected)}`, msg);
}

/** Throws unless `actual` is an instance of the class. */
export function assertInstanceOf<T extends AnyConstructor>(
  actual: unknown,
  expectedType: T,
  msg?: string,
): asserts actual is InstanceType<T> {
  if (actual instanceof expectedType) return;
  const kind = typeof actual === "object" ? actual?.constructor?.name ?? "null" : typeof actual;
  raise(`Expected object to be an instance of "${expectedType.name}" but was "${kind}"`, msg);
}

/** Throws unless the text matches the pattern. */
export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  if (!expected.test(actual)) raise(`Expected actual: "${actual}" to match: "${expected}"`, msg);
}

/** Throws if the text matches the pattern. */
export function assertNotMatch(actual: string, expected: RegExp, msg?: string): void {
  if (expected.test(actual)) raise(`Expected actual: "${actual}" to not match: "${expected}"`, msg);
}

/** Throws unless the text contains the part. */
export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  if (!actual.includes(expected)) {
    raise(`Expected actual: "${actual}" to contain: "${expected}"`, msg);
  }
}

/** Throws unless each expected item is deeply {@link equal} to some actual one. */
export function assertArrayIncludes<T>(
  actual: ArrayLike<T>,
  expected: ArrayLike<T>,
  msg?: string,
): void {
  const items = Array.from(actual);
  const missing = Array.from(expected).filter((item) => !items.some((other) => equal(item, other)));
  if (missing.length > 0) {
    raise(
      `Expected actual: "${show(items)}" to include: "${show(expected)}", missing: ${
        show(missing)
      }`,
      msg,
    );
  }
}

/** Throws unless `expected` is, deeply, a part of `actual`; arrays match as a prefix does. */
export function assertObjectMatch(
  // deno-lint-ignore no-explicit-any
  actual: Record<PropertyKey, any>,
  expected: Record<PropertyKey, unknown>,
  msg?: string,
): void {
  assertEquals(shared(actual, expected), shared(expected, expected), msg);
}

function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === "object" && value !== null && (Array.isArray(value) || isPlain(value));
}

/** The value, cut down to the keys that the pattern has too. */
function shared(value: unknown, pattern: unknown): unknown {
  if (!isObject(value) || !isObject(pattern)) return value;
  const cut: Record<PropertyKey, unknown> = {};
  for (const key of Reflect.ownKeys(value)) {
    if (Object.hasOwn(pattern, key) && !(key === "length" && Array.isArray(value))) {
      cut[key] = shared(value[key], pattern[key]);
    }
  }
  return cut;
}

/** Throws unless `error` is an `Error`, of the class if given, whose message matches if given. */
export function assertIsError<E extends Error = Error>(
  error: unknown,
  ErrorClass?: ErrorConstructor<E>,
  msgMatches?: string | RegExp,
  msg?: string,
): asserts error is E {
  if (!(error instanceof Error)) raise(`Expected "error" to be an Error object`, msg);
  if (ErrorClass && !(error instanceof ErrorClass)) {
    const kind = (error as Error).constructor.name;
    raise(`Expected error to be instance of "${ErrorClass.name}", but was "${kind}"`, msg);
  }
  if (!msgMatches) return;
  const message = stripVTControlCharacters(error.message);
  const matches = typeof msgMatches === "string"
    ? message.includes(stripVTControlCharacters(msgMatches))
    : msgMatches.test(message);
  if (!matches) {
    const wanted = typeof msgMatches === "string" ? JSON.stringify(msgMatches) : `${msgMatches}`;
    raise(
      `Expected error message to include ${wanted}, but got ${JSON.stringify(error.message)}`,
      msg,
    );
  }
}

/** Runs `fn`, throws unless it throws, and returns what it threw. */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/** Runs `fn`, throws unless it throws an error of the class with the message, and returns it. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: ErrorConstructor<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows<E extends Error>(
  fn: () => unknown,
  classOrMsg?: ErrorConstructor<E> | string,
  msgIncludes?: string,
  msg?: string,
): unknown {
  const ErrorClass = typeof classOrMsg === "string" ? undefined : classOrMsg;
  const note = typeof classOrMsg === "string" ? classOrMsg : msg;
  try {
    fn();
  } catch (error) {
    if (ErrorClass) assertIsError(error, ErrorClass, msgIncludes, note);
    return error;
  }
  raise("Expected function to throw", note);
}

/** Runs `fn`, throws unless its promise rejects, and resolves to the reason. */
export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
/** Runs `fn`, throws unless its promise rejects with an error of the class with the message. */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorConstructor<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects<E extends Error>(
  fn: () => PromiseLike<unknown>,
  classOrMsg?: ErrorConstructor<E> | string,
  msgIncludes?: string,
  msg?: string,
): Promise<unknown> {
  const ErrorClass = typeof classOrMsg === "string" ? undefined : classOrMsg;
  const note = typeof classOrMsg === "string" ? classOrMsg : msg;
  let promise: PromiseLike<unknown> | undefined;
  try {
    promise = fn();
  } catch { /* a function that throws has not rejected: said below */ }
  if (typeof promise?.then !== "function") raise("Function throws when expected to reject", note);
  try {
    await promise;
  } catch (error) {
    if (ErrorClass) assertIsError(error, ErrorClass, msgIncludes, note);
    return error;
  }
  raise("Expected function to reject", note);
}
