import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import type { ActionRecord } from "../../pipeline/engine/stage.ts";
import { finish, ProjectCopy, recordsIn, recordsOf, type ReproduceResult } from "./project_copy.ts";

const STUDY = ["--profile", "smoke", "--study", "unbiased-first-order"];
const FORM = "reports/charts/forms/moment_checks.ts";

Deno.test("a figure that gives no specification, or an impossible one, fails alone, and the page is made", async () => {
  await using copy = await ProjectCopy.of();
  const broken: readonly [string, string, string][] = [
    ["spec: () => null", "spec", 'The figure "meta_moments" has the specification null'],
    [
      'spec: () => ({ mark: "no such mark" })',
      "drawing",
      'The figure "meta_moments" cannot be drawn',
    ],
  ];
  const form = await copy.read(FORM);
  for (const [spec, stage, message] of broken) {
    const text = form.replace("export function momentChecks", "function intact") +
      `\nexport const momentChecks = (options: never) => ({ ...intact(options), ${spec} });\n`;
    await Deno.writeTextFile(join(copy.root, FORM), text);
    const { code, stdout } = await finish(
      copy.start(["reproduce", "*meta_*", ...STUDY, "--keep-going", "--json"]),
    );
    const { failed } = JSON.parse(stdout) as ReproduceResult;
    assertEquals([code, failed.length], [1, 1]);
    assertEquals(failed[0]!.name, `unbiased-first-order/figure/meta_moments/${stage}`);
    assertStringIncludes(failed[0]!.message, message);
    assertStringIncludes(await copy.read("out/report/index.html"), "meta_passes");
    assert(!await copy.has("out/report/figures/meta_moments.svg"));
    assert(await copy.has("out/report/figures/meta_passes.svg"));
  }
});

Deno.test("a blob of the view that is damaged while the run goes on is made again by it", async () => {
  await using copy = await ProjectCopy.of();
  const store = `${copy.root}/.bigrad`;
  const process = copy.start(["reproduce", "meta_passes", ...STUDY, "--json"]);
  const damaged = await outputOf(store, "/memory-and-time/slopes", process);
  await Deno.chmod(damaged, 0o644);
  await Deno.truncate(damaged, 10);
  const { code, stdout, stderr } = await finish(process);
  const { ok } = JSON.parse(stdout) as ReproduceResult;
  assertEquals([code, ok], [0, true]);
  assertStringIncludes(stderr, "did not match its name");
  assert((await Deno.stat(damaged)).size > 10);
});

/** Where the table of the stage is whose name has this end, once it is recorded. */
async function outputOf(store: string, end: string, process: Deno.ChildProcess): Promise<string> {
  for (let count = 1;; count++) {
    await recordsIn(store, count, process);
    for await (const path of recordsOf(store)) {
      const { name, outputs } = JSON.parse(await Deno.readTextFile(path)) as ActionRecord;
      const digest = outputs.table?.digest ?? "";
      if (name.endsWith(end)) return join(store, "cas", digest.slice(0, 2), digest);
    }
  }
}

Deno.test("a terminal that is closed ends a run in order, and leaves no lock", async () => {
  await using copy = await ProjectCopy.of();
  const process = copy.start(["reproduce", ...STUDY]);
  await recordsIn(`${copy.root}/.bigrad`, 5, process);
  process.kill("SIGHUP");
  assertEquals((await finish(process)).code, 130);
  assertEquals([...Deno.readDirSync(`${copy.root}/.bigrad/locks`)], []);
});

Deno.test("stores that cannot be are refused in a sentence", async () => {
  await using copy = await ProjectCopy.of();
  await Deno.symlink("nowhere", `${copy.root}/link`);
  for (
    const [store, message] of [
      [
        "link",
        '--store is "link", a symbolic link to nothing; make the folder that it leads to, or name another.\n',
      ],
      [
        "a?b",
        `The store ${copy.root}/a?b has a question mark in its path, below which DuckDB cannot write; give --store another folder.\n`,
      ],
    ] as const
  ) {
    const { code, stderr } = await finish(copy.start(["reproduce", ...STUDY, "--store", store]));
    assertEquals([code, stderr], [2, message]);
  }
});

Deno.test("a query that does not end fails alone within its limit, by name", async () => {
  await using copy = await ProjectCopy.of();
  const file = "reports/sql/meta_pass_points.sql";
  const endless = "WITH RECURSIVE r AS (SELECT 1 AS a UNION ALL SELECT a % 3 + 1 FROM r) FROM r;\n";
  await Deno.writeTextFile(join(copy.root, file), endless);
  const { code, stdout } = await finish(copy.start([
    ...["reproduce", "*meta_*", ...STUDY, "--keep-going", "--json", "--time-limit", "8"],
  ]));
  const { failed, stages } = JSON.parse(stdout) as ReproduceResult;
  assertEquals([code, stages.pending], [1, 0]);
  assertEquals(failed.map(({ message }) => message), [
    "It did not end within its limit of 8 s; make it cheaper, split it, or give all stages longer " +
    "with --time-limit SECONDS.",
  ]);
  assert(await copy.has("out/report/figures/meta_moments.svg"));
});
