import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256 } from "../../../pipeline/engine/canonical.ts";
import { UsageError } from "../../../pipeline/engine/stage.ts";
import { Store } from "../../../pipeline/engine/store.ts";
import { readAll, writeAll } from "../strangers.ts";
import { from, JOIN, recordOf, ScratchProject, stage } from "./scratch_project.ts";

const MARKER = "bigrad-store.json";
const MARKED = '{"format":"bigrad store","version":1}\n';
const FILES = { "join.ts": JOIN, "data.txt": "some data" };
const STAGES = [
  stage("a", "join.ts", { inputs: { x: { file: "data.txt" } } }),
  stage("b", "join.ts", { inputs: { x: from("a") } }),
];
const [DIGEST, UUID] = [sha256("blob"), "01234567-89ab-cdef-0123-456789abcdef"];

/** A folder with files, which goes when it is disposed of. */
class Folder {
  readonly #parent = Deno.makeTempDirSync({ prefix: "bigrad-claim-" });
  readonly root = join(this.#parent, "some", "folder");

  constructor(files?: Readonly<Record<string, string>>) {
    if (files !== undefined) Deno.mkdirSync(this.root, { recursive: true });
    writeAll(this.root, files ?? {});
  }

  /** Opening it is refused in one sentence that names the folder and this; nothing is changed. */
  refuses(named: string): void {
    const before = readAll(this.root);
    const { message } = assertThrows(() => new Store(this.root), UsageError);
    assertStringIncludes(message, this.root);
    assertStringIncludes(message, named);
    assert(/^[^\n]*; [^\n]* --store [^\n]*\.$/.test(message), message);
    assertEquals(readAll(this.root), before);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.#parent, { recursive: true });
  }
}

Deno.test("a missing folder and an empty one become stores, also behind a link", () => {
  using missing = new Folder();
  using empty = new Folder({});
  // By a process that was killed
  using tried = new Folder({ [`.bigrad-check-${UUID}/file`]: "new" });
  for (const { root } of [missing, empty, tried]) {
    new Store(root);
    new Store(root);
    assertEquals(Deno.readTextFileSync(join(root, MARKER)), MARKED);
  }
  using elsewhere = new Folder({});
  using linked = new Folder();
  writeAll(join(linked.root, ".."), { folder: `-> ${elsewhere.root}` });
  new Store(linked.root);
  assertEquals(Deno.readTextFileSync(join(elsewhere.root, MARKER)), MARKED);
});

Deno.test("a folder that holds anything and is no store is refused and stays as it is", () => {
  const folders: Record<string, Record<string, string>> = {
    "thesis.pdf": { "thesis.pdf": "A" },
    ".DS_Store": { ".DS_Store": "" },
    "cas/thesis.pdf": { "cas/thesis.pdf": "A" },
    "cas/aa/thesis.pdf": { "cas/aa/thesis.pdf": "A", [MARKER]: "{" },
    "actions/aa/table.csv": { "actions/aa/table.csv": "x,y" },
    "runs/beach.jpg": { "runs/beach.jpg": "sea" },
    "tmp/session.log": { "tmp/session.log": "12:00" },
    "code/main.ts": { "code/main.ts": "" },
    "quarantine/sample 3": { "quarantine/sample 3": "virus" },
    "photos": { "photos/a/b/c.jpg": "x" },
    // Names of a store's own are no proof.
    [`cas/${DIGEST.slice(0, 2)}/${DIGEST}`]: { [`cas/${DIGEST.slice(0, 2)}/${DIGEST}`]: "blob" },
    [`actions/aa/${"a".repeat(64)}.json`]: { [`actions/aa/${"a".repeat(64)}.json`]: "{}" },
    [`runs/${UUID}`]: { [`runs/${UUID}`]: "a photo" },
    "database.json": { "database.json": "{}" },
    "cas": { "cas": "-> /tmp" },
    [MARKER]: { [MARKER]: "-> /dev/null" },
  };
  for (const [named, files] of Object.entries(folders)) {
    using folder = new Folder(files);
    folder.refuses(`it holds "${named}"`);
  }
});

Deno.test("a store from before the marker is known by a whole record, and taken over", async () => {
  using project = new ScratchProject(FILES);
  const report = await project.run(STAGES);
  const age = (): void => Deno.removeSync(join(project.storeRoot, MARKER));
  age();
  assertEquals((await project.run(STAGES)).ran, []);
  assertEquals(Deno.readTextFileSync(join(project.storeRoot, MARKER)), MARKED);
  // With something of somebody else's in it, it is let alone.
  age();
  Deno.writeTextFileSync(join(project.storeRoot, "cas", "thesis.pdf"), "A");
  assertThrows(() => project.store(), UsageError, 'it holds "cas/thesis.pdf"');
  Deno.removeSync(join(project.storeRoot, "cas", "thesis.pdf"));
  // A record that is not whole proves nothing.
  const store = project.store();
  for (const name of ["a", "b"]) {
    const path = store.recordPath(recordOf(report, name).key);
    Deno.writeTextFileSync(path, Deno.readTextFileSync(path).replace('"random"', '"chance"'));
  }
  age();
  assertThrows(() => project.store(), UsageError, "is not empty and not a store");
});

Deno.test("a marker that was damaged is written again, unless there are strangers", async () => {
  using project = new ScratchProject(FILES);
  const marker = join(project.storeRoot, MARKER);
  project.store();
  for (const damage of ["", "{", "null", "7", '{"format":"bigrad stor","version":1}', "\0\0"]) {
    Deno.writeTextFileSync(marker, damage);
    project.store();
    assertEquals(Deno.readTextFileSync(marker), MARKED);
  }
  await project.run(STAGES);
  Deno.writeTextFileSync(marker, "");
  assertEquals((await project.run(STAGES)).ran, []);
});

Deno.test("a marker that is removed while a run works is put back by what the run writes", async () => {
  using project = new ScratchProject(FILES);
  const store = project.store();
  Deno.removeSync(store.root, { recursive: true });
  Deno.mkdirSync(join(store.root, "tmp"), { recursive: true });
  await store.putFile("database.json", "{}");
  assertEquals(Deno.readTextFileSync(join(store.root, MARKER)), MARKED);
  assertEquals(project.store().file("database.json"), "{}");
});

Deno.test("a store of another layout is left to the version that made it", () => {
  using folder = new Folder({ [MARKER]: '{"format":"bigrad store","version":2}' });
  folder.refuses("layout 2");
});

Deno.test("strangers in a store do not matter, unless they are in the place of its own folders", () => {
  using folder = new Folder({ [MARKER]: MARKED, "thesis.pdf": "A", "cas/aa/b.csv": "x" });
  new Store(folder.root);
  assertEquals(readAll(folder.root)["thesis.pdf"], "A");
  for (
    const own of [
      "cas",
      "actions",
      "code",
      "locks",
      "quarantine",
      "runs",
      "tmp",
      "cas/aa",
      "actions/00",
    ]
  ) {
    using linked = new Folder({
      [MARKER]: MARKED,
      [own]: "-> ../../photos",
    });
    linked.refuses(`${own} is a symbolic link`);
    using taken = new Folder({ [MARKER]: MARKED, [own]: "a file" });
    taken.refuses(`${own} is no folder`);
  }
});

Deno.test("a store that another run makes between the first look and the listing is a store", () => {
  using folder = new Folder({});
  const readDirSync = Deno.readDirSync;
  Deno.readDirSync = (path) => {
    Deno.readDirSync = readDirSync;
    new Store(folder.root);
    writeAll(folder.root, { [`runs/${UUID}`]: "its heartbeat" });
    // A listing under way need not show what was made since it began.
    return [...readDirSync(path)].filter(({ name }) => name !== MARKER).values();
  };
  try {
    new Store(folder.root);
  } finally {
    Deno.readDirSync = readDirSync;
  }
  assertEquals(readAll(folder.root)[`runs/${UUID}`], "its heartbeat");
});

Deno.test("processes that open fresh stores at once all get them", async () => {
  using folder = new Folder({});
  const roots = Array.from({ length: 40 }, (_, i) => join(folder.root, `${i}`));
  const script = fileURLToPath(new URL("./open_stores.ts", import.meta.url));
  const processes = Array.from({ length: 4 }, () =>
    new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", script, ...roots],
      stdin: "piped",
      stdout: "piped",
    }).spawn());
  const told = processes.map(({ stdout }) => stdout.pipeThrough(new TextDecoderStream()));
  const readers = told.map((stream) => stream.getReader());
  for (const reader of readers) assertEquals((await reader.read()).value, "ready\n");
  for (const { stdin } of processes) {
    const writer = stdin.getWriter();
    await writer.write(new Uint8Array(1));
    await writer.close();
  }
  for (const reader of readers) {
    assertEquals(JSON.parse((await reader.read()).value!), []);
    await reader.cancel();
  }
  for (const process of processes) assertEquals((await process.status).code, 0);
  for (const root of roots) {
    assertEquals(Deno.readTextFileSync(join(root, MARKER)), MARKED);
    assertEquals(new Store(root).blobs().length, processes.length);
    const asides = [...Deno.readDirSync(root)].filter(({ name }) => name.startsWith(`${MARKER}.`));
    assertEquals(asides, []);
  }
});
