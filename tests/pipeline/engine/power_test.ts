/**
 * What a failure of the power leaves of a store: of what was not on the disk yet, files that are empty,
 * cut short, hold zeros or are missing, in any combination. The next run mends it without being told.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { sealed } from "../../../pipeline/engine/canonical.ts";
import { isAsSeen } from "../../../pipeline/engine/known_records.ts";
import { MARKER } from "../../../pipeline/engine/layout.ts";
import {
  filesBelow,
  from,
  JOIN,
  overwrite,
  recordOf,
  ScratchProject,
  stage,
} from "./scratch_project.ts";

const STAGES = [
  stage("a", "join.ts", { parameters: { label: "a" } }),
  stage("b", "join.ts", { parameters: { label: "b" }, inputs: { x: from("a") } }),
  stage("c", "join.ts", { parameters: { label: "c" }, inputs: { x: [from("b"), from("a")] } }),
];
const RESULT = "c(x=b(x=a())+a())";

/** What may become of a file. */
const LOSSES: ((path: string, bytes: Uint8Array) => void)[] = [
  (path) => overwrite(path, new Uint8Array()),
  (path, bytes) => overwrite(path, bytes.subarray(0, bytes.length >> 1)),
  (path, bytes) => overwrite(path, new Uint8Array(bytes.length)),
  (path, bytes) => overwrite(path, bytes.map((byte, i) => i < bytes.length >> 1 ? byte : 0)),
  (path) => Deno.removeSync(path),
  () => {},
];

/** Lets something happen as if the machine had been started just now. */
async function justStarted<Result>(act: () => Promise<Result>): Promise<Result> {
  const { osUptime } = Deno;
  Deno.osUptime = () => 0;
  try {
    return await act();
  } finally {
    Deno.osUptime = osUptime;
  }
}

for (const stride of [1, 5]) {
  Deno.test(`after any loss the next run gives the same, ${stride} files a turn`, async () => {
    using project = new ScratchProject({ "join.ts": JOIN });
    const { outcomes } = await project.run(STAGES);
    const locks = [...outcomes.keys()].map((name) => recordOf({ outcomes }, name).key);
    for (let shift = 0; shift < LOSSES.length; shift++) {
      const uuid = crypto.randomUUID();
      const left = { "tmp/77-": "half", "runs/": "3\n", [`locks/${"a".repeat(64)}.`]: "" };
      for (const [path, text] of Object.entries(left)) {
        Deno.writeTextFileSync(join(project.storeRoot, path + uuid), text);
      }
      for (const key of locks) {
        Deno.writeTextFileSync(join(project.storeRoot, "locks", key), '{"place":"here","pid":1}');
      }
      const files = filesBelow(project.storeRoot).sort();
      files.forEach((path, i) => {
        const lose = LOSSES[(Math.floor(i / stride) + shift) % LOSSES.length]!;
        // It is synced when it is made.
        if (!path.endsWith(MARKER)) lose(path, Deno.readFileSync(path));
      });
      const mended = await justStarted(() => project.run(STAGES));
      assertEquals(project.text(mended, "c"), RESULT);
      assertEquals([mended.failed, mended.blocked], [{}, {}]);
      const { cached, warnings } = await project.run(STAGES);
      assertEquals([cached, warnings], [["a", "b", "c"], []]);
      assertEquals([...project.store().blobs()].filter((blob) => !project.store().check(blob)), []);
    }
  });
}

Deno.test("zeros under the size and the times that a sound file had are found out", async () => {
  using project = new ScratchProject({ "join.ts": JOIN });
  const report = await project.run(STAGES);
  const paths = [
    project.blob(report, "c"),
    project.store().recordPath(recordOf(report, "b").key),
  ];
  for (const path of paths) overwrite(path, new Uint8Array(Deno.statSync(path).size));
  await new Promise((done) => setTimeout(done, 1050));
  // The times of a file cannot be set, but what is known of them can.
  const known = join(project.storeRoot, "known-records.txt");
  const whole = [...report.outcomes.keys()].map((name) => {
    const record = recordOf(report, name);
    const { components: _, ...summary } = record;
    const { size, ino, ctime } = Deno.statSync(project.store().recordPath(record.key));
    const now = Date.now();
    const stamp = [size, ino, ctime!.getTime()];
    return [record.key, { stamp, read: now, summary, sound: now }];
  });
  Deno.writeTextFileSync(known, sealed(JSON.stringify(whole)));
  assertEquals((await project.run(STAGES)).cached, ["a", "b", "c"], "they are as they were seen");
  const mended = await justStarted(() => project.run(STAGES));
  assertEquals([mended.ran, mended.warnings.length], [["b", "c"], 2]);
  assertEquals(project.text(mended, "c"), RESULT);
});

Deno.test("what makes a folder a store is on the disk before anything else is there", () => {
  using project = new ScratchProject();
  const { prototype } = Deno.FsFile;
  const sync = prototype.syncDataSync;
  let found: string[] | undefined;
  prototype.syncDataSync = function () {
    found ??= filesBelow(project.storeRoot);
    sync.call(this);
  };
  try {
    project.store();
  } finally {
    prototype.syncDataSync = sync;
  }
  assertEquals(found?.map((path) => path.includes(MARKER)), [true]);
});

Deno.test("what was seen counts while the machine runs, or once it was long on the disk", () => {
  const changed = new Date(1_000_000_000_000);
  const seen = (seconds: number, started: number): boolean =>
    isAsSeen(changed, changed.getTime() + 1000 * seconds, changed.getTime() + 1000 * started);
  assertEquals(seen(0.9, -9), false, "in the same second");
  assertEquals(seen(1, -9), true);
  assertEquals(seen(60, 60), true);
  assertEquals(seen(60, 61), false, "the machine was started since");
  assertEquals(seen(3600, 1e6), true);
  assertEquals(isAsSeen(changed, Date.now() + 9999, 0), false, "a clock that was put back");
  assertEquals(isAsSeen(null, Date.now(), 0), false);
});
