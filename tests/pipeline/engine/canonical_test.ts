import { assertEquals, assertThrows } from "@std/assert";
import { canonicalJson, type Json, sha256 } from "../../../pipeline/engine/canonical.ts";

/** The double with the given bits, as RFC 8785 lists them. */
function double(bits: string): number {
  return new DataView(new BigUint64Array([BigInt(`0x${bits}`)]).buffer).getFloat64(0, true);
}

Deno.test("canonical JSON writes the example of RFC 8785, section 3.2.2", () => {
  const value = JSON.parse(
    String.raw`{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}`,
  );
  assertEquals(
    canonicalJson(value),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  );
});

Deno.test("members are sorted by UTF-16 code units (RFC 8785, section 3.2.3)", () => {
  const sorted = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\ud83d\ude00", "\ufb33"];
  const value = Object.fromEntries(
    ["\u20ac", "\r", "\ufb33", "1", "\ud83d\ude00", "\u0080", "\u00f6"].map((key) => [key, 0]),
  );
  assertEquals(canonicalJson(value), `{${sorted.map((key) => `${JSON.stringify(key)}:0`)}}`);
});

Deno.test("numbers are written as RFC 8785, appendix B, wants them", () => {
  const samples: [string, string][] = [
    ["0000000000000000", "0"],
    ["8000000000000000", "0"],
    ["0000000000000001", "5e-324"],
    ["8000000000000001", "-5e-324"],
    ["7fefffffffffffff", "1.7976931348623157e+308"],
    ["4340000000000000", "9007199254740992"],
    ["c340000000000000", "-9007199254740992"],
    ["4430000000000000", "295147905179352830000"],
    ["44b52d02c7e14af5", "9.999999999999997e+22"],
    ["44b52d02c7e14af6", "1e+23"],
    ["444b1ae4d6e2ef4e", "999999999999999700000"],
    ["444b1ae4d6e2ef50", "1e+21"],
    ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
    ["3eb0c6f7a0b5ed8d", "0.000001"],
    ["41b3de4355555554", "333333333.33333325"],
    ["becbf647612f3696", "-0.0000033333333333333333"],
    ["43143ff3c1cb0959", "1424953923781206.2"],
  ];
  for (const [bits, text] of samples) assertEquals(canonicalJson(double(bits)), text, bits);
});

Deno.test("what is equal has one text, whatever the order; what differs has another", () => {
  const { a, b } = { a: { x: 1, y: [1, 2] }, b: { y: [1, 2], x: 1 } };
  assertEquals(canonicalJson(a), canonicalJson(b));
  const others: Json[] = [
    null,
    "null",
    false,
    0,
    "0",
    "",
    [],
    {},
    [[]],
    [null],
    [1, 2],
    [2, 1],
    [[1], 2],
    { a: 1 },
    { a: "1" },
    { a: { b: 1 } },
    { "a.b": 1 },
  ];
  assertEquals(new Set(others.map((value) => canonicalJson(value))).size, others.length);
});

Deno.test("what JSON cannot hold is refused with its place", () => {
  const cases: [unknown, string][] = [
    [{ rate: [1, NaN] }, "value.rate[1] is NaN"],
    [{ rate: Infinity }, "value.rate is Infinity"],
    [{ empty: [[], {}], rates: [-Infinity] }, "value.rates[0] is -Infinity"],
    [-Infinity, "value is -Infinity"],
    [{ grid: { n: undefined } }, "value.grid.n is undefined"],
    [undefined, "value is undefined"],
    [[() => 0], "value[0] is a function"],
    [{ n: 1n }, "value.n is a bigint"],
    [{ n: Symbol.iterator }, "value.n is a symbol"],
    // deno-lint-ignore no-sparse-arrays
    [[1, , 2], "value[1] is undefined"],
    [{ at: new Date(0) }, "value.at is a Date"],
    [{ sizes: new Map([[1, 2]]) }, "value.sizes is a Map"],
    [{ sizes: new Float64Array(2) }, "value.sizes is a Float64Array"],
  ];
  for (const [value, message] of cases) {
    assertThrows(() => canonicalJson(value as Json), TypeError, message);
  }
});

Deno.test("SHA-256 gives the known answers", () => {
  assertEquals(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  assertEquals(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assertEquals(sha256("€"), sha256(new Uint8Array([0xe2, 0x82, 0xac])));
});
