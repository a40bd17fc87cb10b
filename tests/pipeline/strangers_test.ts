/**
 * Nobody's files are lost: users' files lie where a command line, right or mistaken, leads, and are
 * found again byte for byte after every command.
 *
 * @module
 */

import {
  assert,
  assertEquals,
  assertGreater,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { finish, oneObject, ProjectCopy } from "./project_copy.ts";
import { readAll, writeAll } from "./strangers.ts";
import { warm } from "./warm_store.ts";

const STUDY = ["--study", "unbiased-first-order"];
const SMOKE = ["--profile", "smoke"];
const STAGE = "report/index";
const [A, UUID] = ["a".repeat(64), "01234567-89ab-cdef-0123-456789abcdef"];

/** Every command that opens a store, with what it needs. */
const COMMANDS: readonly (readonly string[])[] = [
  ["status", ...STUDY, ...SMOKE],
  ["explain", STAGE, ...STUDY, ...SMOKE],
  ["graph", ...STUDY, ...SMOKE],
  ["verify", "--sample", "2", ...STUDY, ...SMOKE],
  ["reproduce", "--dry-run", ...STUDY, ...SMOKE],
  ["reproduce", ...STUDY, ...SMOKE],
  ["gc", "--dry-run"],
  ["gc"],
];

/** What users keep in folders that are called like those of a store, by path. */
const FILES: Readonly<Record<string, string>> = {
  "thesis.pdf": "years of work",
  "cas/thesis.pdf": "years of work",
  "cas/aa/thesis.pdf": "years of work",
  [`cas/bb/${A}`]: "a digest in the wrong folder",
  "actions/aa/table.csv": "x,y\n1,2\n",
  "actions/readme.json": "{}",
  "code/main.ts": "export {};",
  "locks/keys.txt": "under the mat",
  "runs/2019 coast/beach.jpg": "sea",
  "runs/marathon.gpx": "42 km",
  "tmp/session.log": "12:00 began",
  "tmp/native-plants/fern.jpg": "green",
  "quarantine/sample 3.txt": "a virus",
  "photos/cat.jpg": "cat",
};
const LINKS: Readonly<Record<string, string>> = {
  "photos/dog.jpg": "-> cat.jpg",
  [`cas/aa/${A}`]: "-> ../../thesis.pdf",
  "cas/elsewhere": "-> ../../elsewhere",
  "tmp/native-0123456789abcdef": "-> ../../elsewhere",
  [`runs/${UUID}`]: "-> ../nowhere",
};
/** Where the links lead: digests, which are dropped where they are a store's. */
const ELSEWHERE = { [`elsewhere/${"c".repeat(64)}`]: "mine", "elsewhere/diary.txt": "mine" };

/** Sets a file, a link or a folder with all that is in it back by years: what is young is never dropped. */
async function age(path: string): Promise<void> {
  const args = [path, "-exec", "touch", "-h", "-d", "2020-01-01", "{}", "+"];
  assert((await new Deno.Command("find", { args }).output()).success);
}

/** Those of the files that are there with the same bytes. */
function sameAs(files: Readonly<Record<string, string>>, root: string): Record<string, string> {
  const found = readAll(root);
  return Object.fromEntries(
    Object.keys(files).filter((path) => path in found).map((path) => [path, found[path]!]),
  );
}

Deno.test("a folder of somebody's files is no store, whatever command is sent there", async (t) => {
  await using copy = await ProjectCopy.of();
  writeAll(`${copy.root}/mine`, { ...FILES, ...LINKS });
  writeAll(copy.root, ELSEWHERE);
  await age(`${copy.root}/mine`);
  const before = readAll(`${copy.root}/mine`);
  /** That lines are refused, one by one and for the right reason. */
  async function refused(name: string, lines: readonly (readonly string[])[]): Promise<void> {
    await t.step(name, async () => {
      for (const [k, { code, stdout, stderr }] of (await copy.runAll(lines)).entries()) {
        const line = lines[k]!.join(" ");
        assertEquals([code, stdout], [2, ""], line);
        assertMatch(stderr, /^[^\n]+; give [^\n]+\.\n$/, line);
        assertMatch(stderr, /is not empty and not a [a-z]+|lie in one another/, line);
      }
    });
  }

  // One folder with every command, the others with the one that drops and the one that writes.
  await refused("every command", COMMANDS.map((command) => [...command, "--store", "mine"]));
  const folders = [".", "pipeline", "mine/cas", "mine/photos", "mine/tmp"];
  await refused(
    "folders of every kind",
    folders.flatMap((folder) =>
      COMMANDS.slice(-3).map((command) => [...command, "--store", folder])
    ),
  );
  const views = ["mine", "mine/photos", ".", "/", "..", "pipeline", ".bigrad", ".bigrad/view"];
  await refused(
    "the same of views",
    views.flatMap((out) =>
      [[], ["--dry-run"]].map((dryRun) => [
        ...["reproduce", ...STUDY, ...SMOKE, "--out", out],
        ...dryRun,
      ])
    ),
  );
  await t.step("and all is as it was", async () => {
    assertEquals(readAll(`${copy.root}/mine`), before);
    assertEquals(sameAs(ELSEWHERE, copy.root), ELSEWHERE);
    for (
      const made of ["cas", "actions", "out", "report", "bigrad-store.json", "bigrad-view.txt"]
    ) {
      assertEquals(await copy.has(made), false, made);
    }
  });
});

Deno.test("files that users put into a store and a view outlive every command", async (t) => {
  await using copy = await ProjectCopy.of();
  const [store, out] = [`${copy.root}/.bigrad`, `${copy.root}/out`];
  const places = ["--store", ".bigrad"];
  const run = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await copy.run(...args);
    assertEquals([code, stderr], [0, ""], args.join(" "));
    return stdout;
  };
  await warm(copy, ...STUDY);
  await run("reproduce", ...STUDY, ...SMOKE, ...places);
  const page = await copy.read("out/report/index.html");
  const strangers = { ...FILES, ...LINKS };
  writeAll(store, strangers);
  writeAll(copy.root, ELSEWHERE);
  const beside = {
    "thesis.pdf": "years of work",
    "report/notes.txt": "mine",
    "report/figures/mine.svg": "mine",
    "report/photos": "-> ../../elsewhere",
    "results.duckdb.wal.mine": "mine",
  };
  writeAll(out, beside);
  for (const path of Object.keys(strangers)) await age(`${store}/${path}`);
  const allThere = (): void => {
    assertEquals(sameAs(strangers, store), strangers);
    assertEquals(sameAs(ELSEWHERE, copy.root), ELSEWHERE);
    assertEquals(sameAs(beside, out), beside);
  };
  // gc has a step of its own
  for (const command of COMMANDS.filter(([name]) => name !== "gc")) {
    await t.step(command.join(" "), async () => {
      await run(...command, ...places);
      allThere();
    });
  }

  await t.step("gc tells each kind and its number, and that strangers are kept", async () => {
    writeAll(store, {
      [`actions/aa/${A}.json`]: "{}",
      [`quarantine/${A}-${UUID}`]: "x",
      [`tmp/1-${UUID}`]: "x",
      [`tmp/2-${UUID}`]: "x",
    });
    for (const pid of [1, 2]) await age(`${store}/tmp/${pid}-${UUID}`);
    // A folder of another name is one, with the two files in it.
    const count = Object.keys(strangers).length - 1;
    type Counts = Record<string, unknown> & Record<"records" | "blobs" | "bytes", number>;
    const dry = oneObject<Counts>(await copy.run("gc", "--dry-run", "--json"));
    // Besides that record there is what was shown of one study alone.
    const { records, blobs, bytes, ...rest } = dry.value;
    assertGreater(records, 1);
    assertEquals(rest, {
      command: "gc",
      dryRun: true,
      ok: true,
      damagedRecords: 0,
      quarantinedBlobs: 1,
      bundleMemos: 0,
      temporaryFiles: 2,
      heartbeats: 0,
      strangers: count,
    });
    allThere();
    const words = "besides 1 quarantined blob and 2 temporary files, " +
      `${
        (bytes / 1e6).toFixed(1)
      } MB.\nNot the store's own, and kept: ${count} files or folders.\n`;
    assertEquals(await run("gc"), `${records} records and ${blobs} blobs dropped, ${words}`);
    assertEquals(await copy.has(`.bigrad/actions/aa/${A}.json`), false);
    allThere();
  });

  await t.step(
    "a file of a user's in the place of one of the view is not overwritten",
    async () => {
      await Deno.remove(`${out}/report/index.html`);
      await Deno.symlink("notes.txt", `${out}/report/index.html`);
      const args = ["reproduce", ...STUDY, ...SMOKE];
      for (const dryRun of [[], ["--dry-run"]]) {
        const { code, stderr } = await copy.run(...args, ...dryRun);
        assertEquals(code, 2);
        assertStringIncludes(stderr, "out/report/index.html is where the view would write");
      }
      allThere();
      await Deno.remove(`${out}/report/index.html`);
      await run(...args);
      assertEquals(await copy.read("out/report/index.html"), page);
    },
  );

  await t.step("runs at once show their results in one fresh folder", async () => {
    const args = ["reproduce", ...STUDY, ...SMOKE, "--out", "fresh", "--json"];
    const runs = await Promise.all([1, 2, 3].map(() => finish(copy.start(args))));
    assertEquals(runs.map(({ code, stderr }) => [code, stderr]), runs.map(() => [0, ""]));
    assertEquals(await copy.read("fresh/report/index.html"), page);
    await run("reproduce", ...STUDY, ...SMOKE, "--out", "fresh");
  });

  await t.step(
    "a store and a view of a version before marker and manifest are taken over",
    async () => {
      await Deno.remove(`${store}/bigrad-store.json`);
      await Deno.remove(`${out}/bigrad-view.txt`);
      const refused = await copy.run("reproduce", ...STUDY, ...SMOKE);
      assertEquals(refused.code, 2);
      allThere();
      for (const path of Object.keys(strangers)) await Deno.remove(`${store}/${path}`);
      for (const path of ["runs/2019 coast", "tmp/native-plants", "photos"]) {
        await Deno.remove(`${store}/${path}`);
      }
      const { value } = await copy.json<{ ran: string[] }>("reproduce", ...STUDY);
      assertEquals(value.ran, []);
      assertEquals(sameAs(beside, out), beside);
      assertEquals(await copy.has(".bigrad/bigrad-store.json"), true);
      assertStringIncludes(await copy.read("out/bigrad-view.txt"), "+ report/index.html\n");
      await Deno.writeTextFile(`${out}/report/index.html`, "tampered");
      await run("reproduce", ...STUDY, ...SMOKE);
      assertEquals(await copy.read("out/report/index.html"), page);
    },
  );
});
