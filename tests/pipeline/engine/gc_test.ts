import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { collectGarbage, type Garbage, recordsNamed } from "../../../pipeline/engine/gc.ts";
import { trialFolder } from "../../../pipeline/engine/layout.ts";
import type { Stage } from "../../../pipeline/engine/stage.ts";
import { filesBelow, from, JOIN, recordOf, ScratchProject, stage } from "./scratch_project.ts";

const FILES = {
  "join.ts": JOIN,
  "big.ts": "export const run = ({ n }) => ({ out: new Uint8Array(n).fill(n) });",
  "data.csv": "x\n1\n",
};

function stages(n: number): Stage[] {
  return [
    stage("big", "big.ts", { parameters: { n } }),
    stage("read", "join.ts", { inputs: { x: { file: "data.csv" } } }),
    stage("end", "join.ts", {
      parameters: { label: `${n}` },
      inputs: { x: [from("big"), from("read")] },
    }),
  ];
}

const NOTHING: Garbage = {
  records: 0,
  blobs: 0,
  damagedRecords: 0,
  quarantinedBlobs: 0,
  bundleMemos: 0,
  temporaryFiles: 0,
  heartbeats: 0,
  bytes: 0,
  strangers: 0,
};

async function collect(
  project: ScratchProject,
  declared: readonly Stage[],
  dryRun = false,
): Promise<Garbage> {
  return collectGarbage(project.store(), (await project.plan(declared)).values(), dryRun);
}

Deno.test("nothing that a stage reaches is dropped: a run afterwards does nothing", async () => {
  using project = new ScratchProject(FILES);
  await project.run(stages(10));
  assertEquals(["", "re", "x"].map((prefix) => recordsNamed(project.store(), prefix)), [3, 1, 0]);
  const before = filesBelow(project.storeRoot);
  assertEquals(await collect(project, stages(10)), NOTHING);
  assertEquals(filesBelow(project.storeRoot), before);
  const { ran, warnings } = await project.run(stages(10));
  assertEquals([ran, warnings], [[], []]);
});

Deno.test("what no stage reaches is dropped, and what was counted is what went", async () => {
  using project = new ScratchProject(FILES);
  const old = await project.run(stages(50_000));
  const kept = await project.run(stages(10));
  project.edit("big.ts", "fill(n)", "fill(1)");
  const newer = await project.run(stages(20));
  project.edit("big.ts", "fill(1)", "fill(n)");

  const size = (): number =>
    filesBelow(project.storeRoot).reduce((sum, path) => sum + Deno.statSync(path).size, 0);
  const [before, bytes] = [filesBelow(project.storeRoot), size()];
  const counted = await collect(project, stages(10), true);
  assertEquals(filesBelow(project.storeRoot), before, "a dry run drops nothing");
  // The memo of the edited file was replaced when the edit was taken back; the list of its files was not.
  assertEquals([counted.records, counted.blobs, counted.bundleMemos], [4, 5, 1]);
  assert(counted.bytes > 50_000);

  assertEquals(await collect(project, stages(10)), counted);
  assertEquals(bytes - size(), counted.bytes);
  for (const name of ["big", "end"]) {
    for (const gone of [old, newer]) {
      assertEquals(project.store().record(recordOf(gone, name).key), undefined);
    }
    assertEquals(project.store().record(recordOf(kept, name).key), recordOf(kept, name));
  }
  assertEquals((await project.run(stages(10))).ran, []);
  assertEquals((await project.run(stages(50_000))).ran, ["big", "end"]);
});

Deno.test("studies of several profiles keep what they share and what is their own", async () => {
  using project = new ScratchProject(FILES);
  await project.run(stages(1));
  await project.run(stages(2));
  await project.run(stages(3));
  const outcomes = [
    ...(await project.plan(stages(1))).values(),
    ...(await project.plan(stages(2))).values(),
  ];
  assertEquals(collectGarbage(project.store(), outcomes, false).records, 2);
  assertEquals((await project.run(stages(1))).ran, []);
  assertEquals((await project.run(stages(2))).ran, []);
  assertEquals((await project.run(stages(3))).ran, ["big", "end"]);
});

Deno.test("what depends on a lost blob is kept, for the blob will be the same again", async () => {
  using project = new ScratchProject(FILES);
  const first = await project.run(stages(10));
  Deno.removeSync(project.blob(first, "big"));
  assertEquals((await collect(project, stages(10))).records, 0);
  assertEquals((await project.run(stages(10))).ran, ["big"]);
});

Deno.test("blobs that are asked for besides are kept", async () => {
  using project = new ScratchProject(FILES);
  const store = project.store();
  const { digest } = store.put(new TextEncoder().encode("precious"));
  await store.written(digest);
  assertEquals(collectGarbage(store, [], false, [digest]).blobs, 0);
  assertEquals(collectGarbage(store, [], false).blobs, 1);
});

/** Leaves five bytes in the store, or a text, and says where. */
function leave(
  { storeRoot }: ScratchProject,
  path: string,
  time?: Date,
  text = "12345",
): string {
  const target = join(storeRoot, path);
  Deno.mkdirSync(join(target, ".."), { recursive: true });
  Deno.writeTextFileSync(target, text);
  if (time) Deno.utimeSync(target, time, time);
  return path;
}

/** All that is in the store, below its root. */
function left({ storeRoot }: ScratchProject): string[] {
  return filesBelow(storeRoot).map((path) => path.slice(storeRoot.length + 1));
}

const OLD = new Date(Date.now() - 2 * 3_600_000);
const [A, B] = ["a".repeat(64), "b".repeat(64)];
const uuid = (): string => crypto.randomUUID();

Deno.test("what was set aside goes, and so does what killed runs left; not what is in use", async () => {
  using project = new ScratchProject(FILES);
  await project.run(stages(10));
  // As the executor makes it, under this version of Deno
  const scratch = Deno.makeTempDirSync({ dir: join(project.storeRoot, "tmp"), prefix: "native-" });
  Deno.writeTextFileSync(join(scratch, "half.parquet"), "1");
  const trial = trialFolder(project.storeRoot);
  Deno.mkdirSync(trial);
  for (const folder of [scratch, trial]) Deno.utimeSync(folder, OLD, OLD);
  const folderBytes = Deno.statSync(scratch).size + Deno.statSync(trial).size;
  const gone = [
    leave(project, `quarantine/${A}-${uuid()}`),
    leave(project, `actions/aa/${A}.json.damaged`),
    leave(project, `tmp/1-${uuid()}`, OLD),
    leave(project, `locks/${A}.${uuid()}`, OLD),
    leave(project, `locks/${A}.${uuid()}.3`, OLD),
    leave(project, `bigrad-store.json.${uuid()}`, OLD),
    leave(project, `runs/${uuid()}`, OLD),
  ];
  const kept = [
    leave(project, `tmp/2-${uuid()}`),
    leave(project, `runs/${uuid()}`),
    leave(project, `locks/${B}.${uuid()}`),
    leave(project, "locks/takeover.guard", OLD),
  ];
  const counted = await collect(project, stages(10));
  assertEquals(counted, {
    ...NOTHING,
    damagedRecords: 1,
    quarantinedBlobs: 1,
    temporaryFiles: 6,
    heartbeats: 1,
    bytes: 5 * gone.length + folderBytes,
  });
  assertEquals(gone.filter((path) => left(project).includes(path)), []);
  assertEquals(kept.filter((path) => !left(project).includes(path)), []);
  assertEquals([...Deno.readDirSync(join(project.storeRoot, "tmp"))].length, 1);
  assert(![...Deno.readDirSync(project.storeRoot)].some(({ name }) => name.startsWith(".")));
});

Deno.test("what has no name of the store's is a stranger's and stays, wherever it lies and how old it is", async () => {
  using project = new ScratchProject(FILES);
  await project.run(stages(10));
  const elsewhere = join(project.root, "elsewhere");
  Deno.mkdirSync(join(elsewhere, "cc"), { recursive: true });
  const strangers = [
    "notes.txt",
    "cas/thesis.pdf",
    `cas/${A}`,
    "cas/aa/thesis.pdf",
    `cas/bb/${A}`,
    `cas/aa/${A}.pdf`,
    `cas/aa/${A.toUpperCase()}`,
    `cas/aa/x${A}`,
    `cas/photos/${A}`,
    `cas/aa/aa/${A}`,
    "actions/aa/table.csv",
    "actions/aa/table.json",
    `actions/bb/${A}.json`,
    `actions/aa/${A}`,
    `actions/aa/${A}.json.damaged.txt`,
    "code/main.ts",
    "code/package.json",
    `code/${A}.json`,
    "runs/photo.jpg",
    `runs/${uuid()}.jpg`,
    "tmp/session.log",
    "tmp/1-old",
    "tmp/native-plants/photo.jpg",
    "tmp/native-0123456789abcdef0/photo.jpg",
    "quarantine/blob",
    `quarantine/${A}`,
    "locks/door.txt",
    "photos/beach.jpg",
  ].map((path) => leave(project, path, OLD));
  // Links with names of the store's own: to a file, to a folder, to nothing
  const outside = leave({ storeRoot: elsewhere } as ScratchProject, `cc/${"c".repeat(64)}`, OLD);
  const link = (to: string, path: string): void =>
    Deno.symlinkSync(to, join(project.storeRoot, path));
  link(join(elsewhere, outside), `cas/aa/${A}`);
  link(elsewhere, "tmp/native-0123456789abcdef");
  link(join(elsewhere, "nowhere"), `runs/${uuid()}`);
  const before = left(project);
  const counted = await collect(project, stages(10), true);
  // A folder of another name is one stranger, with all that is in it; and a link is one.
  assertEquals(counted, { ...NOTHING, strangers: strangers.length + 3 });
  assertEquals(await collect(project, stages(10)), counted);
  assertEquals(left(project), before);
  assertEquals(Deno.readTextFileSync(join(elsewhere, outside)), "12345");
  assertEquals((await project.run(stages(10))).ran, []);
});

Deno.test("an empty store has no garbage", () => {
  using project = new ScratchProject();
  assertEquals(collectGarbage(project.store(), [], false), NOTHING);
});

Deno.test("a lock goes with the last sign of life of the run that held it", async () => {
  using project = new ScratchProject(FILES);
  await project.run(stages(10));
  const lock = (key: string, run: string, time?: Date): string =>
    leave(project, `locks/${key.repeat(64)}`, time, JSON.stringify({ run, place: "elsewhere" }));
  const [living, silent, ended] = [uuid(), uuid(), uuid()];
  const heart = leave(project, `runs/${living}`);
  leave(project, `runs/${silent}`, OLD);
  const kept = [heart, lock("a", living, OLD), lock("b", silent), lock("c", ended)];
  const gone = [
    lock("d", silent, OLD),
    lock("e", ended, OLD),
    leave(project, `locks/${"f".repeat(64)}`, OLD),
  ];
  const { temporaryFiles, heartbeats } = await collect(project, stages(10));
  assertEquals([temporaryFiles, heartbeats], [3, 1]);
  assertEquals(kept.filter((path) => !left(project).includes(path)), []);
  assertEquals(gone.filter((path) => left(project).includes(path)), []);
});
