import { assert, assertEquals, assertThrows } from "@std/assert";
import { bonferroni, holm, romanoWolf } from "../../../estimators/inference/multiple_testing.ts";
import {
  multiplierDraws,
  type StudentizedDraws,
} from "../../../estimators/inference/multiplier_bootstrap.ts";
import { normalCdf } from "../../../numerics/normal.ts";
import { Stream } from "../../../numerics/random.ts";
import { maxDifference, normals } from "../functional/support.ts";

const normalPValues = (t: Float64Array) => t.map((value) => 2 * normalCdf(-Math.abs(value)));
const T = Float64Array.of(-0.4, 2.9, 2.1, -2.4, 0, 1.7);

function correlated(draws: number): StudentizedDraws {
  const n = 200;
  const scores = normals(n * 6, Stream.of("tests", "correlated"));
  for (let i = 0; i < n; i++) {
    for (let k = 1; k < 6; k++) scores[6 * i + k] += 1.5 * scores[6 * i];
  }
  return multiplierDraws(scores, n, 6, Stream.of("tests", "draws"), { draws });
}

Deno.test("Bonferroni and Holm by hand", () => {
  const p = Float64Array.of(0.01, 0.04, 0.03, 0.005);
  assert(maxDifference(bonferroni(p), [0.04, 0.16, 0.12, 0.02]) < 1e-15);
  // in order 0.005·4, 0.01·3, 0.03·2, 0.04·1 → 0.02, 0.03, 0.06, 0.06
  assert(maxDifference(holm(p), [0.03, 0.06, 0.06, 0.02]) < 1e-15);
  assertEquals([...bonferroni(Float64Array.of(0.7, 0.2))], [1, 0.4]);
  assertEquals([...holm(Float64Array.of(0.7, 0.6))], [1, 1]);
});

Deno.test("Romano and Wolf by hand", () => {
  // three draws of two errors; t = (1, 2)
  const draws = { draws: 3, q: 2, values: Float64Array.of(0.5, 2.5, -1.5, 0.1, 0.2, -0.3) };
  // largest of both: 2.5, 1.5, 0.3 → one is ≥ 2; of the first alone: 0.5, 1.5, 0.2 → one is ≥ 1
  assertEquals([...romanoWolf(Float64Array.of(1, 2), draws)], [0.5, 0.5]);
  // now the first goes first: 2.5 and 1.5 are ≥ 1.2; of the second alone 2.5 is ≥ 0.2, and so is 0.3
  assertEquals([...romanoWolf(Float64Array.of(-1.2, 0.2), draws)], [0.75, 0.75]);
});

Deno.test("stepdown p-values fall as |t| grows, and signs do not matter", () => {
  const adjusted = romanoWolf(T, correlated(999));
  const order = [4, 0, 5, 2, 3, 1];
  order.forEach((k, s) => assert(s === 0 || adjusted[k] <= adjusted[order[s - 1]]));
  assertEquals(romanoWolf(T.map((t) => -t), correlated(999)), adjusted);
});

Deno.test("stepdown p-values are at most Bonferroni's and Holm's, and at least the unadjusted", () => {
  const draws = 9999;
  const p = normalPValues(T);
  const stepDown = romanoWolf(T, correlated(draws));
  const holms = holm(p);
  const most = bonferroni(p);
  stepDown.forEach((value, k) => {
    const error = 4 * Math.sqrt(value * (1 - value) / draws) + 1 / draws;
    assert(value <= holms[k] + error, `${k}: ${value} > ${holms[k]}`);
    assert(holms[k] <= most[k]);
    assert(value >= p[k] - error, `${k}: ${value} < ${p[k]}`);
  });
  // dependence is used: strictly better where several are tested
  assert(stepDown[1] < 0.8 * holms[1]);
});

Deno.test("of one hypothesis, all adjustments are none", () => {
  const scores = normals(100, Stream.of("tests", "single"));
  const draws = multiplierDraws(scores, 100, 1, Stream.of("tests", "one"), { draws: 19999 });
  const p = normalPValues(Float64Array.of(1.5));
  assertEquals([bonferroni(p), holm(p)], [p, p]);
  const [value] = romanoWolf(Float64Array.of(1.5), draws);
  const z = (value - p[0]) / Math.sqrt(p[0] * (1 - p[0]) / 19999);
  assert(Math.abs(z) < 4, `z = ${z}`);
});

Deno.test("relabelling the hypotheses relabels their p-values", () => {
  const draws = correlated(499);
  const order = [3, 1, 5, 0, 2, 4];
  const permuted = {
    ...draws,
    values: draws.values.map((_, at) => draws.values[at - at % 6 + order[at % 6]]),
  };
  const relabelled = (values: Float64Array) => Float64Array.from(order, (k) => values[k]);
  assertEquals(romanoWolf(relabelled(T), permuted), relabelled(romanoWolf(T, draws)));
  const p = normalPValues(T);
  assertEquals(holm(relabelled(p)), relabelled(holm(p)));
});

Deno.test("adjustments reject malformed input with one sentence", () => {
  const draws = correlated(9);
  assertThrows(() => romanoWolf(T.slice(1), draws), RangeError, "t has 5 statistics");
  assertThrows(
    () => romanoWolf(T.map((t, k) => k === 2 ? NaN : t), draws),
    RangeError,
    "statistic 2 is NaN",
  );
  assertThrows(() => holm(Float64Array.of(0.1, 1.2)), RangeError, "p-value 1 is 1.2");
  assertThrows(() => bonferroni(Float64Array.of(NaN)), RangeError, "p-value 0 is NaN");
});
