import { assert, assertEquals, assertGreater, assertThrows } from "@std/assert";
import { seriesFamily } from "../../../estimators/nuisance/adaptive_series.ts";
import { rankSeriesBasis } from "../../../estimators/nuisance/rank_series.ts";
import { screenedSeries } from "../../../estimators/nuisance/screened_series.ts";
import { Stream } from "../../../numerics/random.ts";
import { explained, learned, regression, squares } from "./adaptive_support.ts";

const random = Stream.of("tests", "screened series");
const maker = screenedSeries({ most: 5, basis: rankSeriesBasis });

/** The basis made of which covariates: which of them change its values. */
function keptOf(x: Float64Array, n: number, d: number, y: Float64Array, most = 5): number[] {
  const made = screenedSeries({ most, basis: rankSeriesBasis })(x, n, d);
  assert(typeof made === "function");
  const { penalty, design } = made(squares(y));
  if (penalty.length === 1) return [];
  const own = design(x, n, d);
  return Array.from({ length: d }, (_, k) => k).filter((k) => {
    const moved = x.map((value, at) => at % d === k ? -value : value);
    return design(moved, n, d).some((value, at) => value !== own[at]);
  });
}

Deno.test("the one of 60 covariates that matters is found, whatever its shape", () => {
  const shapes: ((u: number) => number)[] = [
    (u) => u,
    (u) => u * u,
    (u) => Math.sin(2 * u),
    (u) => Math.exp(u),
    (u) => Math.abs(u),
  ];
  for (const [trial, shape] of shapes.entries()) {
    const { n, d, x, y } = regression(200, 60, (x) => shape(x[17]), 1, random.split(trial));
    const kept = keptOf(x, n, d, y);
    assert(kept.includes(17), `${trial}: ${kept}`);
    assert(kept.length <= 3, `${trial}: ${kept}`);
  }
});

Deno.test("for noise it is the constant, mostly", () => {
  let constants = 0;
  for (let trial = 0; trial < 40; trial++) {
    const { n, d, x, y } = regression(200, 60, () => 0, 1, random.split("noise").split(trial));
    if (keptOf(x, n, d, y).length === 0) constants++;
  }
  assertGreater(constants, 32);
});

Deno.test("no more covariates are kept than are wanted, the greatest first", () => {
  const f = (x: Float64Array) => 3 * x[4] + 2 * x[2] + x[0];
  const { n, d, x, y } = regression(400, 6, f, 0.5, random.split("most"));
  assertEquals(keptOf(x, n, d, y, 1), [4]);
  assertEquals(keptOf(x, n, d, y, 2), [2, 4]);
  const five = keptOf(x, n, d, y, 5);
  assert([0, 2, 4].every((k) => five.includes(k)), `${five}`);
});

Deno.test("what is learned in few covariates explains what they do", () => {
  const f = (x: Float64Array) => Math.sin(2 * x[3]) + x[7];
  const data = regression(400, 60, f, 0.5, random.split("learned"));
  const test = regression(1000, 60, f, 0, random.split("learned").split("test"));
  assertGreater(explained(learned(seriesFamily(maker)(1), data).at(test.x), test.y), 0.9);
  const noise = regression(200, 3, () => 0, 1, random.split("constant"));
  const { functions, at } = learned(seriesFamily(maker)(1), noise);
  if (functions.size === 1) assertEquals(new Set(at(noise.x)).size, 1);
});

Deno.test("weights count, and units do not", () => {
  const { n, d, x, y } = regression(300, 5, (x) => x[1], 0.5, random.split("weights"));
  // where covariate 1 matters nothing is weighed
  const linear = y.map((value, i) => i % 2 ? 1e-9 : -value);
  const made = maker(x, n, d);
  assert(typeof made === "function");
  const weight = y.map((_, i) => i % 2 ? 1e-9 : 1);
  assertEquals(
    made({ weight, linear }).penalty,
    made({
      weight: weight.map((value) => 1e6 * value),
      linear: linear.map((value) => 1e6 * value),
    }).penalty,
  );
  const units = x.map((value, at) => at % d === 1 ? 1e-9 * value : 1e9 + 1e9 * value);
  assertEquals(keptOf(units, n, d, y), keptOf(x, n, d, y));
  const same = x.map((value, at) => at % d === 2 ? 3 : value);
  assertEquals(keptOf(same, n, d, y).includes(2), false);
  assertThrows(() => maker(x, n, d + 1), RangeError, "training x has");
});
