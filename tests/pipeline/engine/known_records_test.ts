import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { sha256 } from "../../../pipeline/engine/canonical.ts";
import { from, JOIN, overwrite, recordOf, ScratchProject, stage } from "./scratch_project.ts";

const FILES = { "join.ts": JOIN };
const STAGES = [
  stage("a", "join.ts", { parameters: { label: "a" } }),
  stage("b", "join.ts", { parameters: { label: "b" }, inputs: { x: from("a") } }),
];

const fileOf = (project: ScratchProject): string => join(project.storeRoot, "known-records.txt");

/** What is known with other seconds, so that it shows whether it was believed. */
function withSeconds(text: string, seconds: number): string {
  const body = text.slice(text.indexOf("\n") + 1).replace(
    /"seconds":[^,]+/g,
    `"seconds":${seconds}`,
  );
  return `${sha256(body)}\n${body}`;
}

/** Lets a second pass, and what was made in it be looked at once more. */
async function settle(project: ScratchProject): Promise<void> {
  await new Promise((done) => setTimeout(done, 1050));
  await project.run(STAGES);
}

Deno.test("records that are as they were are not read again", async () => {
  using project = new ScratchProject(FILES);
  const first = await project.run(STAGES);
  await settle(project);
  Deno.writeTextFileSync(fileOf(project), withSeconds(Deno.readTextFileSync(fileOf(project)), 77));
  const second = await project.run(STAGES);
  assertEquals(second.cached, ["a", "b"]);
  for (const name of ["a", "b"]) {
    assertEquals(recordOf(second, name).cost.seconds, 77, "the summary was believed");
    assertEquals(recordOf(second, name).components, recordOf(first, name).components);
  }
});

Deno.test("a record whose file was touched is read, whatever is known of it", async () => {
  using project = new ScratchProject(FILES);
  const first = await project.run(STAGES);
  await settle(project);
  Deno.writeTextFileSync(fileOf(project), withSeconds(Deno.readTextFileSync(fileOf(project)), 77));
  const { key, cost } = recordOf(first, "a");
  const path = project.store().recordPath(key);
  const { atime, mtime } = Deno.statSync(path);
  const bytes = Deno.readFileSync(path);
  overwrite(path, bytes);
  Deno.utimeSync(path, atime!, mtime!);
  assertEquals(recordOf(await project.run(STAGES), "a").cost, cost);
  // Another byte at the same size and time: the stage runs again.
  const damaged = bytes.slice();
  damaged[damaged.indexOf(0x3a) - 3] ^= 1;
  overwrite(path, damaged);
  Deno.utimeSync(path, atime!, mtime!);
  assertEquals((await project.run(STAGES)).ran, ["a"]);
});

Deno.test("a blob that is changed in the second of its making, with its time put back, is found out", async () => {
  using project = new ScratchProject(FILES);
  const first = await project.run(STAGES);
  const path = project.store().blobPath(recordOf(first, "a").outputs.out!.digest);
  const { atime, mtime } = Deno.statSync(path);
  const bytes = Deno.readFileSync(path);
  bytes[0] ^= 1;
  overwrite(path, bytes);
  Deno.utimeSync(path, atime!, mtime!);
  assertEquals((await project.run(STAGES)).ran, ["a"]);
});

Deno.test("of what was found sound by a clock that was put back since, nothing is believed", async () => {
  using project = new ScratchProject(FILES);
  const first = await project.run(STAGES);
  await settle(project);
  const text = Deno.readTextFileSync(fileOf(project));
  const tomorrow = text.slice(65).replace(/"sound":\d+/g, `"sound":${Date.now() + 86_400_000}`);
  Deno.writeTextFileSync(fileOf(project), `${sha256(tomorrow)}\n${tomorrow}`);
  const path = project.store().blobPath(recordOf(first, "a").outputs.out!.digest);
  const bytes = Deno.readFileSync(path);
  bytes[0] ^= 1;
  overwrite(path, bytes);
  assertEquals((await project.run(STAGES)).ran, ["a"]);
});

Deno.test("what is known may be lost or damaged: the records are read", async () => {
  using project = new ScratchProject(FILES);
  await project.run(STAGES);
  await settle(project);
  const text = Deno.readTextFileSync(fileOf(project));
  const altered = text.replace(/"seconds":[^,]+/g, `"seconds":77`);
  for (const damage of [undefined, "", "nonsense", text.slice(0, -5), altered]) {
    if (damage === undefined) Deno.removeSync(fileOf(project));
    else Deno.writeTextFileSync(fileOf(project), damage);
    const { cached, outcomes } = await project.run(STAGES);
    assertEquals(cached, ["a", "b"]);
    for (const outcome of outcomes.values()) {
      assert("record" in outcome && outcome.record.cost.seconds !== 77);
    }
  }
});

Deno.test("what another store knew of its blobs is not believed of these", async () => {
  using project = new ScratchProject(FILES);
  const first = await project.run(STAGES);
  const own = project.storeRoot;
  const other = join(project.root, "other");
  const { success } = await new Deno.Command("cp", { args: ["-Rp", own, other] }).output();
  assert(success);
  project.storeRoot = other;
  const blob = project.blob(first, "a");
  overwrite(blob, Deno.readFileSync(blob).map((byte) => byte ^ 1));
  project.storeRoot = own;
  // It looks at its blobs later than that.
  await settle(project);
  Deno.copyFileSync(fileOf(project), join(other, "known-records.txt"));
  project.storeRoot = other;
  assertEquals((await project.run(STAGES)).ran, ["a"]);
});
