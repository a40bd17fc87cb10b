import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { wrongDerivative } from "../../../estimators/functional/derivative_check.ts";
import type { LossDerivatives, LossPair } from "../../../estimators/functional/losses.ts";
import { pointwiseLosses } from "../../../estimators/functional/pointwise_losses.ts";
import { Stream } from "../../../numerics/random.ts";
import { populations } from "./general_support.ts";
import { add, mul, sin, sub } from "./jets_support.ts";
import { normals } from "./support.ts";

/** The pair with one derivative changed at one place of an observation's row. */
function altered(
  pair: LossPair,
  side: "inner" | "outer",
  name: string,
  column: number,
  change: (value: number) => number,
): LossPair {
  return {
    ...pair,
    fill(w, v, z, out: LossDerivatives) {
      pair.fill(w, v, z, out);
      const array = (out[side] as unknown as Record<string, Float64Array>)[name]!;
      const width = array.length / out.n;
      for (let i = 0; i < out.n; i++) array[i * width + column] = change(array[i * width + column]);
    },
  };
}

const DERIVATIVES = [
  ["inner", "v", "value"],
  ["inner", "vv", "v"],
  ["inner", "vvv", "vv"],
  ["outer", "v", "value"],
  ["outer", "vv", "v"],
  ["inner", "vw", "v"],
  ["inner", "vvw", "vv"],
  ["outer", "w", "value"],
  ["outer", "vw", "v"],
] as const;

for (const { pair, w, n, z } of populations) {
  const v = normals(n, Stream.of("tests", "derivative check", pair.name));

  Deno.test(`${pair.name} losses pass the check of derivatives`, () => {
    assertEquals(wrongDerivative(pair, w, v, z), undefined);
  });

  Deno.test(`${pair.name} losses: a wrong derivative is named, whichever it is`, () => {
    for (const [side, name, of] of DERIVATIVES) {
      const inW = name.endsWith("w");
      for (const column of inW ? [0, 1] : [0]) {
        const broken = altered(pair, side, name, column, (value) => value + 0.01);
        const wrong = wrongDerivative(broken, w, v, z)!;
        assertEquals(wrong.name, `${side}.${name}${inW ? `[${column}]` : ""}`);
        assertEquals(wrong.of, `${side}.${of}`);
        assertEquals(wrong.v, v[wrong.observation]);
        assertAlmostEquals(wrong.given - wrong.expected, 0.01, 1e-6);
      }
    }
  });
}

Deno.test("the check finds a lost factor, a sign and a derivative that is no number", () => {
  const { pair, w, n, z } = populations[1]!;
  const v = normals(n, Stream.of("tests", "derivative check"));
  const changes: ((value: number) => number)[] = [
    (value) => -value,
    (value) => 1.001 * value,
    () => NaN,
    () => Infinity,
  ];
  for (const change of changes) {
    assertEquals(
      wrongDerivative(altered(pair, "inner", "vvv", 0, change), w, v, z)?.name,
      "inner.vvv",
    );
  }
});

Deno.test("the size of a loss does not matter to the check, nor does a constant", () => {
  const scaled = (scale: number, shift: number) =>
    pointwiseLosses({
      p: 1,
      columns: ["Y"],
      inner: (w, v, { Y }) => {
        const e = Math.exp(v - Y + w[0]);
        const all = { v: scale * e, vv: scale * e, vvv: scale * e };
        return { value: scale * e + shift, ...all, vw: [scale * e], vvw: [scale * e] };
      },
      outer: (w, v, { Y }) => add(mul(scale, sin(sub(mul(v, w[0]), Y))), shift),
    });
  const n = 20;
  const y = normals(n, Stream.of("tests", "derivative check", "size"));
  const check = (pair: LossPair) =>
    wrongDerivative(pair, Float64Array.of(0.3), new Float64Array(n).fill(0.2), y);
  for (const scale of [1e-6, 1, 1e6]) {
    assertEquals(check(scaled(scale, 0)), undefined);
    assertEquals(check(scaled(scale, 10 * scale)), undefined);
    const broken = altered(scaled(scale, 0), "inner", "vw", 0, (value) => 1.01 * value);
    assertEquals(check(broken)?.name, "inner.vw[0]");
  }
});

Deno.test("beside a kink the check objects to nothing, but sizes must agree", () => {
  const pair = pointwiseLosses({
    p: 1,
    columns: ["Y"],
    inner: (_, v, { Y }) => ({ value: Math.max(0, v - Y), v: v > Y ? 1 : 0, vv: 0 }),
    outer: (_, v) => ({ value: v, v: 1 }),
  });
  const y = Float64Array.of(-1, 0.0005, -0.0015, 1);
  assertEquals(wrongDerivative(pair, Float64Array.of(0), new Float64Array(4), y), undefined);
  assertThrows(
    () => wrongDerivative(pair, new Float64Array(2), new Float64Array(4), y),
    RangeError,
    "w has 2 coordinates",
  );
});
