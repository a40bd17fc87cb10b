import { assertAlmostEquals, assertEquals } from "@std/assert";
import { shareInterval } from "../../../reports/charts/axes.ts";
import { askClaim, bytesOf } from "../ask.ts";

/** Coverages by experiment, estimator and n, with their errors. */
type Coverage = readonly [string, string, number, number, number];

function summary(rows: readonly Coverage[]): Uint8Array<ArrayBuffer> {
  return bytesOf(JSON.stringify(
    rows.map(([experiment, estimator, n, value, mc_error]) => ({
      study: "semiparametric",
      experiment,
      estimator,
      n,
      metric: "coverage",
      value,
      mc_error,
    })),
  ));
}

async function claim(id: string, rows: readonly Coverage[]) {
  const answer = await askClaim(id, {
    summary: { format: "json", bytes: summary(rows) },
  });
  assertEquals(answer.length, 1);
  return answer[0] as { value: number; low: number; high: number; verdict: string };
}

Deno.test("the coverage of hyper-cleaning is the mean over sizes, whose errors add in quadrature", async () => {
  const rows: Coverage[] = [
    ["hyper-cleaning", "orthogonal", 400, 0.94, 0.006],
    ["hyper-cleaning", "orthogonal", 800, 0.96, 0.008],
    ["hyper-cleaning", "orthogonal-plain", 400, 0.9, 0.006],
    ["hyper-cleaning", "plug-in-forward", 400, 0.4, 0.02],
    ["hyper-cleaning", "plug-in-forward", 800, 0.3, 0.02],
  ];
  const orthogonal = await claim("hyper_cleaning_coverage", rows);
  assertAlmostEquals(orthogonal.value, 0.95, 1e-12);
  const { low, high } = shareInterval(0.95, 0.005);
  assertAlmostEquals(orthogonal.low, low, 1e-12);
  assertAlmostEquals(orthogonal.high, high, 1e-12);
  assertEquals(orthogonal.verdict, "holds");
  const forward = await claim("hyper_cleaning_plug_in", rows);
  assertAlmostEquals(forward.value, 0.35, 1e-12);
  assertEquals(forward.verdict, "holds");
});

Deno.test("the claims on hyper-cleaning fail where the numbers say so", async () => {
  const orthogonal = await claim("hyper_cleaning_coverage", [
    ["hyper-cleaning", "orthogonal", 400, 0.9, 0.005],
  ]);
  assertEquals(orthogonal.verdict, "fails");
  const forward = await claim("hyper_cleaning_plug_in", [
    ["hyper-cleaning", "plug-in-forward", 400, 0.96, 0.01],
  ]);
  assertEquals(forward.verdict, "fails");
});

Deno.test("over-regularised hyper-cleaning is judged at its largest size", async () => {
  const over = await claim("hyper_cleaning_over", [
    ["hyper-cleaning-over", "orthogonal", 800, 0.97, 0.01],
    ["hyper-cleaning-over", "orthogonal", 3200, 0.7, 0.02],
    ["hyper-cleaning-over", "plug-in-forward", 3200, 0.1, 0.02],
  ]);
  assertEquals([over.value, over.verdict], [0.7, "holds"]);
});
