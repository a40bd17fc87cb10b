import { assert, assertEquals } from "@std/assert";
import {
  format,
  formatInteger,
  formatPower,
  MISSING,
  short,
  write,
} from "../../../reports/charts/number.ts";

Deno.test("a value is written with the decimals that two digits of its error have", () => {
  const cases: [number, number, string, string][] = [
    [0.038812, 0.001091, "0.0388", "0.0011"],
    [0.0191, 0.00996, "0.019", "0.010"],
    [12345.6, 230, "12\u202f346", "230"],
    [1.5, 0.75, "1.50", "0.75"],
    [0.95, 0.2, "0.95", "0.20"],
    [-0.5, 0.013, "\u22120.500", "0.013"],
    [0, 0.01, "0.000", "0.010"],
    [1e-9, 0.01, "0.000", "0.010"],
    [3.14159, 7, "3.1", "7.0"],
  ];
  for (const [value, error, v, e] of cases) {
    assertEquals(write(value, error), { value: v, error: e, exponent: null });
  }
});

Deno.test("value and error always have equally many decimals", () => {
  for (let k = 1; k < 400; k++) {
    const value = Math.sin(k) * Math.exp(20 * Math.cos(3 * k));
    const w = write(value, Math.abs(value) * Math.exp(-6 * Math.abs(Math.sin(7 * k))));
    const decimals = (text: string): number => text.split(".")[1]?.length ?? 0;
    assertEquals(decimals(w.value), decimals(w.error!), format(value));
  }
});

Deno.test("the written number is within half a unit of its last digit", () => {
  for (let k = 1; k < 400; k++) {
    const value = Math.sin(k) * Math.exp(12 * Math.cos(3 * k));
    const error = Math.abs(value) * 0.0123;
    const w = write(value, error);
    const number = (text: string): number =>
      Number(text.replace("\u2212", "-").replaceAll("\u202f", "")) *
      Number(`1e${(w.exponent ?? "0").replace("\u2212", "-")}`);
    // Two digits of the error: its rounding is at most 5 % of it, and the value's no more.
    assert(Math.abs(number(w.value) - value) <= 0.051 * error, `${value} ${JSON.stringify(w)}`);
    assert(Math.abs(number(w.error!) - error) <= 0.051 * error, `${error} ${JSON.stringify(w)}`);
  }
});

Deno.test("without an error four significant digits are written", () => {
  assertEquals(format(0.00948412), "0.009484");
  assertEquals(format(1.23456), "1.235");
  assertEquals(format(99.99999), "100.0");
  assertEquals(format(0), "0");
  assertEquals(format(0.5, 0), "0.5000");
  assertEquals(format(0.5, NaN), "0.5000");
});

Deno.test("very small and large numbers have one power of ten", () => {
  assertEquals(format(3.881e-7, 1.12e-8), "(3.88 ± 0.11)×10⁻⁷");
  assertEquals(format(-2.63e-6), "\u22122.630×10⁻⁶");
  assertEquals(format(1.2e9, 3e7), "(1.200 ± 0.030)×10⁹");
  assertEquals(format(6.02214e23), "6.022×10²³");
  assertEquals(format(0, 1e-9), "(0.0 ± 1.0)×10⁻⁹");
});

Deno.test("what is missing or not finite has a sign of its own", () => {
  for (const value of [null, undefined, NaN, Infinity]) {
    assertEquals(format(value, 0.1), MISSING);
    assertEquals(formatInteger(value), MISSING);
  }
});

Deno.test("integers are grouped from five digits on, and fractions stay fractions", () => {
  assertEquals(formatInteger(3200), "3200");
  assertEquals(formatInteger(1234567), "1\u202f234\u202f567");
  assertEquals(formatInteger(-12000), "\u221212\u202f000");
  assertEquals(formatInteger(0.5), "0.5000");
});

Deno.test("powers of ten for axes", () => {
  assertEquals(formatPower(1e-5), "10⁻⁵");
  assertEquals(formatPower(3e-5), "3×10⁻⁵");
  assertEquals(formatPower(0.1), "10⁻¹");
  assertEquals(formatPower(1), "10⁰");
  assertEquals(formatPower(2.5e12), "2.5×10¹²");
});

Deno.test("a number that was chosen is written as it was, unless it is long", () => {
  assertEquals([0.7, -2, 1500].map(short), ["0.7", "\u22122", "1500"]);
  assertEquals([12_300, 0.123456].map(short), [12_300, 0.123456].map((value) => format(value)));
});
