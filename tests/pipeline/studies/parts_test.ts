import { assertEquals, assertNotEquals } from "@std/assert";
import { buildDag, withAncestors } from "../../../pipeline/engine/dag.ts";
import { assemble } from "../../../pipeline/studies/assemble.ts";
import { semiparametric } from "../../../pipeline/studies/semiparametric/study.ts";

const { stages } = assemble([semiparametric({ profile: "default" })], "default");
const dag = buildDag(stages);

/** The problems whose exact values a stage needs. */
function problemsBehind(name: string): string[] {
  const needed = withAncestors(dag, [name]);
  const exact = stages.filter((stage) => stage.kind === "exact" && needed.has(stage.name));
  return [...new Set(exact.map(({ parameters }) => String(parameters.name)))];
}

Deno.test("what shows one problem needs the exact values of no other", () => {
  const shown = {
    iv_1_rmse: "sine-iv",
    iv_3_kbo: "sine-iv-endogenous",
    iv_4_root: "linear-iv",
    bellman_1_rmse: "bellman-b1",
    bellman_4_kbo: "bellman-b1",
    hyper_cleaning_error: "hyper-cleaning",
  };
  for (const [figure, problem] of Object.entries(shown)) {
    assertEquals(problemsBehind(`semiparametric/figure/${figure}/rows`), [problem], figure);
  }
  assertEquals(problemsBehind("semiparametric/claim/efficiency"), ["sine-iv"]);
});

Deno.test("the exact values of each such problem are there, and all of them are in one table", () => {
  const tables = stages.filter(({ name }) => name.startsWith("semiparametric/exact/"));
  assertNotEquals(tables, []);
  for (const { name } of tables) assertEquals(problemsBehind(name), [name.split("/")[2]]);
  assertEquals(problemsBehind("semiparametric/exact").length > tables.length, true);
});
