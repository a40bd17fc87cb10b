import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { criticalValue, simultaneousBand, suprema } from "../../../estimators/inference/bands.ts";
import { multiplierDraws } from "../../../estimators/inference/multiplier_bootstrap.ts";
import { waldEstimate, waldInterval } from "../../../estimators/inference/wald.ts";
import { normalCdf, normalQuantile } from "../../../numerics/normal.ts";
import { Stream } from "../../../numerics/random.ts";
import { maxDifference, normals } from "../functional/support.ts";

/** q columns of a cosine basis over n points: uncorrelated in the sample, exactly. */
function uncorrelated(n: number, q: number): Float64Array {
  return Float64Array.from(
    { length: n * q },
    (_, at) => Math.cos(Math.PI * (at % q + 1) * (Math.floor(at / q) + 0.5) / n),
  );
}

/** Standard error of the bootstrap's quantile of the largest of q independent |N(0, 1)|. */
function quantileError(c: number, q: number, level: number, draws: number): number {
  const density = 2 * Math.exp(-c * c / 2) / Math.sqrt(2 * Math.PI);
  let below = 1;
  for (let k = 1; k < q; k++) below *= 2 * normalCdf(c) - 1;
  return Math.sqrt(level * (1 - level) / draws) / (q * density * below);
}

Deno.test("of one coordinate, the critical value is the normal quantile", () => {
  for (const level of [0.5, 0.9, 0.95]) {
    const draws = multiplierDraws(uncorrelated(30, 1), 30, 1, Stream.of("tests", "one", level), {
      draws: 40000,
    });
    const exact = normalQuantile((1 + level) / 2);
    const z = (criticalValue(draws, level) - exact) / quantileError(exact, 1, level, 40000);
    assert(Math.abs(z) < 4, `level ${level}: z = ${z}`);
  }
});

Deno.test("of q independent coordinates, it is Φ⁻¹((1 + level^{1/q})/2)", () => {
  for (const q of [2, 5, 20]) {
    const draws = multiplierDraws(uncorrelated(64, q), 64, q, Stream.of("tests", "many", q), {
      draws: 20000,
    });
    const exact = normalQuantile((1 + Math.exp(Math.log(0.95) / q)) / 2);
    const z = (criticalValue(draws) - exact) / quantileError(exact, q, 0.95, 20000);
    assert(Math.abs(z) < 4, `q = ${q}: z = ${z}`);
  }
});

Deno.test("with many observations all three laws agree with the normal quantile", () => {
  const n = 1000;
  const scores = normals(n, Stream.of("tests", "laws"));
  const exact = normalQuantile(0.975);
  for (const law of ["gaussian", "mammen", "exponential"] as const) {
    const draws = multiplierDraws(scores, n, 1, Stream.of("tests", law), { draws: 3000, law });
    const z = (criticalValue(draws) - exact) / quantileError(exact, 1, 0.95, 3000);
    assert(Math.abs(z) < 4, `${law}: z = ${z}`);
  }
});

Deno.test("perfectly correlated coordinates need no more than one of them", () => {
  const n = 50;
  const column = normals(n, Stream.of("tests", "copies"));
  const factors = [1, -3, 0.01, 250];
  const scores = Float64Array.from(
    { length: 4 * n },
    (_, at) => factors[at % 4] * column[Math.floor(at / 4)] + at % 4,
  );
  const one = simultaneousBand(column, n, 1, Stream.of("tests", "same"));
  const four = simultaneousBand(scores, n, 4, Stream.of("tests", "same"));
  assertAlmostEquals(four.criticalValue, one.criticalValue, 1e-12);
});

Deno.test("a band is the Wald interval with another critical value", () => {
  const n = 80;
  const scores = normals(n * 3, Stream.of("tests", "wald"));
  const band = simultaneousBand(scores, n, 3, Stream.of("tests", "draws"), 0.9, { draws: 199 });
  const wald = waldEstimate(scores, n, 3);
  assertEquals([band.estimate, band.standardError], [wald.gradient, wald.standardError]);
  const level = 2 * normalCdf(band.criticalValue) - 1;
  const interval = waldInterval(wald, level);
  assert(maxDifference(band.low, interval.low) < 1e-14);
  assert(maxDifference(band.high, interval.high) < 1e-14);
});

Deno.test("more coordinates and higher levels widen the band", () => {
  const draws = multiplierDraws(normals(600, Stream.of("tests", "wider")), 100, 6, Stream.of(2));
  const values = [1, 2, 3, 4, 5, 6].map((q) => criticalValue(draws, 0.95, [...Array(q).keys()]));
  values.forEach((value, i) => assert(i === 0 || value >= values[i - 1]));
  assert(values[5] > values[0]);
  assertEquals(criticalValue(draws), values[5]);
  assert(criticalValue(draws, 0.9) < criticalValue(draws, 0.95));
});

Deno.test("the critical value is the order statistic that counts the sample itself", () => {
  const values = Float64Array.from({ length: 19 }, (_, b) => (b % 2 === 0 ? 1 : -1) * (b + 1));
  const draws = { draws: 19, q: 1, values };
  // of 20, the 19th smallest is 95 %
  assertEquals([0.95, 0.9, 0.05, 0.901].map((level) => criticalValue(draws, level)), [
    19,
    18,
    1,
    19,
  ]);
  assertThrows(() => criticalValue(draws, 0.96), RangeError, "level 0.96 needs at least 24");
  assertThrows(() => criticalValue(draws, 1), RangeError, "level is 1");
  assertEquals([...suprema({ draws: 2, q: 2, values: Float64Array.of(1, -3, -2, 0) })], [3, 2]);
  assertEquals(
    [...suprema({ draws: 2, q: 2, values: Float64Array.of(1, -3, -2, 0) }, [0])],
    [1, 2],
  );
});

Deno.test("bands of normal means cover everywhere as they promise; intervals do not", () => {
  const replications = 600;
  const n = 150;
  const q = 6;
  let everywhere = 0;
  let pointwise = 0;
  for (let r = 0; r < replications; r++) {
    const random = Stream.of("tests", "coverage", r);
    const scores = normals(n * q, random.split("scores"));
    const band = simultaneousBand(scores, n, q, random.split("draws"), 0.9, { draws: 199 });
    const interval = waldInterval(
      { gradient: band.estimate, standardError: band.standardError },
      0.9,
    );
    const inside = ({ low, high }: { low: Float64Array; high: Float64Array }) =>
      low.every((value, k) => value <= 0 && 0 <= high[k]) ? 1 : 0;
    everywhere += inside(band);
    pointwise += inside(interval);
  }
  const z = (everywhere / replications - 0.9) / Math.sqrt(0.09 / replications);
  assert(Math.abs(z) < 4, `covers everywhere in ${everywhere} of ${replications}`);
  assert(pointwise < 0.7 * replications);
});

Deno.test("a rank that is whole but for rounding is that rank", () => {
  const values = Float64Array.from({ length: 99 }, (_, b) => b + 1);
  // 0.55 · 100 is 55.00000000000001.
  assertEquals(criticalValue({ draws: 99, q: 1, values }, 0.55), 55);
});
