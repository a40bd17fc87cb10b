import { assertEquals, assertThrows } from "@std/assert";
import { sha256 } from "../../../pipeline/engine/canonical.ts";
import { keyOf } from "../../../pipeline/engine/key.ts";
import { UsageError } from "../../../pipeline/engine/stage.ts";
import { zipFiles } from "../../../pipeline/publish/archive.ts";
import { openCrate, unexplainedFiles } from "../../../pipeline/publish/open_crate.ts";
import type { PublishedStage } from "../../../pipeline/publish/records.ts";

const CODE = sha256("code");
const BUNDLE = `bundles/${CODE}.js`;

function record(name: string, ...outputs: string[]): PublishedStage {
  const components = {
    ...{ schema: 1, code: CODE, parameters: {}, random: [], inputs: {} },
    runtime: { deno: "1" },
  };
  return {
    ...{ name, kind: "test", code: { entry: "a.ts" }, inputs: {} },
    key: keyOf(components),
    components,
    outputs: Object.fromEntries(
      outputs.map((output) => [output, { digest: sha256(output), bytes: 1 }]),
    ),
  };
}

const PLAN = {
  options: { profile: "smoke" },
  view: [{ path: "report/index.html", stage: "page", output: "html" }],
  tables: { errors: [{ stage: "table", output: "table" }] },
  claims: [{ stage: "claim", output: "rows" }],
  commit: "0123456789 with changes",
};

const FILES: Readonly<Record<string, string>> = {
  "records.jsonl": [record("page", "html"), record("table", "table"), record("claim", "rows")]
    .map((one) => JSON.stringify(one) + "\n").join(""),
  "results.json": JSON.stringify(PLAN),
  ...Object.fromEntries(
    [
      ...["SHA256SUMS", "ro-crate-metadata.json", "results.duckdb", "claims.json", BUNDLE],
      ...["report/index.html", "report/run.html", "tables/errors.csv", "tables/errors.parquet"],
    ].map((path) => [path, ""]),
  ),
};

/** A crate in which some files are others, or missing. */
const open = (changes: Readonly<Record<string, string | undefined>> = {}) =>
  openCrate(
    zipFiles(
      new Map(
        Object.entries({ ...FILES, ...changes }).flatMap(([path, text]) =>
          text === undefined ? [] : [[path, new TextEncoder().encode(text)]]
        ),
      ),
    ),
    "x",
  );

const withPlan = (changes: object): Record<string, string> => ({
  "results.json": JSON.stringify({ ...PLAN, ...changes }),
});

Deno.test("a result of which nothing tells what makes it is named", () => {
  const named = (changes: Record<string, string | undefined>) => unexplainedFiles(open(changes));
  assertEquals(named({}), []);
  const strangers = ["report/mine.html", "tables/mine.csv"];
  assertEquals(named(Object.fromEntries(strangers.map((path) => [path, ""]))), strangers);
  const nobody = [{ stage: "nobody", output: "html" }];
  assertEquals(named(withPlan({ view: [{ path: "report/index.html", ...nobody[0] }] })), [
    "report/index.html",
  ]);
  const tables = ["tables/errors.csv", "tables/errors.parquet"];
  assertEquals(named(withPlan({ tables: { errors: nobody } })), tables);
  assertEquals(named(withPlan({ tables: {}, claims: nobody })), ["claims.json", ...tables]);
});

Deno.test("so is what is said to be made, or to have run, and is not there", () => {
  for (const path of [BUNDLE, "claims.json", "report/index.html", "tables/errors.csv"]) {
    assertEquals(unexplainedFiles(open({ [path]: undefined })), [path]);
  }
});

Deno.test("what every crate has is asked for before anything is looked at", () => {
  for (
    const [changes, sentence] of [
      [{ "results.duckdb": undefined }, 'has no file results.duckdb, as what "publish" makes has'],
      [{ "ro-crate-metadata.json": undefined }, "has no file ro-crate-metadata.json"],
      [{ "records.jsonl": "" }, "has no record of a stage in records.jsonl"],
      [withPlan({ view: {} }), "has a file results.json that names no results"],
      [withPlan({ commit: "<script>" }), "has a file results.json that names no results"],
    ] as const
  ) assertThrows(() => open(changes), UsageError, `"x" ${sentence}`);
});
