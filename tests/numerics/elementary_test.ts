import { assert, assertEquals, assertLess } from "@std/assert";
import { type Elementary, elementwise } from "../../numerics/elementary.ts";
import { Stream } from "../../numerics/random.ts";

/** Numbers as multiples of 2^−BITS, many more than a double has. */
const BITS = 1300n;
const ONE = 1n << BITS;
const times = (a: bigint, b: bigint): bigint => (a * b) >> BITS;
const over = (a: bigint, b: bigint): bigint => (a << BITS) / b;
const abs = (a: bigint): bigint => a < 0n ? -a : a;
const LOG_2 = 2n * atanh(ONE / 3n);

/** A double, exactly. */
function exact(x: number): bigint {
  const [bits] = new BigUint64Array(Float64Array.of(Math.abs(x)).buffer);
  const exponent = bits >> 52n;
  const mantissa = (bits & 0xfffffffffffffn) + (exponent > 0n ? 1n << 52n : 0n);
  const shift = BITS - 1074n + (exponent > 0n ? exponent - 1n : 0n);
  return (x < 0 ? -1n : 1n) * (mantissa << shift);
}

function exp(x: bigint): bigint {
  const k = x / LOG_2;
  const r = x - k * LOG_2;
  let sum = 0n;
  for (let term = ONE, j = 1n; abs(term) > 1n; term = times(term, r) / j, j++) sum += term;
  return k >= 0n ? sum << k : sum >> -k;
}

function atanh(s: bigint): bigint {
  const square = times(s, s);
  let sum = 0n;
  for (let term = s, j = 1n; abs(term) > 1n; term = times(term, square), j += 2n) sum += term / j;
  return sum;
}

function log(x: bigint): bigint {
  const k = BigInt(x.toString(2).length) - BITS;
  const m = k >= 0n ? x >> k : x << -k;
  return k * LOG_2 + 2n * atanh(over(m - ONE, m + ONE));
}

const log1p = (z: bigint): bigint => 2n * atanh(over(z, 2n * ONE + z));

function sigmoidSlope(x: bigint): bigint {
  const e = exp(-abs(x));
  return over(e, times(ONE + e, ONE + e));
}

const REFERENCE: Readonly<Record<Elementary, (x: bigint) => bigint>> = {
  exp,
  log,
  log1p,
  sigmoid: (x) => x < 0n ? over(exp(x), ONE + exp(x)) : over(ONE, ONE + exp(-x)),
  sigmoidSlope,
  softplus: (x) => (x > 0n ? x : 0n) + log1p(exp(-abs(x))),
};

/** |value − wanted| in units in the last place of the value. */
function error(value: number, wanted: bigint): number {
  const next = new BigUint64Array(Float64Array.of(Math.abs(value)).buffer);
  next[0]++;
  const unit = exact(new Float64Array(next.buffer)[0]) - exact(Math.abs(value));
  return Number(1000n * abs(exact(value) - wanted) / unit) / 1000;
}

const random = Stream.of("elementary");
const uniform = (n: number, low: number, high: number): number[] =>
  Array.from({ length: n }, () => low + (high - low) * random.uniform());
const spread = (n: number, low: number, high: number): number[] =>
  uniform(n, low, high).map((power) => Math.exp(power));
const wide = [...uniform(200, -700, 700), ...uniform(300, -3, 3), ...spread(100, -40, 0), 0];

const CASES: readonly [Elementary, number, number[]][] = [
  ["exp", 1, [...wide, -708.39, 709, 1e-300, -0.34657359027997264, 0.34657359027997264]],
  ["log", 1, [...spread(300, -700, 700), ...uniform(300, 0.7, 1.5), 1, Math.SQRT1_2, Math.SQRT2]],
  ["log1p", 1, [...uniform(300, 0, 1), ...spread(300, -700, 0), 0, 1, Math.SQRT2 - 1]],
  ["sigmoid", 2, wide],
  ["sigmoidSlope", 4, wide],
  ["softplus", 2, wide],
];

for (const [name, most, points] of CASES) {
  Deno.test(`${name} is accurate to ${most} units in the last place`, () => {
    const values = elementwise(name, Float64Array.from(points));
    const errors = points.map((x, i) => error(values[i], REFERENCE[name](exact(x))));
    const worst = errors.indexOf(Math.max(...errors));
    assertLess(errors[worst], most, `${name}(${points[worst]}) is off`);
  });
}

Deno.test("the reference is one", () => {
  const near = (a: bigint, b: bigint): boolean => abs(a - b) < ONE >> 1200n;
  assert(near(log(exp(exact(1.25))), exact(1.25)));
  assert(near(log1p(exact(0.75)), log(exact(1.75))));
  assertEquals(Number((1000000n * exp(ONE)) >> BITS), 2718281);
});

Deno.test("what is not finite goes through, and any number of numbers", () => {
  const at = (name: Elementary, ...x: number[]): number[] => [
    ...elementwise(name, Float64Array.from(x)),
  ];
  assertEquals(at("exp", NaN, -Infinity, -709), [NaN, 0, 0]);
  assertEquals(at("exp", 710, 1e300, Infinity), [Infinity, Infinity, Infinity]);
  assertEquals(at("log", NaN, Infinity, 1), [NaN, Infinity, 0]);
  assertEquals(at("log1p", NaN, 0), [NaN, 0]);
  assertEquals(at("sigmoid", NaN, -Infinity, Infinity), [NaN, 0, 1]);
  assertEquals(at("sigmoidSlope", NaN, -Infinity, Infinity), [NaN, 0, 0]);
  assertEquals(at("softplus", NaN, -Infinity, Infinity), [NaN, 0, Infinity]);
  assertEquals(at("exp"), []);
  assertEquals(at("exp", 0), [1]);
});
