import { assert, assertEquals, assertNotEquals } from "@std/assert";
import type { JsonObject } from "../../../pipeline/engine/canonical.ts";
import type { Stage } from "../../../pipeline/engine/stage.ts";
import { blocks, type Experiment, gathered } from "../../../pipeline/studies/experiment.ts";
import { GRADIENTS, learned, type Learner, ROOTS } from "../../../pipeline/studies/functional.ts";
import { generalGradients } from "../../../pipeline/studies/general.ts";
import { fixedPointErrors, sid } from "../../../pipeline/studies/fixed_points.ts";
import { traced } from "../../../pipeline/studies/outer_loops.ts";

const PLACE = { study: "s", seed: 1 };
const stagesOf = (...experiments: Experiment[]): readonly Stage[] =>
  gathered(PLACE, experiments).stages;
const namesOf = (stages: readonly Stage[]): string[] => stages.map(({ name }) => name);

const ONE = { name: "one", code: "e.ts#one" };
const TWO = { name: "two", code: "e.ts#two" };
const learner: Learner = { name: "learner", code: "l.ts#l", options: (n) => ({ n }) };
const functional: Experiment = {
  id: "x",
  problem: { name: "problem", code: "p.ts#p" },
  sizes: [100, 200],
  replications: 25,
  block: 10,
  needs: learned({ learners: [learner] }),
  over: [ONE],
  measure: GRADIENTS,
};
const generalWith = (learner: Learner): Experiment => ({
  ...functional,
  ...generalGradients({
    losses: "l.ts#losses",
    folds: 5,
    learner,
    oracle: "e.ts#oracle",
    jackknife: "orthogonal",
  }),
});

Deno.test("more replications add blocks, and change none but the last, unless it is full", () => {
  assertEquals(blocks(25, 10), [0, 10, 20].map((first, b) => ({ first, count: b < 2 ? 10 : 5 })));
  const before = stagesOf(functional);
  const after = namesOf(stagesOf({ ...functional, replications: 40 }));
  const gone = namesOf(before).filter((name) => !after.includes(name));
  assert(gone.length > 0 && gone.every((name) => name.includes("/block=2:5/")));
});

Deno.test("other replications of a problem are blocks of other names", () => {
  const first = stagesOf(functional);
  const other = stagesOf({ ...functional, id: "y", firstReplication: 100 });
  assertEquals(namesOf(other).filter((name) => namesOf(first).includes(name)), []);
  const samples = other.filter(({ name }) => name.endsWith("/samples"));
  assertEquals(
    samples.slice(0, 3).map(({ name, parameters }) => [name.split("/").at(-2), parameters.first]),
    [["block=10", 100], ["block=11", 110], ["block=12:5", 120]],
  );
  const twice = stagesOf(functional, { ...functional, id: "y", replications: 120 });
  assertEquals(
    twice.filter(({ name }) => name === samples[0].name).map(({ parameters }) => parameters),
    [samples[0].parameters],
  );
});

for (
  const [kind, experiment] of [["functional", functional], [
    "general",
    generalWith(learner),
  ]] as const
) {
  Deno.test(`a ${kind} experiment: adding an estimator adds its own stages alone`, () => {
    const before = stagesOf(experiment);
    const names = namesOf(before);
    assertEquals(new Set(names).size, names.length);
    // Two sizes of three blocks: samples, means, errors, estimator and oracle; under general losses there is a
    // jackknife and no stage of samples. Then what gathers.
    assertEquals(names.length, 2 * 3 * 5 + 2);
    const after = stagesOf({ ...experiment, over: [ONE, TWO] });
    const added = namesOf(after).filter((name) => !names.includes(name));
    assertEquals(added.length, 6);
    assert(added.every((name) => name.endsWith("/estimate/two")));
    for (const stage of before.filter(({ kind }) => kind !== "collect")) {
      assertEquals(after.find(({ name }) => name === stage.name), stage);
    }
  });
}

Deno.test("a general experiment: another penalty shares the oracle and nothing else", () => {
  const base = stagesOf(generalWith(learner));
  const penalty = (n: number): JsonObject => ({ n, scale: 50 });
  const other = stagesOf({
    ...generalWith({ ...learner, setting: "penalty-x50", options: penalty }),
    id: "y",
  });
  const shared = other.filter(({ name }) => namesOf(base).includes(name));
  assertEquals(shared.length, 6);
  for (const stage of shared) {
    assert(stage.name.endsWith("/estimate/oracle"));
    assertEquals(base.find(({ name }) => name === stage.name), stage);
  }
  assertNotEquals(other[0].parameters, base[0].parameters);
});

Deno.test("experiments on one problem share samples and means whatever they measure", () => {
  const stages = stagesOf(functional, { ...functional, id: "y", measure: ROOTS });
  const gathers = stages.filter(({ kind }) => kind === "collect");
  assertEquals(namesOf(gathers), ["s/x/collect", "s/y/collect"]);
  const byName = Map.groupBy(stages, ({ name }) => name);
  for (const same of byName.values()) {
    assertEquals(new Set(same.map((of) => JSON.stringify(of))).size, 1);
  }
  const twice = [...byName].filter(([, same]) => same.length === 2).map(([name]) => name);
  assertEquals(twice.length, 2 * 3 * 3);
  assert(twice.every((name) => /\/(samples|means|errors)$/.test(name)));
});

Deno.test("parametric experiments of one name are gathered together, in streams of their problem", () => {
  const parametric: Experiment = {
    id: "x",
    problem: { name: "problem", code: "p.ts#p", options: { n: 3 } },
    replications: 4,
    block: 2,
    over: [{ ...ONE, options: { steps: 1 } }],
    measure: traced({ iterations: 5 }),
  };
  const { stages, database } = gathered(PLACE, [
    parametric,
    { ...parametric, over: [{ ...TWO, options: {}, setting: "a=1" }], firstReplication: 100 },
  ]);
  assertEquals(namesOf(stages), [
    "s/x/problem/block=0/one",
    "s/x/problem/block=1/one",
    "s/x/problem/a=1/block=0/two",
    "s/x/problem/a=1/block=1/two",
    "s/x/collect",
  ]);
  assertEquals(stages[3].parameters.labels, {
    problem: "problem",
    estimator: "two",
    setting: "a=1",
    first: 102,
  });
  assert(stages.slice(0, 4).every(({ random }) => String(random) === "1,s,problem"));
  assertEquals(
    stages[4].inputs.traces,
    namesOf(stages).slice(0, 4).map((stage) => ({
      stage,
      output: "traces",
    })),
  );
  assertEquals(Object.keys(database), ["traces", "trace_metrics"]);
  const [errors] = stagesOf({
    ...parametric,
    over: [sid("sid", [{ t: 1, k: 2, J: 3 }], { batch: 4 })],
    measure: fixedPointErrors({ instances: 7 }),
  });
  const effort = { t: 1, k: 2, J: 3 };
  assertEquals(errors.parameters.efforts, [{ ...effort, options: { batch: 4, ...effort } }]);
  assertEquals([errors.parameters.instances, errors.parameters.adjointTruth], [7, false]);
  assertEquals(String(errors.random), "1,s,problem,instances");
});
