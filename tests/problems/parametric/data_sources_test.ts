import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { digitData, parseDigits, poolDigits } from "../../../problems/parametric/digits.ts";
import { parseLibsvm } from "../../../problems/parametric/libsvm.ts";
import {
  type ClassesOptions,
  SYNTHETIC_DIGITS,
  syntheticClasses,
} from "../../../problems/parametric/synthetic_classes.ts";

/** A file of digits as the package writes it: grey levels over 255 with three decimals. */
const file = (levels: ArrayLike<number>): string =>
  `{ "data": [${Array.from(levels, (level) => Number((level / 255).toFixed(3))).join(",")}]}`;

const image = (level: (row: number, column: number) => number): Uint8Array =>
  Uint8Array.from({ length: 784 }, (_, at) => level(Math.floor(at / 28), at % 28));

Deno.test("all 256 grey levels are had back from three decimals", () => {
  const levels = Uint8Array.from({ length: 1568 }, (_, at) => at % 256);
  assertEquals(parseDigits(file(levels)), levels);
});

Deno.test("files that hold no digits are refused", () => {
  assertThrows(() => parseDigits('{"data": [1, 2]}'), RangeError, "784 numbers an image");
  assertThrows(() => parseDigits('{"data": []}'), RangeError, "784");
  assertThrows(() => parseDigits("null"), RangeError, "784");
  const wrong = (value: unknown): string =>
    JSON.stringify({ data: new Array<unknown>(784).fill(0).with(5, value) });
  for (const value of [1.01, -0.5, 0.0398, "a"]) {
    assertThrows(() => parseDigits(wrong(value)), RangeError, `pixel 5 of the file`);
  }
});

Deno.test("images become features from 0 to 1, digit after digit", () => {
  const levels = Array.from({ length: 10 }, (_, digit) => {
    const two = new Uint8Array(1568);
    two.set(image(() => 0));
    two.set(image((row, column) => row === 27 && column === digit ? 255 : 51), 784);
    return two;
  });
  const pooled = levels.map((of) => poolDigits(of, 1));
  const { n, p, features, labels } = digitData(pooled);
  assertEquals([n, p, features.length], [20, 784, 20 * 784]);
  assertEquals(labels, Float64Array.from({ length: 20 }, (_, i) => i >> 1));
  assertEquals(features[7 * 784 + 27 * 28 + 3], 1);
  assertEquals(features[7 * 784 + 27 * 28 + 4], 0.2);
  assertEquals(features[6 * 784 + 27 * 28 + 3], 0);
  const first = digitData(pooled, { each: 1 });
  assertEquals([first.n, first.features.every((value) => value === 0)], [10, true]);
});

Deno.test("pooling averages squares of pixels", () => {
  const levels = new Array<Uint8Array>(10).fill(image((row, column) => 8 * row + column));
  const pooled = (pool: number): Uint16Array[] => levels.map((of) => poolDigits(of, pool));
  const { p, features } = digitData(pooled(2), { pool: 2 });
  assertEquals(p, 196);
  // Rows 4 and 5, columns 6 and 7: the mean of 38, 39, 46 and 47.
  assertAlmostEquals(features[2 * 14 + 3], 42.5 / 255, 1e-16);
  const quarters = digitData(pooled(14), { pool: 14 });
  assertAlmostEquals(quarters.features[3], (8 * 20.5 + 20.5) / 255, 1e-15);
  assertThrows(() => poolDigits(levels[0], 3), RangeError, "pool is 3");
  assertThrows(() => poolDigits(levels[0], 28), RangeError, "pool is 28");
  assertThrows(() => digitData(pooled(1), { each: 0 }), RangeError, "each is 0");
  assertThrows(() => digitData(pooled(1).slice(1)), RangeError, "of 9 digits");
});

Deno.test("LIBSVM text is read, zeros and all", () => {
  const text = "+1 1:0.5 3:-2e-1\n-1 2:7 # a remark\n\n  # nothing\n1\r\n-1 1:1\t4:3 \n";
  const { n, p, features, labels } = parseLibsvm(text);
  assertEquals([n, p], [4, 4]);
  assertEquals(labels, Float64Array.of(1, -1, 1, -1));
  assertEquals(
    features,
    Float64Array.of(0.5, 0, -0.2, 0, 0, 7, 0, 0, 0, 0, 0, 0, 1, 0, 0, 3),
  );
});

Deno.test("LIBSVM text can be cut and widened", () => {
  const text = "1 1:1\n2 2:1\n3 9:1";
  const { n, p, labels } = parseLibsvm(text, { p: 6, limit: 2 });
  assertEquals([n, p], [2, 6]);
  assertEquals(labels, Float64Array.of(1, 2));
  assertEquals(parseLibsvm(text).p, 9);
});

Deno.test("a malformed line of LIBSVM text is named", () => {
  const cases: [string, string][] = [
    ["1 1:1\nx 1:1", "line 2: the label is x"],
    ["1 1", 'line 1: "1" is no feature'],
    ["1 1:", 'line 1: "1:" is no feature'],
    ["1 :1", 'line 1: ":1" is no feature'],
    ["1 1:a", 'line 1: "1:a" is no feature'],
    ["1 1.5:1", 'line 1: "1.5:1" is no feature'],
    ["\n1 0:1", "line 2: index 0 follows 0"],
    ["1 3:1 2:1", "line 1: index 2 follows 3"],
    ["1 3:1 3:1", "line 1: index 3 follows 3"],
    ["", "no observation"],
    ["# only\n", "no observation"],
  ];
  for (const [text, message] of cases) assertThrows(() => parseLibsvm(text), RangeError, message);
  assertThrows(() => parseLibsvm("1 7:1", { p: 6 }), RangeError, "index 7 is beyond the 6");
});

/** Two classes, a tenth of them positive. */
const TWO: ClassesOptions = {
  p: 22,
  shares: [0.9, 0.1],
  labels: [-1, 1],
  separation: 1.5,
};

Deno.test("classes have the labels and the shares asked for", () => {
  assertEquals([SYNTHETIC_DIGITS.p, SYNTHETIC_DIGITS.shares.length], [64, 10]);
  const n = 4000;
  const { p, features, labels } = syntheticClasses(n, TWO, Stream.of("two"));
  assertEquals([p, features.length, labels.length], [22, 22 * n, n]);
  const positive = labels.filter((label) => label === 1).length;
  assertEquals(labels.filter((label) => label === -1).length, n - positive);
  const z = (positive - 0.1 * n) / Math.sqrt(0.09 * n);
  assert(Math.abs(z) < 4, `z = ${z}`);
  const shares = [0.365, 0.488, 0.062, 0.005, 0.016, 0.03, 0.035];
  const many = syntheticClasses(n, { p: 5, shares, separation: 1.5 }, Stream.of("many"));
  const chi = shares.reduce((sum, share, c) => {
    const expected = n * share / 1.001;
    const off = many.labels.filter((label) => label === c).length - expected;
    return sum + off * off / expected;
  }, 0);
  assert((chi - 6) / Math.sqrt(12) < 4, `χ² = ${chi}`);
});

Deno.test("classes are prototypes plus standard normal noise", () => {
  const p = 400;
  const data = syntheticClasses(500, { p, shares: [1, 1], separation: 3 }, Stream.of("noise"));
  const means = [0, 1].map((c) => {
    const rows = [...data.labels.keys()].filter((i) => data.labels[i] === c);
    const mean = new Float64Array(p);
    for (const i of rows) for (let k = 0; k < p; k++) mean[k] += data.features[i * p + k];
    return mean.map((value) => value / rows.length);
  });
  let noise = 0;
  data.features.forEach((value, at) => {
    const residual = value - means[data.labels[Math.floor(at / p)]][at % p];
    noise += residual * residual;
  });
  // (n − 2)·p degrees of freedom.
  const df = 498 * p;
  assert(Math.abs(noise - df) / Math.sqrt(2 * df) < 4, `${noise / df}`);
  const apart = means[0].reduce((sum, value, k) => sum + (value - means[1][k]) ** 2, 0);
  // ‖difference of prototypes‖² ~ 2·9 χ²_p/p, plus the means' noise, p·4/500.
  assertAlmostEquals(apart, 18 + 3.2, 4 * 18 * Math.sqrt(2 / p) + 1);
});

Deno.test("fewer simulated observations are the first of more, from the same prototypes", () => {
  const [small, large] = [3, 8].map((n) => syntheticClasses(n, SYNTHETIC_DIGITS, Stream.of("n")));
  assertEquals(large.features.slice(0, 3 * 64), small.features);
  assertEquals(large.labels.slice(0, 3), small.labels);
});

Deno.test("classes that are none are refused", () => {
  const make = (change: Partial<ClassesOptions>) => () =>
    syntheticClasses(3, { ...TWO, ...change }, Stream.of("x"));
  assertThrows(make({ p: 0 }), RangeError, "p is 0");
  assertThrows(make({ shares: [1] }), RangeError, "the number of classes is 1");
  assertThrows(make({ shares: [1, 0] }), RangeError, "share 1 is 0");
  assertThrows(make({ labels: [1] }), RangeError, "there are 1 labels");
  assertThrows(make({ separation: -1 }), RangeError, "separation is -1");
  assertThrows(() => syntheticClasses(0, SYNTHETIC_DIGITS, Stream.of("x")), RangeError, "n is 0");
});
