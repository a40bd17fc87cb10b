import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { STUDIES } from "../../../pipeline/studies/catalogue.ts";
import { linearIV } from "../../../problems/functional/linear_iv.ts";
import { projectedBellmanB1 } from "../../../problems/functional/projected_bellman.ts";
import { ROOT } from "../../tools/project_files.ts";

async function csv(name: string): Promise<Record<string, string>[]> {
  const text = await Deno.readTextFile(`${ROOT}reports/published/${name}.csv`);
  const [head, ...lines] = text.trim().split("\n").map((line) => line.split(","));
  return lines.map((cells) =>
    Object.fromEntries(head.map((column, i) => [column, cells[i] ?? ""]))
  );
}

const published = await csv("obigrad");
const columns = await csv("obigrad_columns");
const study = STUDIES.semiparametric!({ profile: "default" });
const entries = study.experiments.flatMap(({ published }) => published);

Deno.test("every published cell is of a known column, and every table stands in a section", () => {
  const known = new Set(columns.map(({ table, column }) => `${table}/${column}`));
  const printed = new Set(published.map(({ table, column }) => `${table}/${column}`));
  assertEquals(printed, known);
  assertEquals(
    new Set(published.map(({ table }) => table)),
    new Set(entries.map(({ table }) => table)),
  );
});

Deno.test("every table that has a cell to compare is a claim of ours, and no other", () => {
  const compared = new Set(
    columns.filter(({ counted }) => counted === "yes").map(({ table }) => table),
  );
  const claimed = study.claims.filter(({ id }) => id.startsWith("published_"));
  assertEquals(
    new Set(claimed.map(({ id }) => id.replace(/^published/, "table"))),
    compared,
  );
  for (const { paper, shown } of claimed) {
    assertEquals(paper, "ours");
    assert(entries.some(({ table }) => table === shown[0]));
  }
});

Deno.test("of 215 counted cells of the first paper's five experiments 191 are distinct", () => {
  const of = published.filter(({ table }) => !/bellman_b[234]/.test(table));
  const cells = of.flatMap(({ table, row_key, row_value, column }) => {
    const known = columns.find((one) => one.table === table && one.column === column)!;
    if (known.counted !== "yes") return [];
    const { experiment, estimator, metric } = known;
    const row = row_key === "n" || estimator === "kernel-bilevel" ? row_value : "";
    return [[table, experiment, estimator, metric, known.setting, row].join("/")];
  });
  assertEquals([cells.length, new Set(cells).size], [215, 191]);
});

Deno.test("squared errors of sine-IV have a mean from 400 on, and not at 200", async () => {
  const tails = (await csv("heavy_tails")).filter(({ experiment, estimator, quantity }) =>
    experiment === "iv-2" && estimator === "orthogonal" && quantity === "squared_error"
  );
  const index = (n: string): number => Number(tails.find((row) => row.n === n)!.tail_index);
  assert(index("200") < 1 && index("400") > 3 && index("800") > 3);
});

Deno.test("the published descents start where ours do, with the same exact objective", async () => {
  const rows = await csv("descent");
  const at = (experiment: string, quantity: string, step: string): number =>
    Number(
      rows.find((row) =>
        row.experiment === experiment && row.quantity === quantity && row.step === step
      )!.value,
    );
  for (
    const [experiment, problem, start] of [
      ["descent-iv", linearIV, [-1]],
      ["descent-bellman", projectedBellmanB1, [0, 0, 0, 0]],
    ] as const
  ) {
    const away = start.map((w, k) => w - problem.root[k]);
    const gradient = problem.gradient(Float64Array.from(start));
    // Of a quadratic objective
    const gap = away.reduce((sum, d, k) => sum + d * gradient[k] / 2, 0);
    assertAlmostEquals(at(experiment, "distance", "0"), Math.hypot(...away), 1e-12);
    assertAlmostEquals(at(experiment, "gap", "0"), gap, 1e-10 * gap);
  }
});
