import { assert, assertEquals } from "@std/assert";
import { seriesFamily } from "../../../estimators/nuisance/adaptive_series.ts";
import {
  type Basis,
  penalisedSeries,
  ratePenalty,
} from "../../../estimators/nuisance/penalised_series.ts";
import { rankSeriesBasis } from "../../../estimators/nuisance/rank_series.ts";
import { Stream } from "../../../numerics/random.ts";
import { learned, regression, squares } from "./adaptive_support.ts";

const random = Stream.of("tests", "adaptive series");
const one = regression(80, 2, (x) => Math.sin(x[0]) + x[1], 0.3, random.split(1));
const two = regression(80, 2, (x) => x[0] * x[1], 0.3, random.split(2));

/** Counts what is made. */
function counting() {
  const made = { bases: 0, designs: 0 };
  const maker = (x: Float64Array, n: number, d: number): Basis => {
    made.bases++;
    const { penalty, design } = rankSeriesBasis(x, n, d);
    return { penalty, design: (points, m, d) => (made.designs++, design(points, m, d)) };
  };
  return { made, maker };
}

Deno.test("a basis and its values are made once for the same points, whatever the scale", () => {
  const { made, maker } = counting();
  const family = seriesFamily(maker);
  for (const scale of [0.1, 1, 10, 1]) learned(family(scale), one).at(two.x);
  assertEquals(made, { bases: 1, designs: 2 });
  assertEquals(family(1), family(1));
  learned(family(1), { ...one, x: one.x.slice() });
  assertEquals(made.bases, 2);
});

Deno.test("what is remembered of one sample is never used for another", () => {
  const family = seriesFamily(rankSeriesBasis);
  const direct = (data: typeof one, scale: number) =>
    learned(
      penalisedSeries(rankSeriesBasis(data.x, data.n, data.d), ratePenalty(80, 2, scale)),
      data,
    );
  for (const scale of [0.1, 10, 0.1]) {
    for (const data of [one, two, { ...one, y: two.y }, { ...two, y: one.y }]) {
      for (const points of [one.x, two.x, one.x.slice(0, 10)]) {
        assertEquals(learned(family(scale), data).at(points), direct(data, scale).at(points));
      }
    }
  }
});

Deno.test("a basis that adapts is made once for each function and kept for all scales", () => {
  let adapted = 0;
  const family = seriesFamily((x, n, d) => (risk) => {
    adapted++;
    const basis = rankSeriesBasis(x, n, d);
    // a basis that tells whose it is
    return { ...basis, penalty: basis.penalty.map((value) => value * Math.abs(risk.linear[0])) };
  });
  const [first, second] = [squares(one.y), squares(two.y)];
  const alone = learned(family(1), one, first).at(one.x);
  for (const scale of [10, 1]) {
    learned(family(scale), one, first);
    learned(family(scale), one, second);
  }
  assertEquals(adapted, 2);
  assertEquals(learned(family(1), one, first).at(one.x), alone);
  const other = learned(family(1), one, { ...first, linear: first.linear.slice() }).at(one.x);
  assertEquals([adapted, other], [3, alone]);
  assert(alone.some((value, i) => value !== learned(family(1), one, second).at(one.x)[i]));
});
