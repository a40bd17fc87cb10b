import { assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { designMatrix } from "../../../problems/parametric/design_matrix.ts";
import { assertSame } from "./finite_differences.ts";

const normals = (n: number, ...path: (string | number)[]): Float64Array =>
  Stream.of("design", ...path).fillNormal(new Float64Array(n));

Deno.test("both products are those of the definition, for any number of rows and vectors", () => {
  const p = 5;
  const features = normals(11 * p, "features");
  const whole = designMatrix(features, 11, p);
  for (const n of [1, 3, 4, 5, 8, 11]) {
    const rows = Uint32Array.from({ length: n }, (_, i) => (7 * i + 3) % 11);
    const matrix = whole.select(rows);
    assertEquals([matrix.n, matrix.p], [n, p]);
    assertEquals(matrix.rows, rows);
    for (const k of [0, 1, 2, 3, 7]) {
      const [v, d] = [normals(k * p, "v", k), normals(n * k, "d", k)];
      const product = new Float64Array(n * k);
      const sums = new Float64Array(k * p);
      rows.forEach((row, i) => {
        for (let j = 0; j < k; j++) {
          for (let l = 0; l < p; l++) {
            product[i * k + j] += features[row * p + l] * v[j * p + l];
            sums[j * p + l] += d[i * k + j] * features[row * p + l];
          }
        }
      });
      assertSame(`AV', ${n} rows, ${k} vectors`, matrix.times(v, k), product);
      assertSame(`D'A, ${n} rows, ${k} vectors`, matrix.transposedTimes(d, k), sums);
    }
    const weights = normals(n, "weights");
    const gram = new Float64Array(p * p);
    rows.forEach((row, i) => {
      for (let at = 0; at < p * p; at++) {
        const [j, l] = [Math.floor(at / p), at % p];
        gram[at] += weights[i] * features[row * p + j] * features[row * p + l];
      }
    });
    assertSame(`A' diag(d) A, ${n} rows`, matrix.weightedGram(weights), gram);
  }
});

Deno.test("rows of chosen rows are chosen from these", () => {
  const whole = designMatrix(Float64Array.of(10, 20, 30), 3, 1);
  const twice = whole.select(Uint32Array.of(2, 0)).select(Uint32Array.of(1, 0, 0));
  assertEquals(twice.rows, Uint32Array.of(0, 2, 2));
  for (const k of [1, 3]) {
    const ones = new Float64Array(k).fill(1);
    assertEquals([...twice.times(ones, k)].filter((_, at) => at % k === 0), [10, 30, 30]);
  }
  assertThrows(
    () => whole.select(Uint32Array.of(2)).select(Uint32Array.of(1)),
    RangeError,
    "row 1",
  );
});

Deno.test("arrays of a wrong size are refused", () => {
  assertThrows(() => designMatrix(new Float64Array(5), 2, 3), RangeError, "features has 5");
  const matrix = designMatrix(new Float64Array(6), 2, 3);
  assertThrows(() => matrix.times(new Float64Array(3), 2), RangeError, "give 6");
  assertThrows(() => matrix.transposedTimes(new Float64Array(3), 2), RangeError, "give 4");
  assertThrows(() => matrix.weightedGram(new Float64Array(3)), RangeError, "give 2");
});
