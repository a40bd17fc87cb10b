import { assertAlmostEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { hotelling } from "./hotelling.ts";

Deno.test("Hotelling's T² of scalars is the square of Student's t", () => {
  // 1, 2, 3 have variance 1: t = 2√3.
  assertAlmostEquals(hotelling(Float64Array.of(1, 2, 3), 3).statistic, 12, 1e-12);
});

Deno.test("Hotelling's T² does not change under linear maps", () => {
  const n = 50;
  const rows = Stream.of("tests", "hotelling").fillNormal(new Float64Array(2 * n));
  const mapped = rows.slice();
  for (let i = 0; i < n; i++) {
    mapped[2 * i] = 3 * rows[2 * i]! - rows[2 * i + 1]!;
    mapped[2 * i + 1] = 0.5 * rows[2 * i + 1]!;
  }
  assertAlmostEquals(hotelling(rows, n).statistic, hotelling(mapped, n).statistic, 1e-10);
});

Deno.test("Hotelling's scores are standard normal where there is no mean", () => {
  const scores = Array.from({ length: 400 }, (_, i) => {
    const rows = Stream.of("tests", "scores", i).fillNormal(new Float64Array(5 * 300));
    return hotelling(rows, 300).score;
  });
  const mean = scores.reduce((sum, score) => sum + score / scores.length, 0);
  const square = scores.reduce((sum, score) => sum + score * score / scores.length, 0);
  assertAlmostEquals(mean, 0, 4 / 20);
  assertAlmostEquals(square, 1, 4 * Math.sqrt(2) / 20);
});

Deno.test("Hotelling's test refuses vectors that do not vary", () => {
  assertThrows(() => hotelling(Float64Array.of(1, 1, 1), 3), RangeError);
});

Deno.test("Hotelling's score is that of χ² with as many degrees of freedom as coordinates", () => {
  // What a χ² variable with d degrees of freedom exceeds once in forty times
  for (const [d, quantile] of [[1, 5.024], [5, 12.833], [13, 24.736]] as const) {
    const n = 40;
    const rows = Stream.of("tests", "quantile").fillNormal(new Float64Array(d * n));
    for (let l = 0; l < d; l++) {
      let mean = 0;
      for (let i = 0; i < n; i++) mean += rows[i * d + l]! / n;
      for (let i = 0; i < n; i++) rows[i * d + l]! -= mean;
    }
    const shifted = (by: number) => hotelling(rows.map((value) => value + by), n);
    const { statistic, score } = shifted(Math.sqrt(quantile / shifted(1).statistic));
    assertAlmostEquals(statistic, quantile, 1e-9);
    assertAlmostEquals(score, 1.96, 0.03);
  }
});
