import { assertAlmostEquals, assertEquals, assertGreater, assertThrows } from "@std/assert";
import {
  gaussHermiteNormal,
  gaussLegendre,
  type QuadratureRule,
} from "../../numerics/quadrature.ts";

function integrate(rule: QuadratureRule, f: (x: number) => number): number {
  return rule.nodes.reduce((sum, x, i) => sum + rule.weights[i] * f(x), 0);
}

Deno.test("three points are the known ones", () => {
  const hermite = gaussHermiteNormal(3);
  const legendre = gaussLegendre(3);
  [-Math.sqrt(3), 0, Math.sqrt(3)].forEach((x, i) =>
    assertAlmostEquals(hermite.nodes[i], x, 1e-15)
  );
  [1 / 6, 2 / 3, 1 / 6].forEach((w, i) => assertAlmostEquals(hermite.weights[i], w, 1e-15));
  [-Math.sqrt(0.6), 0, Math.sqrt(0.6)].forEach((x, i) =>
    assertAlmostEquals(legendre.nodes[i], x, 1e-15)
  );
  [5 / 9, 8 / 9, 5 / 9].forEach((w, i) => assertAlmostEquals(legendre.weights[i], w, 1e-15));
});

Deno.test("gaussHermiteNormal is exact on even powers below 2k: (2j − 1)!!", () => {
  for (let k = 1; k <= 30; k++) {
    const rule = gaussHermiteNormal(k);
    let moment = 1;
    for (let j = 0; j < k; j++) {
      if (j > 0) moment *= 2 * j - 1;
      const power = integrate(rule, (x) => {
        let value = 1;
        for (let i = 0; i < j; i++) value *= x * x;
        return value;
      });
      assertAlmostEquals(power / moment, 1, 1e-13, `k = ${k}, power ${2 * j}`);
    }
  }
});

Deno.test("gaussLegendre is exact on even powers below 2k: 2/(2j + 1)", () => {
  for (const k of [1, 2, 5, 16, 40, 200]) {
    const rule = gaussLegendre(k);
    for (let j = 0; j < k; j++) {
      const power = integrate(rule, (x) => {
        let value = 1;
        for (let i = 0; i < j; i++) value *= x * x;
        return value;
      });
      assertAlmostEquals(power * (2 * j + 1) / 2, 1, 2e-13, `k = ${k}, power ${2 * j}`);
    }
  }
});

Deno.test("E cos(tZ) = exp(−t²/2) and E exp(tZ) = exp(t²/2)", () => {
  for (const k of [40, 100, 199, 200, 300]) {
    const rule = gaussHermiteNormal(k);
    for (const t of [0.5, 1, 2, 3]) {
      assertAlmostEquals(integrate(rule, (x) => Math.cos(t * x)), Math.exp(-t * t / 2), 1e-14);
      const ratio = integrate(rule, (x) => Math.exp(t * x)) / Math.exp(t * t / 2);
      assertAlmostEquals(ratio, 1, 2e-13);
    }
  }
});

Deno.test("gaussLegendre integrates the exponential and a peak", () => {
  const e = Math.exp(1);
  assertAlmostEquals(integrate(gaussLegendre(20), Math.exp), e - 1 / e, 1e-14);
  const peak = integrate(gaussLegendre(200), (x) => 1 / (1 + 25 * x * x));
  assertAlmostEquals(peak, 2 * Math.atan(5) / 5, 1e-14);
});

Deno.test("nodes rise, mirror exactly, and interlace; weights are positive and sum to the mass", () => {
  for (const make of [gaussHermiteNormal, gaussLegendre]) {
    const mass = make === gaussLegendre ? 2 : 1;
    for (const k of [1, 2, 3, 10, 51, 200, 300]) {
      const { nodes, weights } = make(k);
      assertAlmostEquals(weights.reduce((sum, w) => sum + w, 0), mass, 1e-14);
      for (let i = 0; i < k; i++) {
        assertEquals(nodes[i] + nodes[k - 1 - i], 0);
        assertEquals(weights[i], weights[k - 1 - i]);
        assertGreater(weights[i], 0);
        if (i > 0) assertGreater(nodes[i], nodes[i - 1]);
      }
      if (k === 300) continue;
      const next = make(k + 1).nodes;
      for (let i = 0; i < k; i++) {
        assertGreater(nodes[i], next[i]);
        assertGreater(next[i + 1], nodes[i]);
      }
    }
  }
});

Deno.test("the outermost weight of 200 normal points is tiny, not lost", () => {
  // reference: 60-digit arithmetic
  assertAlmostEquals(gaussHermiteNormal(200).weights[0] / 1.2576313313555794e-163, 1, 1e-12);
});

Deno.test("a number of nodes that is no such number is refused", () => {
  for (const k of [0, -1, 2.5, 301, NaN]) {
    assertThrows(() => gaussHermiteNormal(k), RangeError, `${k}`);
    assertThrows(() => gaussLegendre(k), RangeError, `${k}`);
  }
});
