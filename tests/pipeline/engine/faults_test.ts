/**
 * What may happen to a store on disk, and what the next run makes of it: it ends by itself, with the
 * bytes of a run that nothing happened to.
 *
 * @module
 */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import type { Stage } from "../../../pipeline/engine/stage.ts";
import {
  filesBelow,
  from,
  JOIN,
  overwrite,
  recordOf,
  type Report,
  ScratchProject,
  stage,
} from "./scratch_project.ts";

const FILES = { "join.ts": JOIN, "data.txt": "some data" };

function chain(end = "d"): Stage[] {
  const node = (label: string, x: Stage["inputs"][string]) =>
    stage(label, "join.ts", { parameters: { label }, inputs: { x } });
  return [
    node("a", { file: "data.txt" }),
    node("b", from("a")),
    node("c", from("b")),
    node(end, [from("c"), from("a")]),
  ];
}
const RESULT = "d(x=c(x=b(x=a(x=some data)))+a(x=some data))";

/** Runs the chain, spoils its store and runs it again, then again to see that all is well. */
async function afterFault(
  spoil: (project: ScratchProject, first: Report) => void,
  end = "d",
): Promise<Report> {
  using project = new ScratchProject(FILES);
  const first = await project.run(chain());
  spoil(project, first);
  const second = await project.run(chain(end));
  assertEquals(project.text(second, end), end + RESULT.slice(1));
  const third = await project.run(chain(end));
  assertEquals([third.ran, third.warnings], [[], []]);
  return second;
}

Deno.test("any blob cut to any length is made again", async () => {
  for (const name of ["a", "c", "d"]) {
    for (const keep of [0, 1, 5]) {
      const { ran, warnings } = await afterFault((project, first) =>
        Deno.truncateSync(writable(project.blob(first, name)), keep)
      );
      assertEquals(ran, [name]);
      assert(warnings.length === 1 && warnings[0]!.includes("did not match its name"));
    }
  }
});

Deno.test("a flipped bit is found before anything is computed from it", async () => {
  for (const name of ["a", "b", "c"]) {
    // Another last stage reads c and a; so it is there that a and c are found out, and b is not read.
    const { ran, warnings } = await afterFault((project, first) => {
      const path = writable(project.blob(first, name));
      const bytes = Deno.readFileSync(path);
      bytes[bytes.length >> 1]! ^= 4;
      overwrite(path, bytes);
    }, "e");
    assert(ran.includes("e") && ran.every((ran) => ran === name || ran === "e"), ran.join());
    assert(warnings.every((warning) => warning.includes("did not match its name")));
    assertEquals(ran.length - 1, warnings.length);
  }
});

Deno.test("a deleted record is written again, and nothing else runs", async () => {
  const { ran, cached } = await afterFault((project, first) =>
    Deno.removeSync(project.store().recordPath(recordOf(first, "b").key))
  );
  assertEquals([ran, cached], [["b"], ["a", "c", "d"]]);
});

Deno.test("a garbled record is set aside, wherever it was hit", async () => {
  using project = new ScratchProject(FILES);
  const first = await project.run(chain());
  const { key } = recordOf(first, "b");
  const path = project.store().recordPath(key);
  const sound = Deno.readFileSync(path);
  for (let at = 0; at < sound.length; at += 37) {
    const bytes = sound.slice();
    bytes[at]! ^= 1 << (at % 8);
    Deno.writeFileSync(path, bytes);
    // What it names, of what it tells of the run (its host, when), is all that may be wrong.
    const record = project.store().record(key);
    const report = await project.run(chain());
    assertEquals(project.text(report, "d"), RESULT, `byte ${at}`);
    assertEquals(recordOf(report, "b").outputs, recordOf(first, "b").outputs, `byte ${at}`);
    assertEquals(
      report.ran.length > 0,
      record === undefined ||
        record.outputs.out!.digest !== recordOf(first, "b").outputs.out!.digest ||
        record.outputs.out!.bytes !== recordOf(first, "b").outputs.out!.bytes,
      `byte ${at}`,
    );
  }
  for (const text of ["", "{", "null", "[]", "{}", "\0".repeat(200)]) {
    Deno.writeTextFileSync(path, text);
    const { ran, warnings } = await project.run(chain());
    assertEquals(ran, ["b"], text);
    assert(warnings[0]!.startsWith(`The record ${key.slice(0, 12)} could not be read`));
  }
});

Deno.test("a corrupt bundle is bundled again, and a corrupt memo too", async () => {
  const cases: ((project: ScratchProject, first: Report) => void)[] = [
    (project, first) => {
      const path = writable(project.store().blobPath(recordOf(first, "a").components.code));
      const text = Deno.readTextFileSync(path);
      Deno.writeTextFileSync(path, text.replace("function", "functiom"));
    },
    (project) => {
      for (const path of filesBelow(join(project.storeRoot, "code"))) {
        Deno.truncateSync(path, 20);
      }
    },
    (project) => Deno.removeSync(join(project.storeRoot, "code"), { recursive: true }),
  ];
  for (const spoil of cases) assertEquals((await afterFault(spoil, "e")).ran, ["e"]);
});

Deno.test("a project's file that is corrupt in the store is read from the project again", async () => {
  const inStore = (project: ScratchProject, first: Report): string =>
    writable(project.store().blobPath(recordOf(first, "a").components.inputs.x![0]!));
  for (const wrong of ["some dada", "", undefined]) {
    using project = new ScratchProject(FILES);
    const first = await project.run(chain());
    const path = inStore(project, first);
    if (wrong === undefined) Deno.removeSync(path);
    else Deno.writeTextFileSync(path, wrong);
    // A stage that reads it has to run.
    Deno.removeSync(project.store().recordPath(recordOf(first, "a").key));
    const { outcomes, ran } = await project.run(chain());
    assertEquals([ran, project.text({ outcomes }, "d")], [["a"], RESULT]);
    assertEquals(Deno.readTextFileSync(path), "some data");
  }
});

Deno.test("a store can be moved, and can be lost", async () => {
  using project = new ScratchProject(FILES);
  await project.run(chain());
  const elsewhere = join(project.root, "other", "store");
  Deno.mkdirSync(join(project.root, "other"));
  Deno.renameSync(project.storeRoot, elsewhere);
  project.storeRoot = elsewhere;
  assertEquals((await project.run(chain())).ran, []);

  const copy = join(project.root, "copy");
  await new Deno.Command("cp", { args: ["-r", elsewhere, copy] }).output();
  project.storeRoot = copy;
  const { ran, warnings } = await project.run(chain());
  assertEquals([ran, warnings], [[], []]);

  Deno.removeSync(copy, { recursive: true });
  const again = await project.run(chain());
  assertEquals([again.ran, project.text(again, "d")], [["a", "b", "c", "d"], RESULT]);
});

Deno.test("a project can be moved with its store, and two projects can share one", async () => {
  using one = new ScratchProject(FILES);
  using two = new ScratchProject(FILES);
  await one.run(chain());
  two.storeRoot = one.storeRoot;
  assertEquals((await two.run(chain())).ran, []);
  two.write("data.txt", "other data");
  assertEquals((await two.run(chain())).ran, ["a", "b", "c", "d"]);
  assertEquals((await one.run(chain())).ran, []);
});

/** Mounts a memory disk of a given size, or says why that cannot be done here. */
async function mount(folder: string, size: string, remount = false): Promise<string | undefined> {
  Deno.mkdirSync(folder, { recursive: true });
  try {
    const { success, stderr } = await new Deno.Command("mount", {
      args: ["-t", "tmpfs", "-o", `${remount ? "remount," : ""}size=${size}`, "tmpfs", folder],
    }).output();
    return success ? undefined : new TextDecoder().decode(stderr).trim();
  } catch (error) {
    return String(error);
  }
}

async function unmount(folder: string): Promise<boolean> {
  return (await new Deno.Command("umount", { args: ["-l", folder] }).output()).success;
}

Deno.test("on a full disk the run stops with one sentence, and goes on where there is room", async (t) => {
  using project = new ScratchProject({
    "block.ts": `export const run = ({ i }, inputs) => {
      const out = new Uint8Array(60_000).fill(i);
      if (inputs.x) out.set(inputs.x[0].subarray(0, 100));
      return { out };
    };`,
  });
  const stages = Array.from({ length: 10 }, (_, i) =>
    stage(`s${i}`, "block.ts", {
      parameters: { i },
      inputs: i < 3 ? {} : { x: from(`s${i - 3}`) },
    }));
  const undisturbed = await project.run(stages);
  const disk = join(project.root, "disk");
  const refusal = await mount(disk, "400k");
  await t.step({
    name: refusal === undefined ? "on a disk of 400 kB" : `not here: ${refusal}`,
    ignore: refusal !== undefined,
    fn: async () => {
      try {
        project.storeRoot = join(disk, "store");
        for (let attempt = 0; attempt < 2; attempt++) {
          const error = await assertRejects(() => project.run(stages), Error);
          assert(
            /^The store .*disk\/store cannot be written \(No space left on device.*\); make room or give it another folder\. What was finished is kept\.$/
              .test(error.message),
            error.message,
          );
        }
        assertEquals(await mount(disk, "10m", true), undefined);
        const { ran, cached, warnings, outcomes } = await project.run(stages);
        assert(ran.length > 0 && cached.length > 0, `${ran} ran, ${cached} were kept`);
        assertEquals(warnings, []);
        for (const { name } of stages) {
          assertEquals(
            recordOf({ outcomes }, name).outputs,
            recordOf(undisturbed, name).outputs,
          );
        }
        assertEquals((await project.run(stages)).ran, []);
        // The same where the disk can only be read from a moment on: neither locks nor what is half
        // written can be taken away. A read-only copy of the mount is laid over it: the mount itself
        // cannot change while a file of it is being written.
        Deno.removeSync(project.storeRoot, { recursive: true });
        const { rename } = Deno;
        let readOnly = false;
        Deno.rename = (...paths) => {
          readOnly ||= new Deno.Command("mount", { args: ["-o", "bind,ro", disk, disk] })
            .outputSync().success;
          return rename(...paths);
        };
        const { message } = await assertRejects(() => project.run(stages), Error)
          .finally(() => Deno.rename = rename);
        assert(message.startsWith(`The store ${project.storeRoot} cannot be written (`), message);
        assert(await unmount(disk));
        // They are a living process's here, who would be waited for.
        Deno.removeSync(join(project.storeRoot, "locks"), { recursive: true });
        const { ran: more, cached: kept } = await project.run(stages);
        assertEquals(more.length + kept.length, stages.length);
      } finally {
        while (await unmount(disk));
      }
    },
  });
});

function writable(path: string): string {
  Deno.chmodSync(path, 0o644);
  return path;
}

/** What may be in the place of a file. */
const NO_FILES: Readonly<Record<string, (path: string) => void>> = {
  folder: (path) => Deno.mkdirSync(path),
  "folder with a file": (path) => {
    Deno.mkdirSync(path);
    Deno.writeTextFileSync(join(path, "x"), "x");
  },
  pipe: (path) => void new Deno.Command("mkfifo", { args: [path] }).outputSync(),
};

for (const [what, make] of Object.entries(NO_FILES)) {
  const replace = (path: string): void => {
    Deno.removeSync(path);
    make(path);
  };

  Deno.test(`a ${what} in the place of a blob or a record is set aside`, async () => {
    for (const name of ["a", "c", "d"]) {
      const blob = await afterFault((project, first) => replace(project.blob(first, name)));
      assertEquals([blob.ran, blob.warnings.length], [[name], 1]);
      const record = await afterFault((project, first) =>
        replace(project.store().recordPath(recordOf(first, name).key))
      );
      assertEquals([record.ran, record.warnings.length], [[name], 1]);
    }
  });

  Deno.test(`a ${what} in the place of an input fails the stage that reads it`, async () => {
    using project = new ScratchProject(FILES);
    replace(join(project.root, "data.txt"));
    const other = stage("other", "join.ts");
    const { failed, ran } = await project.run([...chain(), other], { keepGoing: true });
    assertEquals(ran, ["other"]);
    assertEquals(failed, {
      a: 'Stage "a" needs the file data.txt, where there is a folder, a pipe or a device; ' +
        "put the file there.",
    });
  });
}

Deno.test("a store that lost its marker is known again, whatever was set aside in it", async () => {
  for (const spoil of [NO_FILES["folder with a file"]!, NO_FILES.pipe!]) {
    using project = new ScratchProject(FILES);
    const first = await project.run(chain());
    for (const path of [project.blob(first, "d"), join(project.storeRoot, "last-keys.json")]) {
      Deno.removeSync(path);
      spoil(path);
    }
    assertEquals((await project.run(chain())).ran, ["d"]);
    const marker = join(project.storeRoot, "bigrad-store.json");
    Deno.removeSync(marker);
    spoil(marker);
    assertEquals((await project.run(chain())).ran, []);
    assert(Deno.statSync(marker).isFile);
  }
});

Deno.test("a folder in the place of a lock is set aside, and nobody waits for it", async () => {
  using project = new ScratchProject(FILES);
  const first = await project.run(chain());
  const { key } = recordOf(first, "d");
  Deno.removeSync(project.store().recordPath(key));
  Deno.mkdirSync(join(project.storeRoot, "locks", key, "x"), { recursive: true });
  assertEquals((await project.run(chain())).ran, ["d"]);
});

Deno.test("an input that is not the project's is refused", async () => {
  using project = new ScratchProject(FILES);
  for (const file of ["../data.txt", "/etc/hostname", "x/../../data.txt"]) {
    const reads = stage("reads", "join.ts", { inputs: { x: { file } } });
    const { failed } = await project.run([reads]);
    assertEquals(failed, {
      reads:
        `Stage "reads" needs the file ${file}, which is outside the project; copy it into the ` +
        "project.",
    });
  }
});
