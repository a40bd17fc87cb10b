import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "node:path";
import { sha256 } from "../../../pipeline/engine/canonical.ts";
import { keyOf } from "../../../pipeline/engine/key.ts";
import type { ActionRecord, KeyComponents } from "../../../pipeline/engine/stage.ts";
import { Store } from "../../../pipeline/engine/store.ts";
import { filesBelow, overwrite } from "./scratch_project.ts";

/** A store in a temporary folder, opened as often as wanted: each opening has its own memory. */
class Folder {
  readonly root = Deno.makeTempDirSync({ prefix: "bigrad-store-" });
  readonly warnings: string[] = [];

  open(): Store {
    return new Store(this.root, (message) => this.warnings.push(message));
  }

  /** A blob on disk. */
  async blob(text: string): Promise<{ digest: string; bytes: number; path: string }> {
    const store = this.open();
    const artifact = store.put(encode(text));
    await store.written(artifact.digest);
    return { ...artifact, path: store.blobPath(artifact.digest) };
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.root, { recursive: true });
  }
}

const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

function recordWith(outputs: ActionRecord["outputs"], code = "0".repeat(64)): ActionRecord {
  const components: KeyComponents = {
    schema: 1,
    code,
    parameters: { n: 1 },
    random: [],
    inputs: {},
    runtime: { deno: "2" },
  };
  return {
    key: keyOf(components),
    name: "a",
    kind: "test",
    components,
    outputs,
    cost: { seconds: 1, cpuSeconds: 1, peakBytes: 1 },
    host: "here",
    finished: "2026-01-01T00:00:00.000Z",
  };
}

/** Sets a file's bytes without leaving a trace in its times, as far as anybody can. */
function tamper(path: string, bytes: Uint8Array): void {
  const { atime, mtime } = Deno.statSync(path);
  overwrite(path, bytes);
  Deno.chmodSync(path, 0o444);
  Deno.utimeSync(path, atime!, mtime!);
}

Deno.test("a blob is under the digest of its bytes, read-only, and at hand at once", async () => {
  using folder = new Folder();
  const store = folder.open();
  const artifact = store.put(encode("some bytes"));
  assertEquals(artifact, { digest: sha256("some bytes"), bytes: 10 });
  assertEquals(store.text(artifact.digest), "some bytes");
  await store.written(artifact.digest);
  const path = store.blobPath(artifact.digest);
  assertEquals(path, join(folder.root, "cas", artifact.digest.slice(0, 2), artifact.digest));
  assertEquals(Deno.readTextFileSync(path), "some bytes");
  assertEquals(Deno.statSync(path).mode! & 0o722, 0o400);
  assertEquals(folder.open().text(artifact.digest), "some bytes");
  assertEquals([...Deno.readDirSync(join(folder.root, "tmp"))], []);
});

Deno.test("equal bytes are one blob, and the empty one is a blob", async () => {
  using folder = new Folder();
  const store = folder.open();
  for (let time = 0; time < 3; time++) store.put(encode("twice"));
  await store.written(store.put(encode("")).digest);
  await store.written(sha256("twice"));
  assertEquals(filesBelow(join(folder.root, "cas")).length, 2);
  assertEquals(folder.open().get(sha256(""))!.length, 0);
});

Deno.test("what is not there is undefined, or an error that names it", () => {
  using folder = new Folder();
  const store = folder.open();
  const digest = sha256("nothing");
  assertEquals(store.get(digest), undefined);
  assertEquals(store.check({ digest, bytes: 7 }), false);
  assertEquals(store.record(digest), undefined);
  assertEquals(store.file("none.json"), undefined);
  const { message } = assertThrows(() => store.text(digest), Error);
  assertEquals(
    message,
    `Blob ${digest.slice(0, 12)} was lost since this run began; run the command again.`,
  );
  assertEquals(folder.warnings, []);
});

Deno.test("what is read is private: to write on it does not spoil the store", async () => {
  using folder = new Folder();
  const { digest } = await folder.blob("original");
  const bytes = encode("original");
  const store = folder.open();
  store.put(bytes);
  bytes.fill(0);
  assertEquals(store.text(digest), "original");
});

Deno.test("a blob that does not match its name is never handed out", async () => {
  using folder = new Folder();
  const spoil: [string, (path: string) => void][] = [
    ["truncated", (path) => overwrite(path, encode("the by"))],
    ["empty", (path) => overwrite(path, encode(""))],
    ["longer", (path) => overwrite(path, encode("the bytes and more"))],
    ["one bit", (path) => tamper(path, encode("the bytez"))],
  ];
  for (const [what, how] of spoil) {
    for (const look of ["get", "check"] as const) {
      const { digest, bytes, path } = await folder.blob("the bytes");
      how(path);
      folder.warnings.length = 0;
      const store = folder.open();
      if (look === "get") assertEquals(store.get(digest), undefined, what);
      else assertEquals(store.check({ digest, bytes }), false, what);
      assertEquals(folder.warnings, [
        `Blob ${digest.slice(0, 12)} did not match its name; it was quarantined and is made again.`,
      ]);
      assertEquals(filesBelow(join(folder.root, "cas")), [], "set aside");
    }
  }
  assertEquals(filesBelow(join(folder.root, "quarantine")).length, 8, "and kept for a look");
});

Deno.test("check looks at the disk, whatever is in memory", async () => {
  using folder = new Folder();
  const store = folder.open();
  const artifact = store.put(encode("in memory"));
  await store.written(artifact.digest);
  tamper(store.blobPath(artifact.digest), encode("in memorz"));
  assertEquals(store.text(artifact.digest), "in memory");
  assertEquals(store.check(artifact), false);
  assertEquals(store.get(artifact.digest), undefined);
});

Deno.test("to put bytes mends a blob that is wrong", async () => {
  using folder = new Folder();
  const { path } = await folder.blob("the bytes");
  for (const wrong of ["the bytez", "the", ""]) {
    tamper(path, encode(wrong));
    await folder.blob("the bytes");
    assertEquals(Deno.readTextFileSync(path), "the bytes");
  }
  assertEquals(folder.warnings.length, 3);
});

Deno.test("a blob appears whole or not at all, and a record after its blobs", async () => {
  using folder = new Folder();
  const store = folder.open();
  const out = store.put(new Uint8Array(40_000_000));
  const record = recordWith({ out });
  const size = (path: string): number | undefined => {
    try {
      return Deno.statSync(path).size;
    } catch {
      return undefined;
    }
  };
  const seen = new Set<number | undefined>();
  let done = false;
  const saved = store.putRecord(record).then(() => done = true);
  while (!done) {
    const recorded = size(store.recordPath(record.key)) !== undefined;
    const bytes = size(store.blobPath(out.digest));
    seen.add(bytes);
    assert(!recorded || bytes === out.bytes);
    await new Promise((next) => setTimeout(next, 0));
  }
  await saved;
  seen.delete(out.bytes);
  assertEquals([...seen], [undefined]);
});

Deno.test("a record comes back as it was written", async () => {
  using folder = new Folder();
  const store = folder.open();
  const record = recordWith({ out: store.put(encode("result")) });
  await store.putRecord(record);
  assertEquals(folder.open().record(record.key), record);
  assertEquals(folder.open().holds(record), true);
});

Deno.test("a record that is not whole is set aside and said", async () => {
  using folder = new Folder();
  const record = recordWith({ out: { digest: sha256("x"), bytes: 1 } });
  const text = JSON.stringify(record);
  const garbled: Record<string, string> = {
    "empty": "",
    "cut": text.slice(0, text.length / 2),
    "not an object": "7",
    "null": "null",
    "nothing in it": "{}",
    "another key": JSON.stringify({ ...record, key: "0".repeat(64) }),
    "another parameter": text.replace('"n":1', '"n":2'),
    "no outputs": text.replace('"outputs"', '"outputz"'),
    "no digest": text.replace('"digest"', '"digesu"'),
    "a digest that is none": text.replace(sha256("x"), `/${sha256("x").slice(1)}`),
    "no size": text.replace('"bytes":1', '"bytes":"1"'),
    "no cost": text.replace('"seconds"', '"secondz"'),
    "a bit in the middle": text.replace('"components"', '"componeots"'),
  };
  for (const [what, wrong] of Object.entries(garbled)) {
    const store = folder.open();
    await store.putRecord({ ...record, outputs: {} });
    Deno.writeTextFileSync(store.recordPath(record.key), wrong);
    folder.warnings.length = 0;
    assertEquals(store.record(record.key), undefined, what);
    assertEquals(folder.warnings, [
      `The record ${
        record.key.slice(0, 12)
      } could not be read and was set aside; its stage runs again.`,
    ], what);
    assertEquals(store.record(record.key), undefined, what);
    assertEquals(folder.warnings.length, 1, "said once");
  }
});

Deno.test("a record holds while its blobs are untouched, and is checked again when they are not", async () => {
  using folder = new Folder();
  const store = folder.open();
  const record = recordWith({
    out: store.put(encode("first")),
    more: store.put(encode("second")),
  });
  await store.putRecord(record);
  const blob = store.blobPath(sha256("second"));

  // Touched, but sound.
  Deno.utimeSync(blob, new Date(), new Date());
  assertEquals(folder.open().holds(record), true);
  assertEquals(folder.warnings, []);

  // Changed with equal size and times.
  tamper(blob, encode("secand"));
  assertEquals(folder.open().holds(record), false);
  assertEquals(folder.warnings.length, 1);

  await folder.blob("second");
  assertEquals(folder.open().holds(record), true);
  overwrite(blob, encode("sec"));
  assertEquals(folder.open().holds(record), false, "of another size it is looked at at any time");
  assertEquals(folder.warnings.length, 2);
  assertEquals(folder.open().holds(record), false, "gone");
});

Deno.test("a store that cannot be written says so, and leaves nothing half done", async () => {
  using folder = new Folder();
  const store = folder.open();
  const record = recordWith({ out: store.put(encode("result")) });
  // Nobody can put a file in the place of a folder that holds something, so that is set aside.
  Deno.mkdirSync(join(store.recordPath(record.key), "in the way"), { recursive: true });
  await store.putRecord(record);
  assertEquals(folder.open().record(record.key), record);
  assertEquals(filesBelow(join(folder.root, "tmp")), []);
  // Not even root can write into a folder that is not there.
  Deno.removeSync(join(folder.root, "tmp"));
  const { digest } = store.put(encode("next"));
  const error = await assertRejects(() => store.written(digest), Error);
  assert(
    error.message.startsWith(`The store ${folder.root} cannot be written (`) &&
      error.message.endsWith("make room or give it another folder. What was finished is kept."),
    error.message,
  );
  await assertRejects(
    () => store.putRecord(recordWith({ out: { digest, bytes: 4 } })),
    Error,
    "cannot be written",
  );
  assertEquals(filesBelow(join(folder.root, "actions")).length, 1);
  assertEquals(filesBelow(join(folder.root, "cas")).length, 1);
});

Deno.test("two runs that set the same things aside do not trip over each other", async () => {
  using folder = new Folder();
  const { digest, path } = await folder.blob("shared");
  const record = recordWith({ out: { digest, bytes: 6 } });
  const stores = [folder.open(), folder.open()];
  await stores[0]!.putRecord(record);
  const readFileSync = Deno.readFileSync;
  // The other run sets it aside between this one's look and its move.
  for (const victim of [path, stores[0]!.recordPath(record.key)]) {
    overwrite(victim, encode("x"));
    Deno.readFileSync = (file) => {
      const bytes = readFileSync(file);
      if (file === victim) Deno.removeSync(victim);
      return bytes;
    };
    try {
      const found = victim === path ? stores[1]!.get(digest) : stores[1]!.record(record.key);
      assertEquals(found, undefined);
    } finally {
      Deno.readFileSync = readFileSync;
    }
  }
});
