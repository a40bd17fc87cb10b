import { assert, assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { canonicalJson } from "../../../pipeline/engine/canonical.ts";
import { figure, figureStages } from "../../../pipeline/studies/figure.ts";
import { STUDIES } from "../../../pipeline/studies/catalogue.ts";

const figures = Object.values(STUDIES).flatMap((study) =>
  study({ profile: "default", seed: 3 }).experiments.flatMap(({ figures }) => figures)
);

Deno.test("a figure knows the sizes, replications and seed of the experiments whose tables it reads", () => {
  const { draws } = figures.find(({ id }) => id === "iv_1_rmse")!;
  assertEquals(draws!.seed, 3);
  assert(draws!.sizes.length > 2 && draws!.replications.every((times) => times >= 100));
  // nothing of these is drawn
  const exact = figures.filter(({ draws }) => draws === undefined).map(({ id }) => id);
  assertEquals(exact.sort(), ["double_robustness", "meta_passes"]);
});

Deno.test("the order in which a figure's panels are declared is in its key", () => {
  const described = (panels: Record<string, string>, words: { title: string; caption: string }) => {
    const one = figure("a", "exactBias", { ...words, panels }).from("SELECT 1")({});
    return canonicalJson(figureStages("s", one)[1]!.parameters);
  };
  const words = { title: "A", caption: "B" };
  const one = described({ x: "1", y: "2" }, words);
  assertEquals(one, described({ x: "1", y: "2" }, words));
  assertNotEquals(one, described({ y: "2", x: "1" }, words));
});

Deno.test("the floor that the league's figures mark is that of its query", async () => {
  const sql = await Deno.readTextFile(
    new URL("../../../reports/sql/league_points.sql", import.meta.url),
  );
  for (const id of ["head_to_head_league", "head_to_head_curves"]) {
    const { floor } = figures.find((figure) => figure.id === id)!.chart.options as {
      floor: number;
    };
    assertStringIncludes(sql, `greatest(${floor.toExponential()},`);
  }
});
