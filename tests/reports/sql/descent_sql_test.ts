import { assertAlmostEquals, assertEquals } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { descentOutputs } from "../../../pipeline/measures/descents.ts";
import { parquetOf } from "../../pipeline/tables.ts";
import { ask, askClaim, bytesOf, file, type Rows } from "../ask.ts";

const R = 25;
const STEPS = [0, 1, 50];
const stream = Stream.of("tests", "descent sql");

/** Made-up descents from distance 3 with F(w) − F(w*) = 6 ‖w − w*‖², by estimator. */
const distances: Record<string, number[][]> = Object.fromEntries(
  ["oracle", "orthogonal"].map((name) => [
    name,
    Array.from({ length: R }, () => STEPS.map((step) => step === 0 ? 3 : stream.uniform() / step)),
  ]),
);

function blockOf(estimator: string, traces: number[][]): Uint8Array<ArrayBuffer> {
  const labels = { problem: "toy", estimator, learner: "l", n: 800, first: 0 };
  const descent = { start: [0], stepSize: 1, recorded: STEPS };
  const progress = traces.map((distance) => ({
    distance: Float64Array.from(distance),
    gap: Float64Array.from(distance, (value) => 6 * value * value),
  }));
  return descentOutputs(labels, { descent }, progress).traces!;
}

async function collected(traces: Record<string, number[][]>): Promise<Uint8Array<ArrayBuffer>> {
  const blocks = Object.entries(traces).map(([name, values]) => blockOf(name, values));
  return (await parquetOf({ table: blocks })).table!;
}

const asDescent = async (traces: Record<string, number[][]>) => ({
  descent: { format: "parquet", bytes: await collected(traces) },
});

const mean = (x: number[]): number => x.reduce((a, b) => a + b, 0) / x.length;
const sd = (x: number[]): number =>
  Math.sqrt(x.reduce((a, b) => a + (b - mean(x)) * (b - mean(x)), 0) / (x.length - 1));

const find = (rows: Rows, estimator: string, step: number, metric: string) =>
  rows.find((row) =>
    row.estimator === estimator && row.setting === `step=${step}` && row.metric === metric
  )! as { value: number | null; mc_error: number | null };

Deno.test("descent.sql: means, spreads and their errors against plain arithmetic", async () => {
  const rows = await ask(await file("descent"), await asDescent(distances));
  assertEquals(rows.length, 2 * STEPS.length * 5);
  for (const [name, traces] of Object.entries(distances)) {
    STEPS.forEach((step, i) => {
      const distance = traces.map((trace) => trace[i]!);
      const gap = distance.map((value) => 6 * value * value);
      for (const [metric, values] of [["distance", distance], ["gap", gap]] as const) {
        const one = find(rows, name, step, metric);
        assertAlmostEquals(one.value!, mean(values), 1e-12);
        assertAlmostEquals(one.mc_error!, sd(values) / Math.sqrt(R), 1e-12);
        assertAlmostEquals(find(rows, name, step, `${metric}_sd`).value!, sd(values), 1e-12);
      }
      assertEquals(find(rows, name, step, "diverged").value, 0);
    });
  }
});

Deno.test("descent.sql: who goes astray is counted, and a mean without him is not given", async () => {
  const traces = [[3, 4, NaN], [3, 1, 0.5], [3, 2, 7]];
  const rows = await ask(await file("descent"), await asDescent({ orthogonal: traces }));
  const diverged = STEPS.map((step) => find(rows, "orthogonal", step, "diverged").value);
  assertEquals(diverged, [0, 1, 2]);
  assertEquals(find(rows, "orthogonal", 1, "distance").value, 7 / 3);
  for (const metric of ["distance", "gap", "distance_sd", "gap_sd"]) {
    assertEquals(find(rows, "orthogonal", 50, metric).value, null);
  }
});

Deno.test("descent_curves.sql: estimators, the exact gradient and the flattest direction", async () => {
  const summary = await ask(await file("descent"), await asDescent(distances));
  const json = (rows: unknown) => ({ format: "json", bytes: bytesOf(JSON.stringify(rows)) });
  const exact = [
    ["hessian_eigenvalue", "", 0, 0.5],
    ["hessian_eigenvalue", "", 1, 9],
    ["start_departure", "", 0, 2],
    ["start_departure", "", 1, 5],
    ["step_size", "", 0, 0.1],
    ["descent_gap", "step=1", 0, 0.25, 1],
    ["descent_distance", "step=1", 0, 1.5, 1],
  ].map(([quantity, setting, coordinate, value, level = null]) => (
    { problem: "toy", quantity, setting, coordinate, value, level }
  ));
  const other = exact.map((row) => ({ ...row, problem: "other", value: 77 }));
  const rows = await ask(await file("descent_curves"), {
    summary: json(summary),
    exact: json([...exact, ...other]),
  });
  const one = (series: string, quantity: string, step: number) =>
    rows.find((row) => row.series === series && row.quantity === quantity && row.step === step)!;
  assertEquals(rows.length, 2 * 2 * 3 + 2 + 2 * 3);
  const oracle = distances.oracle!.map((trace) => trace[2]!);
  assertAlmostEquals(one("oracle", "distance", 50).value as number, mean(oracle), 1e-12);
  assertAlmostEquals(one("oracle", "distance", 50).spread as number, sd(oracle), 1e-12);
  assertEquals(one("oracle", "gap", 50).diverged, 0);
  assertEquals(one("exact gradient", "gap", 1).value, 0.25);
  assertEquals(one("exact gradient", "distance", 1).value, 1.5);
  const left = 2 * Math.exp(50 * Math.log(0.95));
  assertAlmostEquals(one("flattest direction", "distance", 50).value as number, left, 1e-12);
  assertAlmostEquals(one("flattest direction", "gap", 50).value as number, left * left / 4, 1e-12);
});

Deno.test("descent_reaches_oracle: the ratio, and the error of paired differences", async () => {
  const id = "descent_reaches_oracle";
  const [row] = await askClaim(id, await asDescent(distances));
  const squares = (name: string): number[] =>
    distances[name]!.map((trace) => trace[2]! * trace[2]!);
  const orthogonal = squares("orthogonal");
  const oracle = squares("oracle");
  const ratio = Math.sqrt(mean(orthogonal) / mean(oracle));
  const paired = orthogonal.map((value, r) => value / mean(orthogonal) - oracle[r]! / mean(oracle));
  const error = ratio / 2 * sd(paired) / Math.sqrt(R);
  assertAlmostEquals(row!.value as number, ratio, 1e-12);
  assertAlmostEquals(row!.high as number, ratio + 1.959963984540054 * error, 1e-12);
  const [equal] = await askClaim(
    id,
    await asDescent({ ...distances, orthogonal: distances.oracle! }),
  );
  assertEquals([equal!.value, equal!.low, equal!.verdict], [1, 1, "holds"]);
  const lost = { ...distances, orthogonal: [[3, 4, NaN], ...distances.orthogonal!.slice(1)] };
  const [unknown] = await askClaim(id, await asDescent(lost));
  assertEquals([unknown!.value, unknown!.verdict], [null, "inconclusive"]);
});
