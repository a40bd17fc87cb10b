import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { claim, SEEN_HERE, simulated } from "../../../pipeline/studies/claim.ts";
import { RANGES } from "../../../pipeline/studies/ranges.ts";
import { STUDIES } from "../../../pipeline/studies/catalogue.ts";
import { CLAIMS } from "../../reports/ask.ts";
import { ROOT } from "../../tools/project_files.ts";
import { finish, ProjectCopy } from "../project_copy.ts";

Deno.test("every claim has a name of its own, a sentence, and figures that there are", () => {
  const figures = new Set(
    Object.values(STUDIES).flatMap((study) =>
      study({ profile: "paper" }).experiments.flatMap(({ figures, published }) => [
        ...figures.map(({ id }) => id),
        ...published.map(({ table }) => table),
      ])
    ),
  );
  assertEquals(new Set(CLAIMS.map(({ claim }) => claim.id)).size, CLAIMS.length);
  for (const { claim } of CLAIMS) {
    assert(claim.says.endsWith(".") && claim.measures !== "", claim.id);
    for (const id of claim.shown) assert(figures.has(id), `${claim.id}: no figure or table ${id}`);
    assert(claim.found !== "", claim.id);
  }
});

Deno.test("a claim is a sentence and what its number is, whose lines are joined", () => {
  const told = claim("a", RANGES.less, simulated({ sql: "", tables: {} }), SEEN_HERE);
  const { says, measures, found } = told`
    One of ${2} lines
    is too long.
    Number: their mean`;
  assertEquals([says, measures], ["One of 2 lines is too long.", "their mean"]);
  assertEquals(found, "it was seen here");
  assertThrows(() => told`No number is told.`, Error, "does not say what is measured");
});

Deno.test("every range is used, says why, and stands once", () => {
  const used = new Set(CLAIMS.map(({ claim }) => claim.accepts));
  for (const [name, range] of Object.entries(RANGES)) {
    assert(used.has(range), `no claim accepts ${name}`);
    assert(range.why !== "", name);
    assert(range.low === null || range.high === null || range.low < range.high, name);
  }
  assert([...used].every((range) => Object.values(RANGES).includes(range)));
});

Deno.test("the claim of docs/adding.md is one record: it checks, and its stage is there", async () => {
  const recipes = await Deno.readTextFile(`${ROOT}docs/adding.md`);
  const record = /## To add a claim\n[\s\S]*?```ts\n([\s\S]*?)```/.exec(recipes)![1]!;
  await using copy = await ProjectCopy.of();
  const file = `${copy.root}/pipeline/studies/semiparametric/sine_iv.ts`;
  const source = await Deno.readTextFile(file);
  await Deno.writeTextFile(file, source.replace("claims: [\n", `claims: [\n${record}`));
  const check = new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", "pipeline/studies/semiparametric/sine_iv.ts"],
    cwd: copy.root,
    stdout: "piped",
    stderr: "piped",
  });
  const checked = await finish(check.spawn());
  assertEquals(checked.code, 0, checked.stderr);
  const stage = "semiparametric/claim/full_plug_in_coverage";
  const explained = await finish(copy.start(["explain", stage, "--profile", "smoke"]));
  assertEquals(explained.code, 0, explained.stderr);
  assertStringIncludes(explained.stdout, stage);
});
