import { assertAlmostEquals, assertEquals } from "@std/assert";
import { ask, bytesOf, file } from "../ask.ts";

interface Given {
  readonly id: string;
  readonly p?: number | null;
  readonly verdict?: string;
  readonly by_interval?: string;
  readonly seed?: number;
  readonly purpose?: string;
}

async function verdicts(...claims: readonly Given[]) {
  const rows = claims.map(({ id, p = 0.001, verdict = "holds", ...rest }) => ({
    ...{ id, study: "s", seed: 1, purpose: "study", p, verdict, by_interval: verdict },
    ...rest,
  }));
  const bytes = bytesOf(JSON.stringify(rows));
  return await ask(await file("verdicts"), { claims: { format: "json", bytes } });
}

Deno.test("Holm's adjustment multiplies the p-values in order, and takes the largest so far", async () => {
  const rows = await verdicts(
    { id: "a", p: 0.01 },
    { id: "b", p: 0.001 },
    { id: "c", p: 0.012 },
    { id: "d", p: 0.3, verdict: "inconclusive" },
    { id: "seen", p: 0.0001, verdict: "exploratory", by_interval: "holds" },
    { id: "lost", p: null, verdict: "inconclusive" },
  );
  const of = Object.fromEntries(rows.map((row) => [row.id, row]));
  const expected: Record<string, number> = { a: 0.03, b: 0.004, c: 0.03, d: 0.3 };
  for (const [id, p] of Object.entries(expected)) {
    assertAlmostEquals(Number(of[id]!.p_adjusted), p, 1e-12, id);
  }
  assertEquals(
    rows.map(({ id, verdict_adjusted }) => [id, verdict_adjusted]),
    [
      ["a", "inconclusive"],
      ["b", "holds"],
      ["c", "inconclusive"],
      ["d", "inconclusive"],
      ["lost", "inconclusive"],
      ["seen", "exploratory"],
    ],
  );
  assertEquals([of.seen!.p_adjusted, of.lost!.p_adjusted], [null, null]);
});

Deno.test("draws of another purpose or seed are families of their own, and disagreement is seen", async () => {
  const rows = await verdicts(
    { id: "a", p: 0.02 },
    { id: "b", p: 0.0001 },
    { id: "a", p: 0.02, seed: 2, purpose: "repeat" },
    { id: "a", p: 0.4, seed: 3, purpose: "repeat", verdict: "inconclusive" },
    { id: "b", p: 0.001, seed: 9, purpose: "confirmation" },
  );
  assertEquals(
    rows.map((
      row,
    ) => [row.id, Number(row.seed), row.verdict_adjusted, String(row.depends_on_draw)]),
    [
      ["a", 1, "holds", "true"],
      ["a", 2, "holds", "true"],
      ["a", 3, "inconclusive", "true"],
      ["b", 1, "holds", "false"],
      ["b", 9, "holds", "false"],
    ],
  );
});
