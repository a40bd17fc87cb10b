import { assertEquals } from "@std/assert";
import type { OwnSample } from "../../../pipeline/own_data/sample.ts";
import { samplingWarnings } from "../../../pipeline/own_data/sampling_warnings.ts";

/** A thousand different rows, the first of which are there twice, and how many copies are told. */
function copiesTold(copies: number, covariate: (row: number) => number): number {
  const rows = Array.from({ length: 1000 }, (_, i) => i < copies ? [i, i] : [i]).flat();
  const sample = {
    n: rows.length,
    clusterCounts: [],
    tableRows: rows.length,
    observationOf: Uint32Array.from(rows, (_, i) => i),
    x: Float64Array.from(rows, covariate),
    z: Float64Array.from(rows, (row) => row % 2),
  } as unknown as OwnSample;
  return samplingWarnings(sample, {}, "a.csv").filter((one) => one.includes("copies")).length;
}

Deno.test("copies are told that are no chance: a hundredth of all rows, of a column that is continuous", () => {
  assertEquals([12, 6].map((copies) => copiesTold(copies, Math.sqrt)), [1, 0]);
  assertEquals(copiesTold(12, (row) => Math.floor(row / 2)), 0);
});
