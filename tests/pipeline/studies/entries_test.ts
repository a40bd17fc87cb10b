import { assert, assertEquals } from "@std/assert";
import * as terms from "../../../estimators/functional/terms.ts";
import { gradients, rows } from "../../../pipeline/studies/semiparametric/entries.ts";
import { ROOT } from "../../tools/project_files.ts";
import { finish, ProjectCopy } from "../project_copy.ts";

Deno.test("all rows of terms are estimators, each by one name", () => {
  const all = Object.entries(terms).filter(([, row]) => Array.isArray(row)).map(([name]) => name);
  assertEquals(
    rows().map(({ code }) => code.replace(/^.*#/, "")).toSorted(),
    all.toSorted(),
  );
  const names = gradients().map(({ name }) => name);
  assertEquals(new Set(names).size, names.length);
  assertEquals(gradients("plug-in").length, names.length - 1);
});

Deno.test("the row of docs/adding.md is a gradient, a root, a band and a descent wherever there are some", async () => {
  const recipes = await Deno.readTextFile(`${ROOT}docs/adding.md`);
  const row = /```ts\n(\/\*\*[^`]*export const (\w+): Terms[^`]*)```/.exec(recipes)!;
  await using copy = await ProjectCopy.of();
  await copy.edit(
    "estimators/functional/terms.ts",
    "/** An estimator in a form",
    `${row[1]}\n/** An estimator in a form`,
  );
  const graph = await finish(
    copy.start(["graph", "--profile", "smoke", "--study", "semiparametric"]),
  );
  assertEquals(graph.code, 0, graph.stderr);
  const name = row[2].toLowerCase();
  for (
    const [step, like] of [["estimate", "plug-in"], ["root", "plug-in"], ["band", "plug-in"], [
      "descend",
      "plug-in-full",
    ]]
  ) {
    const found = (estimator: string): number =>
      graph.stdout.match(new RegExp(`/${step}/${estimator}[ "]`, "g"))?.length ?? 0;
    assert(
      found(name) >= found(like) && found(like) > 0,
      `${step}: ${found(name)}, ${found(like)}`,
    );
  }
});
