import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Hearts } from "../../../pipeline/engine/heart.ts";
import { type LockOptions, Locks } from "../../../pipeline/engine/lock.ts";
import { filesBelow } from "./scratch_project.ts";

const KEY = "k".repeat(64);

/** A store's folder with the locks of one living run. */
class Folder {
  readonly root = Deno.makeTempDirSync({ prefix: "bigrad-lock-" });
  readonly #opened: Locks[] = [];

  constructor() {
    Deno.mkdirSync(join(this.root, "locks"));
  }

  open(options: LockOptions = {}): Locks {
    const locks = new Locks(this.root, options);
    this.#opened.push(locks);
    return locks;
  }

  /** What a living run writes into its locks. */
  owner(): Record<string, unknown> {
    const locks = this.open();
    locks.acquire("sample");
    const text = Deno.readTextFileSync(join(this.root, "locks", "sample"));
    locks.close();
    return JSON.parse(text);
  }

  /** A lock as another process left it. */
  leave(owner: unknown, key = KEY): void {
    const text = typeof owner === "string" ? owner : JSON.stringify(owner);
    Deno.writeTextFileSync(join(this.root, "locks", key), text);
  }

  [Symbol.dispose](): void {
    for (const locks of this.#opened) locks.close();
    Deno.removeSync(this.root, { recursive: true });
  }
}

Deno.test("one run at a time holds a key, until it gives it back", () => {
  using folder = new Folder();
  const [one, two] = [folder.open(), folder.open()];
  assert(one.acquire(KEY));
  assertEquals(two.acquire(KEY), false);
  assertEquals(one.acquire(KEY), false, "two stages of one run with one key take turns too");
  assert(two.acquire("other"));
  two.release(KEY);
  assertEquals(two.acquire(KEY), false, "only the owner can give it back");
  one.release(KEY);
  assert(two.acquire(KEY));
  two.close();
  assert(one.acquire(KEY));
  assert(one.acquire("other"), "closing gives all back");
});

Deno.test("nothing is left behind", () => {
  using folder = new Folder();
  const locks = folder.open();
  for (const key of ["a", "b", "c"]) locks.acquire(key);
  locks.release("b");
  assertEquals(filesBelow(join(folder.root, "locks")).length, 2);
  locks.close();
  locks.close();
  assertEquals(filesBelow(folder.root), []);
});

Deno.test("the lock of a process that is gone is taken over", async () => {
  using folder = new Folder();
  const child = new Deno.Command("true").spawn();
  await child.status;
  folder.leave({ ...folder.owner(), pid: child.pid, run: "gone" });
  assert(folder.open().acquire(KEY));
});

Deno.test("a process with a dead owner's number but another start time is not the owner", () => {
  using folder = new Folder();
  const owner = folder.owner();
  folder.leave({ ...owner, run: "other" });
  assertEquals(folder.open().acquire(KEY), false, "this process lives");
  folder.leave({ ...owner, run: "other", started: `${owner.started}0` });
  assert(folder.open().acquire(KEY), "but it is not the one that took the lock");
});

Deno.test("a zombie is dead", async () => {
  using folder = new Folder();
  // The inner process ends once the shell, which might ask for its status, is a program that never does.
  const child = new Deno.Command("sh", {
    args: ["-c", "sleep 60 & echo $!; exec sleep 60"],
    stdout: "piped",
  }).spawn();
  try {
    const reader = child.stdout.getReader();
    const pid = Number(new TextDecoder().decode((await reader.read()).value));
    reader.releaseLock();
    const stat = (): string[] => {
      const text = Deno.readTextFileSync(`/proc/${pid}/stat`);
      return text.slice(text.lastIndexOf(")") + 2).split(" ");
    };
    const pause = () => new Promise((done) => setTimeout(done, 5));
    while (Deno.readTextFileSync(`/proc/${child.pid}/comm`) !== "sleep\n") await pause();
    Deno.kill(pid, "SIGKILL");
    while (stat()[0] !== "Z") await pause();
    const boot = Deno.readTextFileSync("/proc/sys/kernel/random/boot_id").trim();
    folder.leave({ ...folder.owner(), pid, started: `${boot}/${stat()[19]}`, run: "zombie" });
    assert(folder.open().acquire(KEY));
  } finally {
    child.kill("SIGKILL");
    await child.stdout.cancel();
    await child.status;
  }
});

Deno.test("of a run in another place the heart decides, whatever the clocks of files say", () => {
  using folder = new Folder();
  const abroad = { ...folder.owner(), place: "elsewhere", pid: 1, run: "abroad" };
  const counter = join(folder.root, "runs", "abroad");
  let now = 0;
  const hearts = new Hearts(folder.root, 300, () => now);
  Deno.writeTextFileSync(counter, "1\n");
  const at = (seconds: number): boolean => {
    now = 1000 * seconds;
    return hearts.beats("abroad", 10_000);
  };
  assert(at(0), "nothing is known of it yet");
  Deno.utimeSync(counter, 1, 1);
  assert(at(299), "it may have missed beats");
  Deno.writeTextFileSync(counter, "2\n");
  Deno.utimeSync(counter, 1, 1);
  assert(at(330), "it was heard");
  assert(at(629));
  assertEquals(at(660), false, "silent for too long");
  assertEquals(at(661), false, "and still so when it is asked again");
  Deno.removeSync(counter);
  assert(at(690), "what is not there may be on its way");
  assertEquals(at(990), false);
  const locks = folder.open();
  folder.leave(abroad);
  assertEquals([locks.look(KEY), locks.acquire(KEY)], ["held", false]);
  const impatient = folder.open({ silenceSeconds: 0.1 });
  folder.leave({ ...abroad, beatMs: 1 });
  assertEquals(impatient.look(KEY), "held");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 150);
  assertEquals(impatient.look(KEY), "free");
  assert(impatient.acquire(KEY), "what was found silent is taken over");
});

Deno.test("a heart is not taken for silent between two of its own beats", () => {
  using folder = new Folder();
  let now = 0;
  const hearts = new Hearts(folder.root, 1, () => now);
  assert(hearts.beats("slow", 10_000));
  now = 29_000;
  assert(hearts.beats("slow", 10_000));
  now = 31_000;
  assertEquals(hearts.beats("slow", 10_000), false);
});

Deno.test("a failure counts while its run lives, and longer within a session", () => {
  using folder = new Folder();
  const [one, other] = [folder.open(), folder.open()];
  assert(one.acquire(KEY));
  one.fail(KEY, "It broke.");
  assertEquals([other.look(KEY), one.look(KEY)], [{ failed: "It broke." }, {
    failed: "It broke.",
  }]);
  assertEquals(other.acquire(KEY), false);
  one.close();
  assertEquals(other.look(KEY), "free");
  assert(other.acquire(KEY), "another run may do better");
  const [first, second] = [1, 2].map(() => folder.open({ session: "job 7" }));
  assert(first!.acquire("key"));
  first!.fail("key", "It broke again.");
  first!.close();
  assertEquals(second!.look("key"), { failed: "It broke again." });
  assertEquals(other.look("key"), "free");
  second!.forgetFailures();
  assertEquals(second!.look("key"), "free");
});

Deno.test("a lock that cannot be read is nobody's", () => {
  using folder = new Folder();
  const locks = folder.open();
  for (const text of ["", "{", "{}", "null", "7", '"x"', "\0\0"]) {
    folder.leave(text);
    assert(locks.acquire(KEY), JSON.stringify(text));
    locks.release(KEY);
  }
});

Deno.test("of several heirs of dead owners exactly one gets each lock", async () => {
  using folder = new Folder();
  const keys = Array.from({ length: 400 }, (_, i) => `key-${i}`);
  const child = new Deno.Command("true").spawn();
  await child.status;
  const dead = { ...folder.owner(), pid: child.pid, run: "gone" };
  for (const key of keys) folder.leave(dead, key);
  const heirs = Array.from({ length: 4 }, () =>
    new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        fileURLToPath(new URL("./take_locks.ts", import.meta.url)),
        folder.root,
        ...keys,
      ],
      stdin: "piped",
      stdout: "piped",
    }).spawn());
  const outputs = heirs.map(({ stdout }) => lines(stdout));
  for (const output of outputs) assertEquals((await output.next()).value, "ready");
  const writers = heirs.map(({ stdin }) => stdin.getWriter());
  await Promise.all(writers.map((writer) => writer.write(new Uint8Array([1]))));
  const taken = await Promise.all(
    outputs.map(async (output) => JSON.parse((await output.next()).value!) as string[]),
  );
  // Until here all of them live and hold what they took.
  await Promise.all(writers.map((writer) => writer.close()));
  await Promise.all(heirs.map(({ status }) => status));
  await Promise.all(outputs.map((output) => output.return(undefined)));
  assertEquals(taken.flat().sort(), [...keys].sort());
});

async function* lines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, undefined> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n");
    rest = parts.pop()!;
    yield* parts;
  }
}
