import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { buildDag } from "../../../pipeline/engine/dag.ts";
import { Bundler } from "../../../pipeline/engine/bundle.ts";
import { sha256 } from "../../../pipeline/engine/canonical.ts";
import { Locks } from "../../../pipeline/engine/lock.ts";
import type { Job } from "../../../pipeline/engine/executor.ts";
import { type Outcome, Resolver } from "../../../pipeline/engine/resolve.ts";
import type { RunObserver } from "../../../pipeline/engine/run_options.ts";
import { runDag } from "../../../pipeline/engine/scheduler.ts";
import type { Stage } from "../../../pipeline/engine/stage.ts";
import type { Store } from "../../../pipeline/engine/store.ts";
import {
  filesBelow,
  from,
  JOIN,
  overwrite,
  recordOf,
  ScratchProject,
  stage,
} from "./scratch_project.ts";

const FILES = { "join.ts": JOIN };

function join_(label: string, ...parents: string[]): Stage {
  return stage(label, "join.ts", {
    parameters: { label },
    inputs: { x: parents.map((parent) => from(parent)) },
  });
}

/** Runs a family, then again with other children, losing the parent's blob when it is settled. */
async function lose(
  spoil: (path: string) => void,
  slots: number,
): Promise<{ ran: string[]; texts: string[]; settled: string[] }> {
  using project = new ScratchProject(FILES);
  const family = (version: string): Stage[] => [
    join_("root"),
    join_("parent", "root"),
    ...[1, 2, 3].map((i) =>
      stage(`child${i}`, "join.ts", {
        parameters: { label: `${version}${i}` },
        inputs: { x: from("parent") },
      })
    ),
    join_("end", "child1", "child2", "child3", "parent"),
  ];
  const first = await project.run(family("v"));
  const settled: string[] = [];
  let lost = false;
  const second = await project.run(family("w"), {
    slots,
    observer: {
      settled: ({ name }, { status }) => {
        settled.push(`${name} ${status}`);
        if (name !== "parent" || lost) return;
        lost = true;
        spoil(project.blob(first, "parent"));
      },
    },
  });
  const again = await project.run(family("w"));
  assertEquals(again.ran, []);
  return {
    ran: second.ran,
    settled,
    texts: ["child1", "child2", "child3"].map((name) => project.text(second, name)),
  };
}

Deno.test("an input lost in the middle of a run is made again, once, for all who wait", async () => {
  const spoils: ((path: string) => void)[] = [
    (path) => Deno.removeSync(path),
    (path) => overwrite(path, new TextEncoder().encode("parent(x=rood())")),
    (path) => overwrite(path, new Uint8Array()),
  ];
  for (const spoil of spoils) {
    for (const slots of [1, 2, 4]) {
      const { ran, texts, settled } = await lose(spoil, slots);
      assertEquals(ran, ["parent", "child1", "child2", "child3", "end"], `${slots} slots`);
      assertEquals(texts, [1, 2, 3].map((i) => `w${i}(x=parent(x=root(x=)))`));
      assertEquals(settled.filter((text) => text.startsWith("parent")), [
        "parent cached",
        "parent ran",
      ]);
    }
  }
});

Deno.test("an input lost with all it was made from is made again", async () => {
  using project = new ScratchProject(FILES);
  const line = (end: string) => [join_("a"), join_("b", "a"), join_("c", "b"), join_(end, "c")];
  const first = await project.run(line("d"));
  const second = await project.run(line("e"), {
    observer: {
      settled: ({ name }, { status }) => {
        if (name !== "c" || status !== "cached") return;
        for (const lost of ["a", "b", "c"]) Deno.removeSync(project.blob(first, lost));
      },
    },
  });
  assertEquals(second.ran, ["a", "b", "c", "e"]);
  assertEquals(project.text(second, "e"), "e(x=c(x=b(x=a(x=))))");
});

/** Runs stages with a function in the place of workers. */
async function runWith(
  project: ScratchProject,
  stages: readonly Stage[],
  run: (job: Job, store: Store) => string | Promise<string>,
  observer: RunObserver = {},
  openLocks: (root: string) => Locks = (root) => new Locks(root),
): Promise<ReadonlyMap<string, Outcome>> {
  const store = project.store();
  const bundler = new Bundler(project.root, store);
  const locks = openLocks(store.root);
  const cost = { seconds: 0, cpuSeconds: 0, peakBytes: 0 };
  const execute = async (job: Job) => ({
    outputs: { out: new TextEncoder().encode(await run(job, store)) },
    cost,
  });
  try {
    return await runDag(buildDag(stages), {
      resolver: new Resolver(project.root, store, bundler),
      executor: { slots: 2, warmth: () => 1, run: execute, close: () => Promise.resolve() },
      locks,
      keepGoing: true,
      observer,
    });
  } finally {
    locks.close();
    await bundler.close();
  }
}

Deno.test("an input that cannot be made again blocks who waits for it", async () => {
  using project = new ScratchProject(FILES);
  const stages = (label: string) => [
    join_("parent"),
    ...["x", "y"].map((child) =>
      stage(child, "join.ts", { parameters: { label, child }, inputs: { x: from("parent") } })
    ),
  ];
  const first = await runWith(project, stages("1"), () => "once");
  const outcomes = await runWith(project, stages("2"), () => {
    throw new Error("Not twice.");
  }, {
    settled: ({ name }, { status }) => {
      if (name !== "parent" || status !== "cached") return;
      Deno.removeSync(project.blob({ outcomes: first }, "parent"));
    },
  });
  assertEquals(Object.fromEntries(outcomes), {
    parent: { status: "failed", message: "Not twice." },
    x: { status: "blocked", by: "parent" },
    y: { status: "blocked", by: "parent" },
  });
});

Deno.test("what another run finishes between the look and the lock is not computed again", async () => {
  using project = new ScratchProject(FILES);
  const first = await runWith(project, [join_("a")], () => "once");
  const path = project.store().recordPath(recordOf({ outcomes: first }, "a").key);
  const record = Deno.readTextFileSync(path);
  Deno.removeSync(path);
  class LateLocks extends Locks {
    override acquire(key: string): boolean {
      Deno.writeTextFileSync(path, record);
      return super.acquire(key);
    }
  }
  const outcomes = await runWith(
    project,
    [join_("a")],
    () => "twice",
    {},
    (root) => new LateLocks(root),
  );
  assertEquals(outcomes.get("a")?.status, "cached");
});

Deno.test("a bundle lost in the middle of a run is made again", async () => {
  using project = new ScratchProject(FILES);
  const { digest, text } = await project.bundle({ entry: "join.ts" });
  const outcomes = await runWith(project, [join_("a")], async (job, store) => {
    Deno.removeSync(store.blobPath(digest));
    // Not in memory either, which was needed for something else.
    store.check({ digest, bytes: 0 });
    return (await job.loadable(true)).text === text ? "the same" : "another";
  });
  assertEquals(project.text({ outcomes }, "a"), "the same");
});

Deno.test("native stages get files that were checked, and lost ones are made again", async () => {
  using project = new ScratchProject({ ...FILES, "data.txt": "from a file" });
  const stages = (label: string) => [
    join_("parent"),
    stage("native", "join.ts", {
      files: true,
      code: { entry: "join.ts", native: ["esbuild"] },
      parameters: { label },
      inputs: { made: from("parent"), file: { file: "data.txt" } },
    }),
  ];
  const run = ({ name, native = {} }: Job): string =>
    name === "parent"
      ? "from a stage"
      : [native.made, native.file].map((paths) => Deno.readTextFileSync(paths![0]!)).join();
  const first = { outcomes: await runWith(project, stages("first"), run) };
  const inputs = recordOf(first, "native").components.inputs;
  for (const role of ["made", "file"]) {
    const blob = project.store().blobPath(inputs[role]![0]!);
    for (const wrong of [undefined, "from a fail!", ""]) {
      let spoiled = false;
      const outcomes = await runWith(project, stages(`${role} ${wrong}`), run, {
        // The last moment before the inputs are looked at.
        started: ({ name }) => {
          if (name !== "native" || spoiled) return;
          spoiled = true;
          if (wrong === undefined) Deno.removeSync(blob);
          else overwrite(blob, new TextEncoder().encode(wrong));
        },
      });
      assertEquals(project.text({ outcomes }, "native"), "from a stage,from a file");
    }
  }
});

Deno.test("an error of the engine's own ends the run, with what was finished kept", async () => {
  using project = new ScratchProject(FILES);
  const stages = [join_("a"), join_("b", "a"), join_("c", "b")];
  await assertRejects(
    () =>
      project.run(stages, {
        observer: {
          settled: ({ name }) => {
            if (name === "b") throw new Error("The pipe is closed.");
          },
        },
      }),
    Error,
    "The pipe is closed.",
  );
  assertEquals((await project.run(stages)).cached, ["a", "b"]);
});

Deno.test("all of a wide graph is run though results wait for the disk", async () => {
  using project = new ScratchProject(FILES);
  const wide = Array.from({ length: 200 }, (_, i) => join_(`w${i}`));
  const { ran } = await project.run([...wide, join_("all", ...wide.map(({ name }) => name))]);
  assertEquals(ran.length, 201);
  assert(filesBelow(join(project.storeRoot, "tmp")).length === 0);
});

Deno.test("what is damaged while a stage reads it from its file is made again, but not for ever", async () => {
  for (
    const [damages, fails, status] of [[1, false, "ran"], [2, true, "ran"], [9, true, "failed"]]
  ) {
    using project = new ScratchProject(FILES);
    const reader: Stage = {
      ...stage("reader", "join.ts", { inputs: { x: from("parent") } }),
      files: true,
    };
    let times = 0;
    const outcomes = await runWith(project, [join_("parent"), reader], (job, store) => {
      if (job.name === "parent") return "parent";
      const path = store.blobPath(sha256("parent"));
      const read = Deno.readTextFileSync(path);
      if (times++ < Number(damages)) overwrite(path, new TextEncoder().encode("pa"));
      if (fails && times <= Number(damages)) throw new Error("Cut short.");
      return read;
    });
    const outcome = outcomes.get("reader")!;
    assertEquals(outcome.status, status);
    if (outcome.status === "failed") {
      assertEquals(
        outcome.message,
        `What it reads (${sha256("parent").slice(0, 12)}) was damaged 6 times before it ended; ` +
          "something else writes to the store, or the stage itself does.",
      );
    } else assertEquals(project.text({ outcomes }, "reader"), "parent");
  }
});
