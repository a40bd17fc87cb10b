import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { nearestNeighbours } from "../../../estimators/nuisance/nearest_neighbours.ts";
import { Stream } from "../../../numerics/random.ts";
import { maxDifference } from "../functional/support.ts";
import { arbitraryData, assertRefusesMalformedData, leaveOneOutByRefits } from "./support.ts";

const N = 60;
const data = arbitraryData(N, 2, 3, Stream.of("tests", "neighbours"));
data.y.forEach((noise, at) => data.y[at] = data.x[2 * Math.floor(at / 3)] + 0.5 * noise);
const points = Stream.of("tests", "neighbour points").fillNormal(new Float64Array(2 * 17));

Deno.test("nearest neighbours are those of a full sort", () => {
  for (const k of [1, 2, 7, 59, 60]) {
    const expected = new Float64Array(17 * 3);
    for (let i = 0; i < 17; i++) {
      const square = (j: number) => {
        const u = points[2 * i] - data.x[2 * j];
        const v = points[2 * i + 1] - data.x[2 * j + 1];
        return u * u + v * v;
      };
      const order = Array.from({ length: N }, (_, j) => j).sort((a, b) => square(a) - square(b));
      for (const j of order.slice(0, k)) {
        for (let c = 0; c < 3; c++) expected[3 * i + c] += data.y[3 * j + c] / k;
      }
    }
    const regression = nearestNeighbours({ neighbours: [k] })(data);
    assert(maxDifference(regression.predict(points, 17), expected) < 1e-14);
    assertEquals(regression.chosen, { neighbours: k });
  }
});

Deno.test("one neighbour reproduces the training outputs, all of them give the mean", () => {
  assertEquals(nearestNeighbours({ neighbours: [1] })(data).predict(data.x, N), data.y);
  const all = nearestNeighbours({ neighbours: [N] })(data).predict(points, 17);
  for (let c = 0; c < 3; c++) {
    const mean = data.y.filter((_, at) => at % 3 === c).reduce((sum, y) => sum + y, 0) / N;
    assertAlmostEquals(all[c], mean, 1e-14);
    assertAlmostEquals(all[3 + c], mean, 1e-14);
  }
});

Deno.test("of points equally near the first ones count", () => {
  const x = Float64Array.of(0.5, 1, -1, 1, -1);
  const cross = { n: 5, d: 1, q: 1, x, y: Float64Array.of(16, 1, 2, 4, 8) };
  const at0 = (k: number) =>
    nearestNeighbours({ neighbours: [k] })(cross).predict(Float64Array.of(0), 1)[0];
  assertEquals([1, 2, 3, 4, 5].map((k) => k * at0(k)), [16, 17, 19, 23, 31]);
});

Deno.test("the choice of k is that of the leave-one-out errors by refits", () => {
  const grid = [1, 4, 12, 35, 59];
  const errors = grid.map((k) => leaveOneOutByRefits(nearestNeighbours({ neighbours: [k] }), data));
  const best = errors.indexOf(Math.min(...errors));
  assert(best > 0 && best < 4);
  const { chosen, predict } = nearestNeighbours({ neighbours: grid })(data);
  assertEquals([chosen?.neighbours, chosen?.atEdge], [grid[best], 0]);
  assertAlmostEquals(chosen!.leaveOneOut, errors[best], 1e-13);
  const fixed = nearestNeighbours({ neighbours: [grid[best]] })(data);
  assertEquals(predict(points, 17), fixed.predict(points, 17));
  assertEquals(nearestNeighbours({ neighbours: [...grid.toReversed(), 4] })(data).chosen, chosen);
  for (let k = 1; k < grid.length; k++) {
    const pair = nearestNeighbours({ neighbours: [grid[k - 1], grid[k]] })(data).chosen!;
    assertAlmostEquals(pair.leaveOneOut, Math.min(errors[k - 1], errors[k]), 1e-13);
    assertEquals(pair.atEdge, 1);
  }
});

Deno.test("of equally good numbers the largest is taken", () => {
  const constant = { ...data, y: new Float64Array(3 * N).fill(3) };
  const { chosen } = nearestNeighbours({ neighbours: [2, 9, 5] })(constant);
  assertEquals(chosen, { neighbours: 9, leaveOneOut: 0, atEdge: 1 });
});

Deno.test("nearest neighbours reject malformed input", () => {
  for (const k of [0, -1, 1.5, NaN]) {
    assertThrows(() => nearestNeighbours({ neighbours: [1, k] }), RangeError, `holds ${k}`);
  }
  assertThrows(() => nearestNeighbours({ neighbours: [] }), RangeError, "neighbours is empty");
  const few = nearestNeighbours({ neighbours: [1, N] });
  assertThrows(() => few(data), RangeError, "there are only 59 other points");
  const many = nearestNeighbours({ neighbours: [N + 1] });
  assertThrows(() => many(data), RangeError, "there are only 60");
  assertRefusesMalformedData(nearestNeighbours({ neighbours: [3] }), data);
});

Deno.test("where a point is not finite there are no neighbours, not those of the point before", () => {
  const { predict } = nearestNeighbours({ neighbours: [3] })(data);
  const values = predict(Float64Array.of(0, 0, NaN, 0, 0, Infinity, 0, 0), 4);
  assertEquals(values.slice(3, 9), new Float64Array(6).fill(NaN));
  assertEquals(values.slice(9), values.slice(0, 3));
});

Deno.test("neighbours are the same in units whose squares are lost or infinite", () => {
  const learner = nearestNeighbours({ neighbours: [2, 5] });
  const expected = learner(data).predict(points, 17);
  for (const unit of [1e-170, 1e170]) {
    const { predict } = learner({ ...data, x: data.x.map((value) => unit * value) });
    assertEquals(predict(points.map((value) => unit * value), 17), expected);
  }
});
