import {
  assert,
  assertEquals,
  assertGreater,
  assertMatch,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import { withDuckDB } from "../../pipeline/duckdb.ts";
import { sha256 } from "../../pipeline/engine/canonical.ts";
import { keyOf } from "../../pipeline/engine/key.ts";
import { type Files, unzipFiles, zipFiles } from "../../pipeline/publish/archive.ts";
import { sumsText } from "../../pipeline/publish/crate.ts";
import { openCrate } from "../../pipeline/publish/open_crate.ts";
import { crateGraph } from "../../pipeline/publish/rerun.ts";
import { UsageError } from "../../pipeline/engine/stage.ts";
import type { PublishedStage } from "../../pipeline/publish/records.ts";
import { ProjectCopy } from "./project_copy.ts";
import { HAS_GIT, makeClones } from "./publish/checkout.ts";
import { HERE, type Published, run, THERE, type Verified } from "./publish/circumstances.ts";
import { type Entity, type Metadata, violations } from "./publish/profile.ts";

/** A figure and two claims, of few and cheap stages. */
const TARGETS = ["meta_passes", "memory_constant", "expected_calls"];
const RUN_FILE = "results.duckdb";
const INDEX = "report/index.html";
const SUMS = "SHA256SUMS";
const PASSES = "unbiased-first-order/memory-and-time/two-tasks/passes";

const textOf = (files: Files, path: string): string => new TextDecoder().decode(files.get(path));
const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const recordsOf = (files: Files): PublishedStage[] =>
  textOf(files, "records.jsonl").trimEnd().split("\n").map((line) => JSON.parse(line));

Deno.test("what is published is the same from two clones, describes itself, and can be run again", async (t) => {
  await using left = await ProjectCopy.of();
  await using right = await ProjectCopy.of(left.root, "another = folder");
  await makeClones(left.root, right.root, "2026-03-04T05:06:07+09:00");
  let archive = "";
  let files: Files = new Map();

  await t.step("equal bytes but for the file that tells of the run", async () => {
    const [one, other] = [
      await run<Published>(left, HERE, "publish", ...TARGETS),
      await run<Published>(right, THERE, "publish", ...TARGETS),
    ];
    for (const { code, stderr, value } of [one, other]) {
      assertEquals([code, stderr, value.ok], [0, "", true]);
      assertGreater(value.stages.ran, 0);
    }
    archive = `${left.root}/${one.value.archive}`;
    assertMatch(
      archive,
      /\/out\/bigrad-[\d.]+-smoke-meta_passes_memory_constant_expected_calls\.zip$/,
    );
    files = unzipFiles(await Deno.readFile(archive), "left");
    const others = unzipFiles(await Deno.readFile(`${right.root}/${other.value.archive}`), "right");
    assertEquals([...files.keys()], [...others.keys()]);
    const different = [...files].filter(([path, content]) =>
      sha256(content) !== sha256(others.get(path)!)
    );
    assertEquals(different.map(([path]) => path), [RUN_FILE]);
  });

  await t.step(
    "of a target it has nothing but what that needs, whatever the store holds",
    async () => {
      const licence = await right.read("LICENSE");
      await Deno.writeTextFile(`${right.root}/LICENSE`, "Mine.\n");
      const { code, stderr, value } = await run<Published>(right, THERE, "publish", TARGETS[0]!);
      await Deno.writeTextFile(`${right.root}/LICENSE`, licence);
      assertEquals([code, value.stages.cached > 0], [0, true]);
      const some = unzipFiles(await Deno.readFile(`${right.root}/${value.archive}`), "some");
      if (HAS_GIT) {
        assertMatch(stderr, /^1 file of the sources \(LICENSE\) is not as in commit [0-9a-f]{12};/);
        assertMatch(textOf(some, INDEX), /, commit [0-9a-f]{10} with changes\./);
        assertMatch(textOf(some, "source/.commit"), /^[0-9a-f]{40} \d+ with changes\n$/);
      }
      assertEquals(textOf(some, "claims.json"), "[]\n");
      const names = recordsOf(some).map(({ name }) => name);
      assertEquals(names.some((name) => name.includes("/claim/")), false);
      assertEquals(recordsOf(files).some(({ name }) => name.includes("/claim/")), true);
    },
  );

  await t.step("it holds what it should, and nothing of this machine", async () => {
    const version = JSON.parse(await left.read("deno.json")).version;
    for (
      const path of [
        ...["report/index.html", "report/figures/meta_passes.svg", "claims.json", "SHA256SUMS"],
        ...["tables/meta_passes.parquet", "tables/meta_passes.csv", "tables/claims.csv"],
        ...["deno.json", "deno.lock", "LICENSE", "CITATION.cff", "codemeta.json", "source/bigrad"],
        ...["source/pipeline/studies/catalogue.ts", "source/.commit"],
      ]
    ) assert(files.has(path), path);
    assertMatch(textOf(files, "README.md"), new RegExp(`^# bigrad ${version}: profile smoke`));
    assertEquals(
      JSON.parse(textOf(files, "claims.json")).map(({ id }: { id: string }) => id).sort(),
      ["unbiased-first-order.expected_calls", "unbiased-first-order.memory_constant"],
    );
    const machine = [left.root, right.root, Deno.hostname()];
    for (const [path, content] of files) {
      if (path === RUN_FILE || path.startsWith("source/")) continue;
      const text = new TextDecoder().decode(content);
      for (const name of machine.slice(0, 2)) assertEquals(text.includes(name), false, path);
    }
    const [commit] = textOf(files, "source/.commit").split(" ");
    const pages = [...files.keys()].filter((path) => /^report\/.*(?<!run)\.html$/.test(path));
    for (const path of pages) {
      assertEquals(textOf(files, path).split(`, commit ${commit!.slice(0, 10)}.`).length, 2, path);
    }
    assertGreater(pages.length, 3);
    const lines = textOf(files, "SHA256SUMS").trimEnd().split("\n");
    assertEquals(lines.length, files.size - 2);
    assertEquals(recordsOf(files).every((record) => !("cost" in record)), true);
  });

  await t.step("the database has the tables, and what the run cost", async () => {
    const folder = await Deno.makeTempDir();
    try {
      const path = `${folder}/${RUN_FILE}`;
      await Deno.writeFile(path, files.get(RUN_FILE)!);
      await Deno.writeFile(`${folder}/t.csv`, files.get("tables/meta_passes.csv")!);
      await Deno.writeFile(`${folder}/t.parquet`, files.get("tables/meta_passes.parquet")!);
      await withDuckDB(async (connection) => {
        const one = async (sql: string): Promise<unknown> =>
          (await connection.runAndReadAll(sql)).getRowsJson()[0]![0];
        const records = recordsOf(files).length;
        assertEquals(await one("SELECT count(*)::INTEGER FROM records WHERE seconds > 0"), records);
        assertEquals(await one("SELECT value FROM runs WHERE name = 'Workers'"), "1");
        for (const file of ["t.csv", "t.parquet"]) {
          const same = `FROM meta_passes EXCEPT SELECT * FROM '${folder}/${file}'`;
          assertEquals(await one(`SELECT count(*)::INTEGER FROM (${same})`), 0, file);
        }
      }, { path });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });

  await t.step("it is a Provenance Run Crate", () => {
    const metadata = JSON.parse(textOf(files, "ro-crate-metadata.json")) as Metadata;
    const paths = new Set(files.keys());
    assertEquals(violations(metadata, paths), []);
    const graph = metadata["@graph"];
    const of = (type: string): Entity[] =>
      graph.filter((entity) => [entity["@type"]].flat().includes(type));
    const records = recordsOf(files);
    const kinds = new Set(records.map(({ kind }) => kind));
    assertEquals(of("CreateAction").length, records.length + 1);
    assertEquals([of("HowToStep").length, of("ControlAction").length], [kinds.size, kinds.size]);
    assertEquals(of("OrganizeAction").length, 1);
    const root = graph.find((entity) => entity["@id"] === "./")!;
    assertEquals(root.datePublished, "2026-03-03T20:06:07Z");
    // A page has the commit in its place, and is what its stage gave nevertheless.
    const made = of("CreateAction").filter(({ result }) =>
      JSON.stringify(result).includes(`{"@id":"${INDEX}"}`)
    );
    assertEquals(made.map(({ name }) => name).sort(), [
      "Run of the studies of bigrad",
      "report/index",
    ]);
    // Whatever an entity loses, or leads to, is noticed.
    const cases: [string, string][] = [
      ["./", "license"],
      ["./", "mainEntity"],
      ["./", "datePublished"],
      ["./", "conformsTo"],
      ["./", "hasPart"],
      ["ro-crate-metadata.json", "conformsTo"],
      [
        String(root.mainEntity && (root.mainEntity as { "@id": string })["@id"]),
        "programmingLanguage",
      ],
      [of("FormalParameter")[0]!["@id"], "additionalType"],
      [of("FormalParameter")[0]!["@id"], "workExample"],
      [of("HowToStep")[0]!["@id"], "workExample"],
      [of("ControlAction")[0]!["@id"], "instrument"],
      [of("ControlAction")[0]!["@id"], "object"],
      [of("OrganizeAction")[0]!["@id"], "result"],
      [of("CreateAction")[0]!["@id"], "instrument"],
      [of("CreateAction")[0]!["@id"], "resourceUsage"],
    ];
    for (const [id, property] of cases) {
      const without = graph.map((entity) => {
        const { [property]: _, ...rest } = entity;
        return entity["@id"] === id ? rest as Entity : entity;
      });
      assertNotEquals(violations({ ...metadata, "@graph": without }, paths), [], property);
    }
    const fewer = new Set([...paths].slice(1));
    assertNotEquals(violations(metadata, fewer), []);
  });

  await t.step("a fresh clone runs it again and finds all bytes equal", async () => {
    const { code, stderr, value } = await run<Verified>(right, THERE, "verify", "--crate", archive);
    assertEquals([code, stderr, value.ok], [0, "", true]);
    const { total, equal } = value.stages;
    assertEquals([total, equal], [recordsOf(files).length, total]);
    assertGreater(value.results.equal, 5);
    assertEquals(value.files.checked, files.size);
    assertEquals([...Deno.readDirSync(`${right.root}/.bigrad/tmp`)], []);
  });

  await t.step("a sample is run with what it needs, and no more", async () => {
    const crate = openCrate(await Deno.readFile(archive), "");
    for (const size of [1, 2]) {
      const { dag, wanted } = crateGraph(crate, size);
      const parents = [...wanted].flatMap((name) => dag.parents.get(name)!);
      assertEquals(parents.every((name) => wanted.has(name)), true);
      assertEquals(wanted.size >= size && wanted.size < crate.stages.length, true);
    }
    assertEquals(crateGraph(crate).wanted.size, crate.stages.length);
  });

  const changed = `${left.root}/changed.zip`;
  const bundle = recordsOf(files).find(({ name }) => name === PASSES)!.components.code;
  const path = `bundles/${bundle}.js`;
  const source = textOf(files, path);
  const forged = source.replace("peak_bytes:buffers", "peak_bytes:2*buffers");

  await t.step("a bundle that was changed is named, with its stage", async () => {
    assertNotEquals(forged, source);
    await Deno.writeFile(changed, zipFiles(new Map(files).set(path, bytes(forged))));
    const { code, stderr, value } = await run<Verified>(left, HERE, "verify", "--crate", changed);
    assertEquals([code, value.ok, value.files.damaged], [1, false, [path]]);
    assertEquals(
      stderr,
      `"${changed}" was changed after it was made: ${path}, the code of ${PASSES} is not as it ` +
        "says; nothing was run.\n",
    );
  });

  await t.step("so is one with which all that tells of it was changed", async () => {
    const digest = sha256(forged);
    const all = new Map(files).set(`bundles/${digest}.js`, bytes(forged));
    all.delete(path);
    const records = recordsOf(files).map((record) => {
      if (record.components.code !== bundle) return record;
      const components = { ...record.components, code: digest };
      return { ...record, components, key: keyOf(components) };
    });
    all.set("records.jsonl", bytes(records.map((one) => JSON.stringify(one) + "\n").join("")));
    all.set("deno.json", bytes('{ "version": "9.9.9" }'));
    const listed = new Map(all);
    for (const name of [RUN_FILE, "SHA256SUMS"]) listed.delete(name);
    await Deno.writeFile(changed, zipFiles(all.set("SHA256SUMS", bytes(sumsText(listed)))));
    const { code, stderr, value } = await run<Verified>(right, THERE, "verify", "--crate", changed);
    assertEquals([code, value.ok, value.files.damaged], [1, false, []]);
    assertEquals(value.code.changed, [`bundles/${digest}.js`]);
    assertMatch(stderr, /^The archive is of bigrad 9\.9\.9, and this is [\d.]+\.\n/);
    assertMatch(stderr, new RegExp(`\nbundles/${digest}\\.js, the code of ${PASSES}, is not what`));
    assertEquals(value.stages.different, [PASSES]);
    assertGreater(value.stages.after.length, 0);
    const table = value.results.different.find(({ file }) => file === "tables/meta_passes.parquet");
    assertEquals(table?.largest, 0.5);
  });

  await t.step("what is damaged, or no archive, is one sentence", async () => {
    const whole = await Deno.readFile(archive);
    const cases: [Uint8Array<ArrayBuffer>, RegExp][] = [
      [
        whole.slice(0, whole.length / 2),
        /^"x" is damaged or no archive of bigrad \(.*\); get it again\.$/,
      ],
      [bytes("a thesis"), /^"x" is damaged or no archive of bigrad/],
      [zipFiles(new Map([["a", bytes("b")]])), /^"x" has no file SHA256SUMS/],
      [
        zipFiles(new Map(files).set("records.jsonl", bytes("{}"))),
        /^Line 1 of the archive's records/,
      ],
      [zipFiles(new Map(files).set("results.json", bytes("{}"))), /^"x" has a file results\.json/],
      [zipFiles(new Map(files).set("records.jsonl", bytes(""))), /^"x" has no record of a stage/],
      [zipFiles(new Map([...files].filter(([path]) => path !== RUN_FILE))), /^"x" has no file res/],
    ];
    for (const [content, sentence] of cases) {
      const { message } = assertThrows(() => openCrate(content, "x"), UsageError);
      assertMatch(message, sentence);
    }
    const more = new Map(files).set("tables/mine.csv", bytes("a"));
    const listed = new Map([...more].filter(([path]) => path !== RUN_FILE && path !== SUMS));
    await Deno.writeFile(changed, zipFiles(more.set(SUMS, bytes(sumsText(listed)))));
    const mine = await run<Verified>(left, HERE, "verify", "--crate", changed);
    assertEquals([mine.code, mine.value.files.damaged], [1, ["tables/mine.csv"]]);
    assertMatch(
      mine.stderr,
      /^".*" does not say what makes tables\/mine\.csv, .* nothing was run\.\n$/,
    );
    await Deno.writeFile(`${left.root}/short.zip`, cases[0]![0]);
    const short = await run(left, HERE, "verify", "--crate", "short.zip");
    assertEquals([short.code, short.stderr.split("\n").length], [2, 2], short.stderr);
    assertMatch(short.stderr, /^"short\.zip" is damaged or no archive/);
    const target = await run(left, HERE, "verify", "meta_passes", "--crate", archive);
    assertEquals(target.code, 2);
    assertMatch(target.stderr, /takes no targets; leave out "meta_passes"/);
  });
});
