import { assert, assertEquals, assertThrows } from "@std/assert";
import { nadarayaWatson } from "../../../estimators/nuisance/nadaraya_watson.ts";
import { nadarayaWatsonEach } from "../../../estimators/nuisance/nadaraya_watson_each.ts";
import { Stream } from "../../../numerics/random.ts";
import { arbitraryData, assertRefusesMalformedData } from "./support.ts";

const SIGMAS = [0.01, 0.03, 0.1, 0.3, 1];
const N = 150;
/** A fast wave, a slow one and nothing, with noise; the last output does not vary. */
const { x, y: noise } = arbitraryData(N, 1, 4, Stream.of("tests", "each output"));
const waves = [(u: number) => Math.sin(30 * u), (u: number) => Math.sin(2 * u), () => 0];
const y = noise.map((value, at) =>
  at % 4 === 3 ? 7 : waves[at % 4](x[Math.floor(at / 4)]) + 0.3 * value
);
const data = { n: N, d: 1, q: 4, x, y };
const points = Stream.of("tests", "each points").fillNormal(new Float64Array(23));

/** Output c alone. */
const alone = (c: number) => ({ ...data, q: 1, y: y.filter((_, at) => at % 4 === c) });

Deno.test("each output is what Nadaraya–Watson makes of it alone", () => {
  const each = nadarayaWatsonEach({ sigmas: SIGMAS })(data);
  const together = each.predict(points, 23);
  for (let c = 0; c < 4; c++) {
    const one = nadarayaWatson({ sigmas: SIGMAS })(alone(c));
    assertEquals(together.filter((_, at) => at % 4 === c), one.predict(points, 23));
    assertEquals(each.chosen![`sigma_${c}`], one.chosen!.sigma);
  }
});

Deno.test("functions of different smoothness have different bandwidths", () => {
  const { sigma_0, sigma_1, sigma_3 } = nadarayaWatsonEach({ sigmas: SIGMAS })(data).chosen!;
  // with a constant every bandwidth is as good: the greatest
  assertEquals(sigma_3, 1);
  assert(sigma_0 < sigma_1);
});

Deno.test("a single bandwidth is used as it is", () => {
  const shared = nadarayaWatson({ sigmas: [0.2] })(data).predict(points, 23);
  assertEquals(nadarayaWatsonEach({ sigmas: [0.2] })(data).predict(points, 23), shared);
});

Deno.test("bandwidths and data that cannot be are refused", () => {
  assertThrows(() => nadarayaWatsonEach({ sigmas: [] }), RangeError, "sigmas is empty");
  for (const sigma of [0, -1, NaN, Infinity]) {
    assertThrows(() => nadarayaWatsonEach({ sigmas: [1, sigma] }), RangeError, `sigma is ${sigma}`);
  }
  assertRefusesMalformedData(nadarayaWatsonEach({ sigmas: SIGMAS }), data);
});
