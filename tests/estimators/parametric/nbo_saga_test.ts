import { assert, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { nboGd } from "../../../estimators/parametric/nbo.ts";
import { nboSaga, type NboSagaState } from "../../../estimators/parametric/nbo_saga.ts";
import { counted } from "../../../problems/parametric/counted.ts";
import {
  assertNear,
  distance,
  everyDraw,
  expected,
  iterate,
  normals,
  published,
  smallLogistic,
  streamsOf,
  tinySum,
} from "./support.ts";

const tiny = tinySum();
const at = {
  x: normals(tiny.dx, "tiny x"),
  y: normals(tiny.dy, "tiny y"),
  u: normals(tiny.dy, "u"),
};
const OPTIONS = { outerStep: 0.3, lowerStep: 0.2, batch: 2 };
const random = Stream.of("unused");

/** A point with the tables of some others. */
function filled(tables: "zero" | "full"): NboSagaState {
  const method = nboSaga({ ...OPTIONS, steps: 1, tables });
  return { ...at, tables: iterate(method, tiny, 4).tables };
}

Deno.test("on whole levels, and in minibatches of everything, it is NBO-GD", () => {
  for (const problem of [published(), smallLogistic(), tiny]) {
    for (const steps of [0, 1, 3]) {
      const options = { steps, outerStep: 0.2, outerDecay: 0.5 };
      const whole = iterate(nboGd(options), problem, 8);
      const batches = problem.lowerSum === undefined ? [undefined] : [undefined, 1000];
      for (const batch of batches) {
        for (const tables of ["zero", "full"] as const) {
          const saga = nboSaga({ ...options, tables, ...(batch === undefined ? {} : { batch }) });
          const state = iterate(saga, problem, 8);
          for (const key of ["x", "y", "u"] as const) {
            assertNear(state[key], whole[key], 1e-12, key);
          }
        }
      }
    }
  }
});

Deno.test("y⁺ and u⁺ are those of NBO-GD on average over all draws, whatever is in the tables", () => {
  const sources = everyDraw({ "lower/0": 5, "linsys/0": 5, "linsys/1": 5, "outer/0": 3 })
    .map((source) => ({
      ...source,
      split: (label: string | number) =>
        label === "cross"
          ? Stream.of("any")
          : label === "outer"
          ? outers(source)
          : source.split(label),
    }));
  for (const tables of ["zero", "full"] as const) {
    const method = nboSaga({ ...OPTIONS, steps: 1 });
    const mean = expected(method, tiny, filled(tables), sources);
    const sure = nboGd({ ...OPTIONS, batch: 1000, steps: 1 }).step(tiny, at, 1, random);
    const one = method.step(tiny, filled(tables), 0, sources[0]);
    for (const key of ["y", "u"] as const) {
      assertNear(mean[key], sure[key], 1e-13, key);
      assert(distance(one[key], sure[key]) > 1e-3, key);
    }
  }
});

/** The second draw of the outer level, of which y⁺ and u⁺ know nothing, is any. */
const outers = (source: ReturnType<typeof everyDraw>[number]) => {
  const outer = source.split("outer");
  return {
    ...outer,
    split: (label: string | number) => label === 1 ? Stream.of("any") : outer.split(label),
  };
};

Deno.test("x goes along the gradient at (x, y⁺, u⁺) on average over the draws of that point", () => {
  const fixed = { "lower/0": 1, "linsys/0": 1, "linsys/1": 1, "outer/0": 1 };
  const sources = everyDraw({ ...fixed, "cross/0": 5, "outer/1": 3 });
  const state = filled("full");
  const method = nboSaga({ ...OPTIONS, steps: 1 });
  const mean = expected(method, tiny, state, sources);
  const { x, y, u } = method.step(tiny, state, 0, sources[0]);
  const cross = tiny.lower.cross(at.x, y, u);
  const gradient = tiny.outer.gradientX(at.x, y).map((value, k) => value - cross[k]);
  assertNear(mean.x, at.x.map((value, k) => value - 0.3 * gradient[k]), 1e-14);
  assert(distance(x, mean.x) > 1e-4);
});

Deno.test("each table keeps the last of each block, and their mean", () => {
  const method = nboSaga({ ...OPTIONS, steps: 1 });
  let state = method.init(tiny);
  for (let k = 0; k < 30; k++) {
    const before = state.tables;
    state = method.step(tiny, state, k, Stream.of("tables", k));
    for (const name of ["gradient", "product", "cross", "gradientY", "gradientX"] as const) {
      const { rows, mean } = state.tables[name];
      assertEquals(rows.filter((row, i) => row !== before[name].rows[i]).length, 1, name);
      const shares = rows.length === 3 ? [1 / 5, 2 / 5, 2 / 5] : [1 / 3, 2 / 3];
      const sum = mean[0].map((_, l) =>
        shares.reduce((total, share, i) => total + share * rows[i][0][l], 0)
      );
      assert(distance(mean[0], sum) <= 1e-12, name);
    }
  }
  const { problem, counts } = counted(tiny);
  const full = nboSaga({ ...OPTIONS, steps: 1, tables: "full" }).init(problem);
  assertEquals([counts.samples.lowerGradient, counts.samples.outerGradientY], [5, 3]);
  const { x, y } = tiny.start;
  assertNear(full.tables.gradient.mean[0], tiny.lower.gradient(x, y), 1e-14);
  assertNear(full.tables.gradientX.mean[0], tiny.outer.gradientX(x, y), 1e-14);
});

Deno.test("it asks for what NSBO-SGD asks for, on the same minibatches", () => {
  const { problem, counts, reset } = counted(smallLogistic());
  const calls = (step: (problem: typeof tiny) => unknown) => {
    reset();
    step(problem);
    return structuredClone(counts);
  };
  const options = { steps: 2, outerStep: 0.1, batch: 8 };
  const [saga, sgd] = [nboSaga(options), nboGd(options)];
  const source = Stream.of("calls");
  assertEquals(
    calls((of) => saga.step(of, saga.init(problem), 0, source)),
    calls((of) => sgd.step(of, sgd.init(problem), 0, source)),
  );
  const on = { ...OPTIONS, steps: 1 };
  assertEquals(streamsOf(nboSaga(on), tiny), streamsOf(nboGd(on), tiny));
  // From tables of 0 the first step is that of the minibatches alone.
  const [one, other] = [iterate(nboSaga(on), tiny, 1), iterate(nboGd(on), tiny, 1)];
  for (const key of ["x", "y", "u"] as const) assertNear(one[key], other[key], 1e-15, key);
});

Deno.test("with constant steps its variance goes to 0 and that of NSBO-SGD does not", () => {
  const problem = tinySum(20, 12);
  const options = { steps: 1, outerStep: 0.05, lowerStep: 0.1, batch: 4 };
  const gap = ({ x, y }: { x: Float64Array; y: Float64Array }) =>
    distance(y, problem.exactLower(x));
  const source = Stream.of("variance");
  const saga = gap(iterate(nboSaga(options), problem, 3000, source));
  const sgd = gap(iterate(nboGd(options), problem, 3000, source));
  assert(saga < sgd / 20, `${saga} against ${sgd}`);
});

Deno.test("the moving average is (1 − η) of the last one and η of the newest direction", () => {
  const newest = 0.3;
  const method = nboSaga({ ...OPTIONS, steps: 1, newest });
  const alone = nboSaga({ ...OPTIONS, steps: 1 });
  let state = method.init(tiny);
  let average: Float64Array | undefined;
  for (let k = 0; k < 4; k++) {
    const source = Stream.of("average", k);
    const direction = alone.step(tiny, state, k, source).along!;
    average = average === undefined
      ? direction
      : average.map((value, l) => (1 - newest) * value + newest * direction[l]);
    const { x } = state;
    state = method.step(tiny, state, k, source);
    assertNear(state.x, x.map((value, l) => value - 0.3 * average![l]), 1e-13);
  }
});

Deno.test("malformed options are refused in one sentence", () => {
  const refused: [() => unknown, string][] = [
    [() => nboSaga({ outerStep: 1 } as never), "nbo-saga: steps is missing"],
    [() => nboSaga({ steps: 1, outerStep: 1, newest: 0 }), "nbo-saga: newest is 0"],
    [
      () => nboSaga({ steps: 1, outerStep: 1, batch: 3 }).init(published()),
      "nbo-saga: batch is 3, but quadratic is no finite sum",
    ],
  ];
  for (const [call, sentence] of refused) assertThrows(call, RangeError, sentence);
});
