import {
  assert,
  assertAlmostEquals,
  assertArrayIncludes,
  assertEquals,
  assertExists,
  assertFalse,
  assertGreater,
  assertGreaterOrEqual,
  assertInstanceOf,
  AssertionError,
  assertIsError,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertNotEquals,
  assertNotMatch,
  assertNotStrictEquals,
  assertObjectMatch,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
  equal,
  fail,
  unreachable,
} from "@std/assert";

/** Runs without an assertion of the module under test, so that the two cannot fail together. */
function failure(fn: () => unknown): string | undefined {
  try {
    fn();
    return undefined;
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error;
    return error.message;
  }
}

class Point {
  constructor(readonly x: number) {}
}
const loop: Record<string, unknown> = { a: 1 };
loop.self = loop;
const otherLoop: Record<string, unknown> = { a: 1 };
otherLoop.self = otherLoop;
const boom = (): never => {
  throw new RangeError("size 7 is too big");
};

const passes: Record<string, () => void> = {
  "assert a truthy value": () => assert(1),
  "assertFalse a falsy value": () => assertFalse(0),
  "assertEquals NaN": () => assertEquals(NaN, NaN),
  "assertEquals zeros of both signs": () => assertEquals([0, { a: -0 }], [-0, { a: 0 }]),
  "assertEquals zeros of both signs in a typed array": () =>
    assertEquals(Float64Array.of(0, 1), Float64Array.of(-0, 1)),
  "assertEquals maps, sets, dates and errors": () =>
    assertEquals([new Map([[{ a: 1 }, 2]]), new Set([1]), new Date(5), new Error("x")], [
      new Map([[{ a: 1 }, 2]]),
      new Set([1]),
      new Date(5),
      new Error("x"),
    ] as never),
  "assertEquals a null prototype": () =>
    assertEquals(Object.assign(Object.create(null), { a: 1 }), { a: 1 }),
  "assertEquals circular objects": () => assertEquals(loop, otherLoop),
  "assertNotEquals a missing key": () => assertNotEquals<unknown>({ a: undefined }, {}),
  "assertNotEquals two classes": () => assertNotEquals<unknown>(new Point(1), { x: 1 }),
  "assertNotEquals two typed arrays": () =>
    assertNotEquals<unknown>(Float64Array.of(1), Float32Array.of(1)),
  "assertStrictEquals NaN": () => assertStrictEquals(NaN, NaN),
  "assertNotStrictEquals two objects": () => assertNotStrictEquals({}, {}),
  "assertAlmostEquals within 1e-7 of the expected": () => assertAlmostEquals(1e6 + 0.09, 1e6),
  "assertAlmostEquals within the tolerance": () => assertAlmostEquals(1, 1.5, 0.5),
  "assertAlmostEquals NaN and infinity": () => {
    assertAlmostEquals(NaN, NaN);
    assertAlmostEquals(-Infinity, -Infinity);
  },
  "assertExists zero": () => assertExists(0),
  "assertGreater": () => assertGreater(2, 1),
  "assertGreaterOrEqual": () => assertGreaterOrEqual("b", "b"),
  "assertLess": () => assertLess(1n, 2n),
  "assertLessOrEqual": () => assertLessOrEqual(1, 1),
  "assertInstanceOf": () => assertInstanceOf(new Point(1), Point),
  "assertMatch": () => assertMatch("abc", /b/),
  "assertNotMatch": () => assertNotMatch("abc", /x/),
  "assertStringIncludes": () => assertStringIncludes("abc", "bc"),
  "assertArrayIncludes deeply": () => assertArrayIncludes([{ a: 1 }, { a: 2 }], [{ a: 2 }]),
  "assertObjectMatch a deep part": () =>
    assertObjectMatch({ a: { b: [1, { c: 2, d: 3 }], e: 4 } }, { a: { b: [1, { c: 2 }] } }),
  "assertIsError by class and pattern": () =>
    assertIsError(new TypeError("bad x"), TypeError, /x$/),
  "assertThrows by class and text": () => assertThrows(boom, RangeError, "size 7"),
};

const failures: Record<string, [() => unknown, string]> = {
  "assert a falsy value": [() => assert(0, "zero"), "zero"],
  "assertFalse a truthy value": [() => assertFalse("x", "text"), "text"],
  "fail": [() => fail("here"), "here"],
  "unreachable": [() => unreachable(), "Unreachable"],
  "assertEquals two numbers": [() => assertEquals(1, 2, "note"), "note"],
  "assertEquals deep values": [() => assertEquals({ a: [1] }, { a: [2] }), "+ "],
  "assertEquals a number and its text": [() => assertEquals<unknown>([1], ["1"]), "Values"],
  "assertEquals arrays of two lengths": [() => assertEquals([1], [1, 2]), "Values"],
  "assertEquals maps": [() => assertEquals(new Map([[1, 2]]), new Map([[1, 3]])), "Values"],
  "assertNotEquals equal values": [() => assertNotEquals([1], [1]), "not to be"],
  "assertStrictEquals zeros": [() => assertStrictEquals(0, -0), "strictly"],
  "assertNotStrictEquals one object": [() => assertNotStrictEquals(loop, loop), "strictly"],
  "assertAlmostEquals beyond 1e-7": [() => assertAlmostEquals(1e6 + 0.2, 1e6), "close"],
  "assertAlmostEquals near zero": [() => assertAlmostEquals(1e-12, 0), "close"],
  "assertAlmostEquals NaN": [() => assertAlmostEquals(NaN, 1, 1), "close"],
  "assertExists null": [() => assertExists(null), "null"],
  "assertGreater equal": [() => assertGreater(1, 1), "1 > 1"],
  "assertGreaterOrEqual NaN": [() => assertGreaterOrEqual(NaN, 1), "NaN >= 1"],
  "assertLess equal": [() => assertLess(1, 1), "1 < 1"],
  "assertLessOrEqual greater": [() => assertLessOrEqual(2, 1), "2 <= 1"],
  "assertInstanceOf another class": [() => assertInstanceOf({}, Point), '"Point" but was "Object"'],
  "assertMatch": [() => assertMatch("abc", /x/), "match"],
  "assertNotMatch": [() => assertNotMatch("abc", /b/), "not match"],
  "assertStringIncludes": [() => assertStringIncludes("abc", "x"), "contain"],
  "assertArrayIncludes": [() => assertArrayIncludes([1, 2], [3]), "missing: [ 3 ]"],
  "assertObjectMatch another value": [() => assertObjectMatch({ a: 1 }, { a: 2 }), "Values"],
  "assertObjectMatch a missing key": [() => assertObjectMatch({ a: 1 }, { b: 1 }), "Values"],
  "assertObjectMatch a longer array": [() => assertObjectMatch({ a: [1] }, { a: [1, 2] }), "Val"],
  "assertIsError no error": [() => assertIsError("x"), "Error object"],
  "assertIsError another class": [() => assertIsError(new Error("x"), TypeError), "TypeError"],
  "assertIsError another text": [() => assertIsError(new Error("x"), Error, "y"), '"y"'],
  "assertThrows no error": [() => assertThrows(() => 1), "to throw"],
  "assertThrows another class": [() => assertThrows(boom, TypeError), "RangeError"],
  "assertThrows another text": [() => assertThrows(boom, RangeError, "small"), "small"],
};

for (const [name, fn] of Object.entries(passes)) {
  Deno.test(`passes: ${name}`, () => {
    const message = failure(fn);
    if (message !== undefined) throw new Error(`it failed: ${message}`);
  });
}

for (const [name, [fn, part]] of Object.entries(failures)) {
  Deno.test(`fails: ${name}`, () => {
    const message = failure(fn);
    if (!message?.includes(part)) throw new Error(`expected "${part}" in: ${message}`);
  });
}

Deno.test("equal says the same as assertEquals", () => {
  if (!equal([{ a: -0 }], [{ a: 0 }]) || equal([1], [2])) throw new Error("equal is wrong");
});

Deno.test("assertThrows returns what was thrown, assertRejects resolves to it", async () => {
  const error: RangeError = assertThrows(boom, RangeError);
  assertStrictEquals(error.message, "size 7 is too big");
  const odd = assertThrows(() => {
    throw 5;
  });
  assertStrictEquals(odd, 5);
  const late: TypeError = await assertRejects(
    () => Promise.reject(new TypeError("late")),
    TypeError,
    "late",
  );
  assertStrictEquals(late.message, "late");
});

Deno.test("assertRejects fails on a fulfilled promise, a plain throw and another class", async () => {
  const attempts: [() => Promise<unknown>, string][] = [
    [() => assertRejects(() => Promise.resolve(1)), "to reject"],
    [() => assertRejects(boom), "throws when expected to reject"],
    [() => assertRejects(() => Promise.reject(new Error("x")), TypeError), "TypeError"],
  ];
  for (const [attempt, part] of attempts) {
    const message = await attempt().then(() => "it passed", (error: Error) => error.message);
    assertStringIncludes(message, part);
  }
});
