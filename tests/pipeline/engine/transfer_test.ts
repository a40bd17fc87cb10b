import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { Bundler } from "../../../pipeline/engine/bundle.ts";
import { buildDag } from "../../../pipeline/engine/dag.ts";
import { Resolver } from "../../../pipeline/engine/resolve.ts";
import { Store } from "../../../pipeline/engine/store.ts";
import { pull, push, type Transfer } from "../../../pipeline/engine/transfer.ts";
import {
  filesBelow,
  from,
  JOIN,
  overwrite,
  recordOf,
  ScratchProject,
  stage,
} from "./scratch_project.ts";

const STAGES = ["a", "b", "c"].map((name, i, names) =>
  stage(name, "join.ts", {
    parameters: { label: name },
    inputs: { x: i === 0 ? { file: "data.txt" } : from(names[i - 1]!) },
  })
);
const FILES = { "join.ts": JOIN, "data.txt": "data" };

/** What was pushed of a project's run, and where. */
class Pushed {
  readonly project = new ScratchProject(FILES);
  readonly folder = join(this.project.root, "pushed");

  async push(): Promise<Transfer> {
    const report = await this.project.run(STAGES);
    const records = STAGES.map(({ name }) => recordOf(report, name));
    return await push(records, this.project.store(), new Store(this.folder));
  }

  /** Pulls into an empty project, and runs there. */
  async pull(): Promise<{ done: Transfer; cached: string[]; ran: string[]; text: string }> {
    using clone = new ScratchProject(FILES);
    const store = clone.store();
    const bundler = new Bundler(clone.root, store);
    const resolver = new Resolver(clone.root, store, bundler);
    const { done, outcomes } = await pull(buildDag(STAGES), resolver, this.folder);
    await bundler.close();
    const cached = STAGES.filter(({ name }) => outcomes.get(name)?.status === "cached");
    const report = await clone.run(STAGES);
    return {
      done,
      cached: cached.map(({ name }) => name),
      ran: report.ran,
      text: clone.text(report, "c"),
    };
  }

  [Symbol.dispose](): void {
    this.project[Symbol.dispose]();
  }
}

const TEXT = "c(x=b(x=a(x=data)))";

Deno.test("what was pushed and pulled is not computed again", async () => {
  using pushed = new Pushed();
  const { records, blobs, refused } = await pushed.push();
  assertEquals({ records, blobs, refused }, { records: 3, blobs: 5, refused: [] });
  const before = filesBelow(pushed.folder);
  const { done, cached, ran, text } = await pushed.pull();
  assertEquals([done.records, done.blobs, done.refused], [3, 3, []]);
  assertEquals([cached, ran, text], [["a", "b", "c"], [], TEXT]);
  assertEquals(filesBelow(pushed.folder), before, "a folder that is pulled from is only read");
});

Deno.test("only what is missing is copied", async () => {
  using pushed = new Pushed();
  await pushed.push();
  const again = await pushed.push();
  assertEquals([again.records, again.blobs, again.bytes], [0, 0, 0]);
  const report = await pushed.project.run(STAGES);
  const lost = recordOf(report, "b").outputs.out!.digest;
  overwrite(new Store(pushed.folder).blobPath(lost), new Uint8Array(3));
  const mended = await pushed.push();
  assertEquals([mended.records, mended.blobs], [0, 1], "what was damaged there is replaced");
  assertEquals((await pushed.pull()).ran, []);
});

Deno.test("a flipped byte in what was pushed is refused, and computed again", async (t) => {
  using pushed = new Pushed();
  await pushed.push();
  const report = await pushed.project.run(STAGES);
  const to = new Store(pushed.folder);
  const { key, outputs } = recordOf(report, "b");
  const paths = { blob: to.blobPath(outputs.out!.digest), record: to.recordPath(key) };
  for (const [what, path] of Object.entries(paths)) {
    await t.step(what, async () => {
      const sound = Deno.readFileSync(path);
      // In a record: of the key, or of what the key is made of.
      const flipped = sound.slice();
      flipped[what === "blob" ? 0 : new TextDecoder().decode(sound).indexOf(key)]! ^= 1;
      overwrite(path, flipped);
      const { done, cached, ran, text } = await pushed.pull();
      assertEquals(done.refused, [what === "blob" ? outputs.out!.digest : key]);
      assertEquals([cached, ran, text], [["a"], ["b", "c"], TEXT]);
      overwrite(path, sound);
    });
  }
  await t.step("a size that is not that of the blob", async () => {
    const sound = Deno.readTextFileSync(paths.record);
    const { digest, bytes } = outputs.out!;
    const wrong = sound.replace(`"bytes": ${bytes}`, `"bytes": ${bytes + 1}`);
    overwrite(paths.record, new TextEncoder().encode(wrong));
    const { done, ran } = await pushed.pull();
    assertEquals([done.refused, ran], [[digest], ["b", "c"]]);
    overwrite(paths.record, new TextEncoder().encode(sound));
  });
  await t.step("and what is sound again is taken", async () => {
    assert((await pushed.pull()).ran.length === 0);
  });
});
