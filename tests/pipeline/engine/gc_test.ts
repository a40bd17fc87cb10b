import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { collectGarbage, type Garbage } from "../../../pipeline/engine/gc.ts";
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
  const before = filesBelow(project.storeRoot);
  assertEquals(await collect(project, stages(10)), { records: 0, blobs: 0, bytes: 0 });
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
  assertEquals([counted.records, counted.blobs], [4, 5]);
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

Deno.test("what was set aside goes, and so does what killed runs left; not what is in use", async () => {
  using project = new ScratchProject(FILES);
  await project.run(stages(10));
  const old = new Date(Date.now() - 2 * 3_600_000);
  const leave = (path: string, time?: Date): string => {
    const target = join(project.storeRoot, path);
    Deno.mkdirSync(join(target, ".."), { recursive: true });
    Deno.writeTextFileSync(target, "12345");
    if (time) Deno.utimeSync(target, time, time);
    return path;
  };
  const gone = [
    leave("quarantine/blob"),
    leave(`actions/ab/${"a".repeat(64)}.json.damaged`),
    leave("tmp/1-old", old),
    leave("runs/old", old),
  ];
  const kept = [leave("tmp/2-young"), leave("runs/young"), leave("locks/held", old)];
  const { bytes } = await collect(project, stages(10));
  assertEquals(bytes, 5 * gone.length);
  const left = filesBelow(project.storeRoot).map((path) =>
    path.slice(project.storeRoot.length + 1)
  );
  assertEquals(gone.filter((path) => left.includes(path)), []);
  assertEquals(kept.filter((path) => !left.includes(path)), []);
});

Deno.test("an empty store has no garbage", () => {
  using project = new ScratchProject();
  assertEquals(collectGarbage(project.store(), [], false), { records: 0, blobs: 0, bytes: 0 });
});
