import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  poissonLosses,
  quadraticLosses,
  weightedLogCoshLosses,
  weightedLogisticLosses,
} from "../../../estimators/functional/loss_pairs.ts";
import { lossDerivatives, makeLossDerivatives } from "../../../estimators/functional/losses.ts";
import { derivative, populations, shifted } from "./general_support.ts";
import { maxDifference, normals } from "./support.ts";
import { Stream } from "../../../numerics/random.ts";

for (const { pair, w, n, z } of populations) {
  const v = normals(n, Stream.of("tests", "losses", pair.name));

  Deno.test(`${pair.name} losses: every derivative is that of the one before`, () => {
    const at = (w: Float64Array, v: Float64Array) => lossDerivatives(pair, w, v, z);
    const { inner, outer } = at(w, v);
    const inV = (pick: (d: ReturnType<typeof at>) => Float64Array) =>
      derivative((t) => pick(at(w, v.map((value) => value + t))), 1e-3);
    const inW = (pick: (d: ReturnType<typeof at>) => Float64Array) => {
      const columns = [0, 1].map((k) => derivative((t) => pick(at(shifted(w, k, t), v)), 1e-3));
      return Float64Array.from({ length: 2 * n }, (_, at) => columns[at % 2][at >> 1]);
    };
    const expected: [string, Float64Array, Float64Array][] = [
      ["inner v", inner.v, inV((d) => d.inner.value)],
      ["inner vv", inner.vv, inV((d) => d.inner.v)],
      ["inner vvv", inner.vvv, inV((d) => d.inner.vv)],
      ["inner vw", inner.vw, inW((d) => d.inner.v)],
      ["inner vvw", inner.vvw, inW((d) => d.inner.vv)],
      ["outer v", outer.v, inV((d) => d.outer.value)],
      ["outer vv", outer.vv, inV((d) => d.outer.v)],
      ["outer w", outer.w, inW((d) => d.outer.value)],
      ["outer vw", outer.vw, inW((d) => d.outer.v)],
    ];
    for (const [name, analytic, numeric] of expected) {
      const error = maxDifference(analytic, numeric);
      assert(error < 1e-8, `${name} is off by ${error}`);
    }
  });

  Deno.test(`${pair.name} losses overwrite what was in their arrays`, () => {
    const used = makeLossDerivatives(n, pair.p);
    for (const part of [used.inner, used.outer]) {
      for (const array of Object.values(part)) array.fill(NaN);
    }
    pair.fill(w, v, z, used);
    assertEquals(used, lossDerivatives(pair, w, v, z));
  });

  Deno.test(`${pair.name} losses reject arrays whose sizes do not agree`, () => {
    assertThrows(() => lossDerivatives(pair, w.subarray(1), v, z), RangeError, "w has 1");
    assertThrows(() => lossDerivatives(pair, w, v, z.subarray(1)), RangeError, "z has");
    assertThrows(
      () => lossDerivatives(pair, w, v.subarray(n), z.subarray(z.length)),
      RangeError,
      "there are 0 observations",
    );
  });
}

Deno.test("log-cosh and logistic losses keep their limits far from the target", () => {
  const far = Float64Array.of(-800, 800);
  const z = Float64Array.of(0, 0, 1, 0, 0, 1);
  const w = Float64Array.of(1);
  const cosh = lossDerivatives(weightedLogCoshLosses(1), w, far, z);
  assert(maxDifference(cosh.inner.value, [800 - Math.LN2, 800 - Math.LN2]) < 1e-12);
  assertEquals([...cosh.inner.v], [-1, 1]);
  assertEquals([...cosh.inner.vv], [0, 0]);
  const logistic = lossDerivatives(weightedLogisticLosses(1), w, far, z);
  assertEquals([...logistic.inner.value], [0, 800]);
  assertEquals([...logistic.inner.v], [0, 1]);
  assertEquals([...logistic.outer.value], [800, 0]);
});

Deno.test("near its target log-cosh has the slope v − y to full precision", () => {
  const losses = lossDerivatives(
    weightedLogCoshLosses(1),
    Float64Array.of(0),
    Float64Array.of(1e-9),
    Float64Array.of(0, 0, 0),
  );
  assertAlmostEquals(losses.inner.v[0] / 1e-9, 1, 1e-14);
});

Deno.test("the losses reject malformed settings and sources", () => {
  assertThrows(() => quadraticLosses(0), RangeError, "p is 0");
  assertThrows(() => poissonLosses(1.5), RangeError, "p is 1.5");
  assertThrows(() => poissonLosses(1, NaN), RangeError, "outerSlope is NaN");
  const one = Float64Array.of(1);
  for (const source of [-1, 0.5, 2]) {
    assertThrows(
      () => lossDerivatives(weightedLogisticLosses(1), one, one, Float64Array.of(source, 0, 1)),
      RangeError,
      `the source of observation 0 is ${source}`,
    );
  }
});
