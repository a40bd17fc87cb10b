import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { Bundler } from "../../../pipeline/engine/bundle.ts";
import { type Change, changesBetween } from "../../../pipeline/engine/explain.ts";
import { lastKeys, rememberKeys } from "../../../pipeline/engine/history.ts";
import type { Outcome } from "../../../pipeline/engine/resolve.ts";
import type { Artifact, KeyComponents, Stage } from "../../../pipeline/engine/stage.ts";
import {
  filesBelow,
  from,
  JOIN,
  overwrite,
  recordOf,
  ScratchProject,
  stage,
} from "./scratch_project.ts";

const FILES = {
  "join.ts": JOIN,
  "double.ts": `
    import { factor } from "./lib/factor.ts";
    export const run = ({ n }) => ({ out: new Uint8Array([n * factor]) });`,
  "lib/factor.ts": "export const factor = 2;",
  "data.csv": "x\n1\n",
};

function chain(n = 3): Stage[] {
  return [
    stage("double", "double.ts", { parameters: { n, grid: [1, 2] }, random: ["s", 1] }),
    stage("read", "join.ts", { inputs: { x: { file: "data.csv" } } }),
    stage("join", "join.ts", { inputs: { a: from("double"), b: from("read") } }),
  ];
}

/** Each stage's status, with the reason if it is due. */
function summary(outcomes: ReadonlyMap<string, Outcome>): Record<string, string> {
  return Object.fromEntries(
    [...outcomes].map(([name, outcome]) => [
      name,
      outcome.status === "due"
        ? outcome.because
        : outcome.status === "failed"
        ? `failed: ${outcome.message}`
        : outcome.status === "blocked"
        ? `blocked by ${outcome.by}`
        : outcome.status,
    ]),
  );
}

Deno.test("a plan says what would run and why, and what would not", async () => {
  using project = new ScratchProject(FILES);
  const upstream = '"double" would run before it';
  const fresh = "its key is new";
  assertEquals(summary(await project.plan(chain())), {
    double: fresh,
    read: fresh,
    join: upstream,
  });
  const first = await project.run(chain());
  const cached = { double: "cached", read: "cached", join: "cached" };
  assertEquals(summary(await project.plan(chain())), cached);

  assertEquals(summary(await project.plan(chain(4))), { ...cached, double: fresh, join: upstream });
  project.edit("lib/factor.ts", "2", "3");
  assertEquals(summary(await project.plan(chain())), { ...cached, double: fresh, join: upstream });
  project.edit("lib/factor.ts", "3", "2");
  project.write("data.csv", "x\n2\n");
  assertEquals(summary(await project.plan(chain())), {
    ...cached,
    read: fresh,
    join: '"read" would run before it',
  });
  project.write("data.csv", FILES["data.csv"]);
  assertEquals(summary(await project.plan(chain())), cached);

  Deno.removeSync(project.blob(first, "join"));
  assertEquals(summary(await project.plan(chain())), {
    ...cached,
    join: "an output is no longer in the store",
  });
  project.age();
  overwrite(project.blob(first, "double"), new Uint8Array([7]));
  assertEquals(summary(await project.plan(chain())), {
    ...cached,
    double: "an output is no longer in the store",
    // What it gave once it will give again.
    join: "an output is no longer in the store",
  });
  assertEquals((await project.run(chain())).ran, ["double", "join"]);
});

Deno.test("what is planned is what then runs, but for what gives the same bytes", async () => {
  using project = new ScratchProject(FILES);
  await project.run(chain());
  project.edit("double.ts", "n * factor", "factor * n");
  const due = [...await project.plan(chain())].filter(([, { status }]) => status === "due");
  assertEquals(due.map(([name]) => name), ["double", "join"]);
  assertEquals((await project.run(chain())).ran, ["double"]);
});

Deno.test("a plan runs nothing and writes no record", async () => {
  using project = new ScratchProject(FILES);
  await project.plan(chain());
  assertEquals(filesBelow(join(project.storeRoot, "actions")), []);
  assertEquals(filesBelow(join(project.storeRoot, "locks")), []);
});

Deno.test("a plan tells what cannot run, and what that blocks", async () => {
  using project = new ScratchProject(FILES);
  project.write("double.ts", "export const run = (");
  Deno.removeSync(join(project.root, "data.csv"));
  const report = stage("report", "join.ts", {
    inputs: { x: { ...from("double"), orFailure: true } },
  });
  const { double, ...rest } = summary(await project.plan([...chain(), report]));
  assertEquals(double!.startsWith("failed: The code of double.ts cannot be bundled: "), true);
  assertEquals(rest, {
    read: 'failed: Stage "read" needs the file data.csv, which is not there; restore it.',
    join: "blocked by double",
    report: "its key is new",
  });
});

/** What changed in the key of `double` since it last ran. */
async function explain(project: ScratchProject, stages: readonly Stage[]): Promise<Change[]> {
  const store = project.store();
  const before = store.record(lastKeys(store).get("double")!)!.components;
  const outcome = (await project.plan(stages)).get("double")!;
  if (outcome.status !== "due") return [];
  return changesBetween(before, outcome.components!, new Bundler(project.root, store));
}

Deno.test("why a stage would run is told by component, from what to what", async () => {
  using project = new ScratchProject(FILES);
  const first = await project.run(chain());
  assertEquals(await explain(project, chain()), []);
  assertEquals(await explain(project, chain(4)), [
    { component: "parameters.n", from: "3", to: "4" },
  ]);
  const [double, ...others] = chain();
  const moved = {
    ...double!,
    parameters: { n: 3, scale: "log" },
    random: ["s", 2],
    inputs: { x: { file: "data.csv" } },
  };
  assertEquals(await explain(project, [moved, ...others]), [
    { component: "parameters.grid", from: "[1,2]", to: "(absent)" },
    { component: "parameters.scale", from: "(absent)", to: '"log"' },
    {
      component: "inputs.x",
      from: "(absent)",
      to: JSON.stringify(recordOf(first, "read").components.inputs.x),
    },
    { component: "random", from: '["s",1]', to: '["s",2]' },
  ]);
  // The comment is in a file too, but does not change what runs.
  project.edit("double.ts", "export", "// Twice.\nexport");
  assertEquals(await explain(project, chain()), []);
  project.edit("lib/factor.ts", "2", "3");
  assertEquals(await explain(project, chain()), [{
    component: "code",
    from: recordOf(first, "double").components.code,
    to: (await project.bundle({ entry: "double.ts" })).digest,
    files: ["lib/factor.ts"],
  }]);
});

Deno.test("a change of Deno or of the records' form is told too", () => {
  const before: KeyComponents = {
    schema: 1,
    code: "c",
    parameters: {},
    random: [],
    inputs: { x: ["a", "b"] },
    runtime: { deno: "2.9.6", duck: "1" },
  };
  const after = { ...before, schema: 2, runtime: { deno: "2.9.7" }, inputs: { x: ["b", "a"] } };
  const bundler = { filesOf: () => new Map<string, string>() };
  assertEquals(changesBetween(before, after, bundler), [
    { component: "schema", from: "1", to: "2" },
    { component: "inputs.x", from: '["a","b"]', to: '["b","a"]' },
    { component: "runtime.deno", from: '"2.9.6"', to: '"2.9.7"' },
    { component: "runtime.duck", from: '"1"', to: "(absent)" },
  ]);
  assertEquals(changesBetween(before, before, bundler), []);
});

Deno.test("the last key of each stage is remembered, over runs and other stages", async () => {
  using project = new ScratchProject(FILES);
  const first = await project.run(chain());
  await project.run([stage("other", "join.ts")]);
  const keys = lastKeys(project.store());
  assertEquals([...keys.keys()], ["double", "join", "other", "read"]);
  assertEquals(keys.get("double"), recordOf(first, "double").key);
  const second = await project.run(chain(4));
  assertEquals(lastKeys(project.store()).get("double"), recordOf(second, "double").key);
  // What did not come to be up to date does not count.
  await rememberKeys(project.store(), new Map([["double", { status: "failed", message: "" }]]));
  assertEquals(lastKeys(project.store()).get("double"), recordOf(second, "double").key);
  for (const garbled of ["", "{", "null", "7", '{"a":7,"b":{"c":"d"},"e":"../../f"}']) {
    Deno.writeTextFileSync(join(project.storeRoot, "last-keys.json"), garbled);
    assertEquals([...lastKeys(project.store())], []);
  }
});

Deno.test("an artifact that is given is an input like any other", async () => {
  using project = new ScratchProject(FILES);
  const put = (text: string) => project.store().put(new TextEncoder().encode(text));
  const reading = (
    artifact: Artifact,
  ) => [stage("read", "join.ts", { inputs: { x: { artifact } } })];
  const [one, other] = [put("one"), put("other")];
  const first = await project.run(reading(one));
  assertEquals(project.text(first, "read"), "(x=one)");
  assertEquals(summary(await project.plan(reading(one))), { read: "cached" });
  assertEquals(summary(await project.plan(reading(other))), { read: "its key is new" });
});
