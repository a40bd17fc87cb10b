import { assertEquals, assertGreater, assertMatch } from "@std/assert";
import {
  finish,
  oneObject,
  ProjectCopy,
  recordsIn,
  recordsOf,
  type ReproduceResult,
} from "../project_copy.ts";
import { startedBy } from "../processes.ts";

/** The object that `work --json` ends with. */
interface WorkResult {
  readonly ok: boolean;
  readonly end: string;
  readonly failed: readonly unknown[];
  readonly stages: Readonly<Record<"total" | "ran" | "cached" | "pending", number>>;
  readonly ran: readonly string[];
}

const CHOSEN = ["meta_passes", "first_order_misled", "--profile", "smoke"];

Deno.test("workers and a run that shows results share a store", async (t) => {
  await using copy = await ProjectCopy.of();
  const store = `${copy.root}/shared`;
  const args = [...CHOSEN, "--store", store, "--jobs", "1", "--json"];

  await t.step("a worker that is told to end gives back what it holds", async () => {
    const process = copy.start(["work", ...args]);
    await recordsIn(store, 2, process);
    // A scheduler tells all processes of a job, those that stages run in, too.
    for (const pid of [...startedBy(process.pid), process.pid]) Deno.kill(pid, "SIGTERM");
    const { code, stderr, value } = oneObject<WorkResult>(await finish(process));
    assertEquals([code, stderr, value.end, value.failed], [130, "", "signal", []]);
    assertGreater(value.stages.pending, 0);
    const left = [...Deno.readDirSync(`${store}/locks`), ...Deno.readDirSync(`${store}/runs`)];
    assertEquals(left.map(({ name }) => name), []);
  });

  await t.step("two workers and a run do nothing twice, and end together", async () => {
    const before = new Set(Object.keys(await copy.artifacts(store)));
    const [show, ...workers] = await Promise.all([
      copy.start(["reproduce", ...args]),
      copy.start(["work", ...args]),
      copy.start(["work", ...args]),
    ].map(async (process) => oneObject<WorkResult>(await finish(process))));
    for (const { code, stderr, value } of [show!, ...workers]) {
      assertEquals([code, stderr, value.ok, value.stages.pending], [0, "", true, 0]);
    }
    assertEquals(workers.map(({ value }) => value.end), ["nothing left", "nothing left"]);
    const ran = [show!, ...workers].flatMap(({ value }) => value.ran).sort();
    assertEquals(ran, [...new Set(ran)]);
    const made = Object.keys(await copy.artifacts(store)).filter((name) => !before.has(name));
    assertEquals(ran, [...new Set(made.map((name) => name.split(" ")[0]!))].sort());
    assertEquals(await copy.has("out/report/index.html"), true);
  });

  await t.step(
    "the results are pushed, and pulled into another clone, which computes nothing",
    async () => {
      const pushed = `${copy.root}/pushed`;
      await copy.run("store", "push", pushed, ...CHOSEN, "--store", store);
      for (const folder of [`${store}/sub`, copy.root]) {
        const { code, stderr } = await copy.run(
          "store",
          "push",
          folder,
          ...CHOSEN,
          "--store",
          store,
        );
        assertEquals(code, 2);
        assertMatch(stderr, /^The folder .* is the store itself, or lies in it or around it; /);
      }
      const view = await copy.run("store", "push", "out", ...CHOSEN, "--store", store);
      assertEquals(view.code, 2);
      assertMatch(view.stderr, /^The folder \S+ is not empty .*; name a new or an empty folder/);
      const [damaged] = await Array.fromAsync(recordsOf(pushed));
      await Deno.truncate(damaged!);
      const mended = await copy.run("store", "push", pushed, ...CHOSEN, "--store", store);
      assertEquals([mended.code, mended.stderr], [0, ""]);
      assertMatch(
        mended.stdout,
        /^Pushed into \S+: 1 record and 0 blobs, 0\.0 MB; 1 of what was there was damaged and set aside\.\n/,
      );
      // A bundle that a failure of the power took, which no stage makes again.
      const [whole] = await Array.fromAsync(recordsOf(pushed));
      const bundle = JSON.parse(await Deno.readTextFile(whole!)).components.code as string;
      const blob = `${store}/cas/${bundle.slice(0, 2)}/${bundle}`;
      await Deno.chmod(blob, 0o644);
      await Deno.truncate(blob);
      const other = `${copy.root}/pushed-after`;
      const bundled = await copy.run("store", "push", other, ...CHOSEN, "--store", store);
      assertEquals(bundled.code, 0, bundled.stderr);
      // Where much is damaged, little is told one by one.
      for await (const path of filesIn(`${other}/cas`)) {
        await Deno.chmod(path, 0o644);
        await Deno.writeTextFile(path, "damaged");
      }
      const empty = ["--store", `${copy.root}/empty`];
      const refused = await copy.run("store", "pull", other, ...CHOSEN, ...empty);
      assertEquals(refused.code, 1);
      assertEquals(refused.stderr.trim().split("\n").length, 6);
      assertMatch(refused.stderr, /\n\d+ more were refused for the same reason\.\n$/);
      await using clone = await ProjectCopy.of(copy.root);
      const { code, stdout } = await finish(clone.start(["store", "pull", pushed, ...CHOSEN]));
      assertEquals(code, 0);
      assertMatch(
        stdout,
        /^Pulled from .*: \d+ records and \d+ blobs, [\d.]+ MB\.\n(\d+) of \1 stages/,
      );
      const { value } = oneObject<ReproduceResult>(
        await finish(clone.start(["reproduce", ...CHOSEN, "--json"])),
      );
      assertEquals(value.ran, []);
      const page = "out/report/index.html";
      assertEquals(await clone.read(page), await copy.read(page));
    },
  );
});

/** The paths of the files below a folder. */
async function* filesIn(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* filesIn(`${folder}/${name}`);
    else yield `${folder}/${name}`;
  }
}

Deno.test("work --check says in a sentence whether a folder can serve", async () => {
  await using copy = await ProjectCopy.of();
  const good = await copy.run("work", "--check", `${copy.root}/new`);
  assertEquals([good.code, good.stderr], [0, ""]);
  assertMatch(good.stdout, /^\S+ can serve as a shared store: [^\n]*clock is [\d.]+ s [^\n]*\.\n$/);
  assertEquals(await copy.has("new"), false);
  const bad = await copy.run("work", "--check", "/proc/self");
  assertEquals(bad.code, 1);
  assertMatch(bad.stdout, /^\S+ cannot serve as a shared store: nothing can be written there \(/);
});
