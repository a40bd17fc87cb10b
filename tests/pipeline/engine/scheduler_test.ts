import type { JsonObject } from "../../../pipeline/engine/canonical.ts";
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { failureText } from "../../../pipeline/engine/resolve.ts";
import type { Stage } from "../../../pipeline/engine/stage.ts";
import {
  filesBelow,
  from,
  JOIN,
  recordOf,
  ScratchProject,
  stage,
  waiting,
} from "./scratch_project.ts";

const FILES = {
  "join.ts": JOIN,
  "fail.ts": `export const run = () => { throw new Error("No convergence."); };`,
  "wait.ts": `export const run = async ({ label, milliseconds }) => {
    await new Promise((done) => setTimeout(done, milliseconds));
    return { out: new TextEncoder().encode(label) };
  };`,
  "never.ts": `export const run = () => new Promise(() => {});`,
};

function join_(label: string, ...parents: string[]): Stage {
  return stage(label, "join.ts", {
    parameters: { label },
    inputs: { x: parents.map((parent) => from(parent)) },
  });
}

Deno.test("without keepGoing a failure stops what has not started", async () => {
  using project = new ScratchProject(FILES);
  const stages = [
    join_("a"),
    stage("bad", "fail.ts"),
    join_("after", "bad"),
    join_("child", "a"),
    waiting("other", "wait.ts", { parameters: { label: "other", milliseconds: 1 } }),
  ];
  const { ran, failed, blocked, outcomes } = await project.run(stages, { slots: 1 });
  assertEquals(ran, ["a", "child"], "what is deep comes first");
  assertEquals(failed, { bad: "No convergence." });
  assertEquals(blocked, {});
  assertEquals([...outcomes.keys()], ["a", "bad", "child"]);
});
Deno.test("among equals a stage whose bundle is loaded goes first", async () => {
  using project = new ScratchProject(FILES);
  const waits = (label: string) =>
    waiting(label, "wait.ts", { parameters: { label, milliseconds: 1 } });
  const started: string[] = [];
  await project.run([join_("a1"), waits("b1"), join_("a2"), waits("b2")], {
    slots: 1,
    observer: { started: ({ name }) => started.push(name) },
  });
  assertEquals(started, ["a1", "a2", "b1", "b2"]);
});

Deno.test("with keepGoing only what depends on a failure is blocked, by its name", async () => {
  using project = new ScratchProject(FILES);
  const stages = [
    stage("bad", "fail.ts"),
    join_("child", "a", "bad"),
    join_("grandchild", "child"),
    join_("a"),
    join_("b", "a"),
  ];
  const { ran, failed, blocked } = await project.run(stages, { keepGoing: true });
  assertEquals(ran, ["a", "b"]);
  assertEquals(failed, { bad: "No convergence." });
  assertEquals(blocked, { child: "bad", grandchild: "bad" });
  // What failed is tried again; what ran is not.
  project.write("fail.ts", JOIN);
  assertEquals((await project.run(stages)).ran, ["bad", "child", "grandchild"]);
});

Deno.test("parameters that JSON has no form for fail their stage alone, by name", async () => {
  using project = new ScratchProject(FILES);
  let deep: JsonObject = {};
  for (let i = 0; i < 20_000; i++) deep = { deep };
  const stages = [
    stage("infinite", "join.ts", { parameters: { a: [1e400] } }),
    stage("deep", "join.ts", { parameters: deep }),
    stage("sound", "join.ts", { parameters: { label: "\ud800", ["__proto__"]: -0 } }),
  ];
  const { ran, failed } = await project.run(stages, { keepGoing: true });
  assertEquals(ran, ["sound"]);
  assertEquals(failed, {
    infinite:
      'Of stage "infinite" parameters.a[0] is Infinity, which JSON cannot hold; use null or a ' +
      "string.",
    deep: 'The parameters of stage "deep" are nested too deep; make them flat.',
  });
});

Deno.test("an input that may have failed gets the record of the failure", async () => {
  using project = new ScratchProject(FILES);
  const report = stage("report", "join.ts", {
    inputs: {
      x: [from("good"), { ...from("bad"), orFailure: true }, { ...from("child"), orFailure: true }],
    },
  });
  const stages = [join_("good"), stage("bad", "fail.ts"), join_("child", "bad"), report];
  const first = await project.run(stages, { keepGoing: true });
  assertEquals(first.ran, ["good", "report"]);
  assertEquals(
    project.text(first, "report"),
    `(x=good(x=)+${failureText("bad", "No convergence.")}+${
      failureText("child", "Blocked by bad: No convergence.")
    })`,
  );
  assertEquals(JSON.parse(failureText("bad", "No convergence.")), {
    failure: { stage: "bad", message: "No convergence." },
  });
  // The same failure again is the same input; a success is another.
  assertEquals((await project.run(stages, { keepGoing: true })).ran, []);
  project.write("fail.ts", JOIN);
  const mended = await project.run(stages);
  assertEquals(mended.ran, ["bad", "child", "report"]);
  assertEquals(project.text(mended, "report"), "(x=good(x=)+()+child(x=()))");
});

Deno.test("what a stage returns must be what it declares", async () => {
  using project = new ScratchProject({
    "s.ts": `const bytes = () => new Uint8Array([1]);
      export const run = ({ made }) => Object.fromEntries(made.map((name) => [name, bytes()]));`,
    "text.ts": `export const run = () => ({ out: "text" });`,
  });
  const made = (name: string, outputs: string[], made: string[]) =>
    stage(name, "s.ts", { outputs, parameters: { made } });
  const { ran, failed } = await project.run([
    made("right", ["b", "a"], ["a", "b"]),
    made("less", ["a", "b"], ["a"]),
    made("more", ["a"], ["b", "a"]),
    made("other", ["a"], ["b"]),
    made("none", ["a"], []),
    stage("text", "text.ts"),
  ], { keepGoing: true });
  assertEquals(ran, ["right"]);
  assertEquals(failed, {
    less: "It returned the outputs a but declares a, b.",
    more: "It returned the outputs a, b but declares a.",
    other: "It returned the outputs b but declares a.",
    none: "It returned the outputs (none) but declares a.",
    text: `TypeError: Output "out" is not a Uint8Array; encode it.`,
  });
});

Deno.test("the number of slots does not matter, nor does the order of declaration", async () => {
  const stages = Array.from({ length: 30 }, (_, i) => {
    const parents = [i - 1, i - 3, i - 7].filter((parent) => parent >= 0 && i % 5 !== 0);
    return stage(`s${i}`, "join.ts", {
      parameters: { label: `s${i}` },
      inputs: { x: parents.map((parent) => from(`s${parent}`)) },
    });
  });
  const results = [];
  for (const [slots, declared] of [[1, stages], [2, [...stages].reverse()], [4, stages]] as const) {
    using project = new ScratchProject(FILES);
    const report = await project.run(declared, { slots });
    assertEquals(report.ran.length, 30);
    const digests = stages.map(({ name }) => recordOf(report, name));
    results.push(digests.map(({ key, outputs }) => [key, outputs.out!.digest]));
  }
  assertEquals(results[1], results[0]);
  assertEquals(results[2], results[0]);
});

Deno.test("no more stages than slots are at work, and as many as there are", async () => {
  using project = new ScratchProject(FILES);
  let running = 0;
  let most = 0;
  const stages = Array.from(
    { length: 8 },
    (_, i) => waiting(`s${i}`, "wait.ts", { parameters: { label: `${i}`, milliseconds: 20 } }),
  );
  await project.run(stages, {
    slots: 3,
    observer: {
      started: () => void (most = Math.max(most, ++running)),
      settled: () => void running--,
    },
  });
  assertEquals(most, 3);
});

Deno.test("two stages with one key are computed once", async () => {
  using project = new ScratchProject(FILES);
  const twin = (name: string) =>
    waiting(name, "wait.ts", { parameters: { label: "x", milliseconds: 30 } });
  const { ran, cached } = await project.run([twin("one"), twin("two"), twin("three")], {
    slots: 3,
  });
  assertEquals([ran.length, cached.length], [1, 2]);
});

Deno.test("an abort ends the run at once and keeps what was finished", async () => {
  using project = new ScratchProject(FILES);
  const stages = [
    join_("a"),
    join_("b", "a"),
    stage("never", "never.ts", { inputs: { x: from("b") } }),
    join_("after", "never"),
  ];
  const abort = new AbortController();
  const interrupted = await project.run(stages, {
    signal: abort.signal,
    observer: { started: ({ name }) => void (name === "never" && abort.abort()) },
  });
  assertEquals(interrupted.ran, ["a", "b"]);
  assertEquals(filesBelow(join(project.storeRoot, "locks")), []);
  // The same while it waits.
  const later = new AbortController();
  const again = await project.run(stages, {
    signal: later.signal,
    observer: { started: () => void setTimeout(() => later.abort(), 20) },
  });
  assertEquals([again.ran, again.cached], [[], ["a", "b"]]);
  project.write("never.ts", JOIN);
  assertEquals((await project.run(stages)).cached, ["a", "b"]);
  const before = await project.run(stages, { signal: AbortSignal.abort() });
  assertEquals([...before.outcomes], []);
});

Deno.test("a worker that dies between two stages does not hang the run", async () => {
  using project = new ScratchProject({
    ...FILES,
    "late.ts": `export const run = ({ label }) => {
      setTimeout(() => { throw new Error("left behind"); }, 1);
      return { out: new TextEncoder().encode(label) };
    };`,
  });
  // Those that read files wait until these are on disk, which gives the worker the time to die.
  const stages = [
    waiting("first", "late.ts", { parameters: { label: "1" } }),
    waiting("pause", "wait.ts", {
      files: true,
      parameters: { label: "", milliseconds: 60 },
      inputs: { x: from("first") },
    }),
    waiting("second", "late.ts", {
      files: true,
      parameters: { label: "2" },
      inputs: { x: from("pause") },
    }),
  ];
  const { ran } = await project.run(stages, { slots: 1, signal: AbortSignal.timeout(60_000) });
  assertEquals(ran, ["first", "pause", "second"]);
});
