import { assert, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { saba, type SabaOptions, soba } from "../../../estimators/parametric/single_loop.ts";
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

const quadratic = published();
const logistic = smallLogistic();
const tiny = tinySum();
const at = {
  x: normals(tiny.dx, "tiny x"),
  y: normals(tiny.dy, "tiny y"),
  u: normals(tiny.dy, "u"),
};
const random = Stream.of("unused");

Deno.test("SOBA takes one joint step along directions at the old point", () => {
  const options = {
    outerStep: 0.3,
    lowerStep: 0.2,
    adjointStep: 0.1,
    lowerDecay: 0.5,
    outerDecay: 1,
  };
  const k = 3;
  const next = soba(options).step(tiny, at, k, random);
  const { x, y, u } = at;
  const g = tiny.lower.gradient(x, y);
  const hu = tiny.lower.hessian(x, y).times(u);
  const cross = tiny.lower.cross(x, y, u);
  const fx = tiny.outer.gradientX(x, y);
  const fy = tiny.outer.gradientY(x, y);
  assertNear(next.y, y.map((value, l) => value - 0.2 / 2 * g[l]), 1e-15);
  assertNear(next.u, u.map((value, l) => value - 0.1 / 2 * (hu[l] - fy[l])), 1e-15);
  assertNear(next.x, x.map((value, j) => value - 0.3 / 4 * (fx[j] - cross[j])), 1e-15);
});

Deno.test("SOBA and SABA on whole levels end at the minimiser", () => {
  for (const method of [soba({ outerStep: 0.1 }), saba({ outerStep: 0.1 })]) {
    const { x, y } = iterate(method, quadratic, 3000);
    assertNear(x, quadratic.minimiser, 1e-9);
    assertNear(y, quadratic.exactLower(x), 1e-9);
  }
});

Deno.test("a minibatch of everything is the whole level, and SABA on it is SOBA", () => {
  const options = { outerStep: 0.2, outerDecay: 0.5 };
  for (const problem of [logistic, tiny]) {
    const whole = iterate(soba(options), problem, 12);
    const others = [
      soba({ ...options, batch: 1000 }),
      saba({ ...options, batch: 1000 }),
      saba({ ...options, batch: 1000, tables: "full" }),
      saba(options),
    ];
    for (const method of others) {
      const state = iterate<typeof whole>(method as ReturnType<typeof soba>, problem, 12);
      for (const key of ["x", "y", "u"] as const) assertNear(state[key], whole[key], 1e-12, key);
    }
  }
});

Deno.test("SOBA's directions are unbiased: the mean over all draws", () => {
  const sources = everyDraw({ "lower/0": 5, "outer/0": 3 });
  const options = { outerStep: 0.3, lowerStep: 0.2 };
  const mean = expected(soba({ ...options, batch: 2 }), tiny, at, sources);
  const sure = soba(options).step(tiny, at, 0, random);
  const one = soba({ ...options, batch: 2 }).step(tiny, at, 0, sources[0]);
  for (const key of ["x", "y", "u"] as const) {
    assertNear(mean[key], sure[key], 1e-14, key);
    assert(distance(one[key], sure[key]) > 1e-3, key);
  }
});

Deno.test("SABA's directions are unbiased, whatever is in its tables", () => {
  const sources = everyDraw({ "lower/0": 5, "outer/0": 3 });
  for (const tables of ["zero", "full"] as const) {
    const options: SabaOptions = { outerStep: 0.3, lowerStep: 0.2, tables, batch: 2 };
    const method = saba(options);
    // Tables of some other points
    const { lowerTable, outerTable } = iterate(method, tiny, 4);
    const state = { ...at, lowerTable, outerTable };
    const mean = expected(method, tiny, state, sources);
    const sure = soba({ outerStep: 0.3, lowerStep: 0.2 }).step(tiny, at, 0, random);
    for (const key of ["x", "y", "u"] as const) assertNear(mean[key], sure[key], 1e-14, key);
  }
});

Deno.test("SABA's tables keep the last terms of each block, and their mean", () => {
  const method = saba({ outerStep: 0.3, lowerStep: 0.2, batch: 2 });
  let state = method.init(tiny);
  const shares = [1 / 5, 2 / 5, 2 / 5];
  const shares2 = [1 / 3, 2 / 3];
  for (let k = 0; k < 30; k++) {
    const before = state;
    state = method.step(tiny, state, k, Stream.of("tables", k));
    const changed = state.lowerTable.rows.filter((row, i) => row !== before.lowerTable.rows[i]);
    assertEquals(changed.length, 1);
  }
  for (
    const [table, weights] of [[state.lowerTable, shares], [state.outerTable, shares2]] as const
  ) {
    table.mean.forEach((mean, q) => {
      const sum = mean.map((_, l) =>
        weights.reduce((total, share, i) => total + share * table.rows[i][q][l], 0)
      );
      assertNear(mean, sum, 1e-13);
    });
  }
});

Deno.test("full tables are a pass over all blocks at the start, zero tables cost nothing", () => {
  const { problem, counts, reset } = counted(tiny);
  const zero = saba({ outerStep: 0.3, batch: 2 }).init(problem);
  assertEquals(counts.calls.lowerGradient, 0);
  assert(zero.lowerTable.rows.every((terms) => terms.every((term) => term.every((v) => v === 0))));
  reset();
  const full = saba({ outerStep: 0.3, batch: 2, tables: "full" }).init(problem);
  assertEquals(counts.samples.lowerGradient, 5);
  assertEquals(counts.samples.outerGradientY, 3);
  const { x, y } = tiny.start;
  assertNear(full.lowerTable.mean[0], tiny.lower.gradient(x, y), 1e-14);
  assertNear(full.outerTable.mean[0], tiny.outer.gradientY(x, y), 1e-14);
  assertEquals(full.lowerTable.rows.length, 3);
});

Deno.test("calls of an iteration: one of each, on one minibatch of each level", () => {
  const { problem, counts, reset } = counted(logistic);
  const methods = [soba({ outerStep: 0.1, batch: 8 }), saba({ outerStep: 0.1, batch: 8 })];
  for (const method of methods) {
    const state = method.init(problem);
    reset();
    // deno-lint-ignore no-explicit-any
    method.step(problem, state as any, 0, Stream.of("calls"));
    assertEquals(counts.calls, {
      ...counts.calls,
      lowerValue: 0,
      lowerGradient: 1,
      hessian: 1,
      hessianVector: 1,
      cross: 1,
      outerValue: 0,
      outerGradientX: 1,
      outerGradientY: 1,
    });
    assertEquals([counts.samples.lowerGradient, counts.samples.hessianVector], [8, 8]);
  }
});

Deno.test("with constant steps SABA's variance goes to 0 and SOBA's does not", () => {
  const problem = tinySum(20, 12);
  const options = { outerStep: 0.05, lowerStep: 0.1, batch: 4 };
  const norm = (x: Float64Array): number =>
    Math.sqrt(problem.exactGradient(x).reduce((sum, value) => sum + value * value, 0));
  const run = (method: ReturnType<typeof soba>): number =>
    norm(iterate(method, problem, 3000, Stream.of("variance")).x);
  // The weights move slowly: compare the distance of y from y*(x), which is a fast variable
  const gap = (method: ReturnType<typeof soba>): number => {
    const { x, y } = iterate(method, problem, 3000, Stream.of("variance"));
    return distance(y, problem.exactLower(x));
  };
  const reduced = gap(saba(options) as unknown as ReturnType<typeof soba>);
  const plain = gap(soba(options));
  assert(reduced < plain / 20, `${reduced} against ${plain}`);
  assert(run(soba(options)) < norm(problem.start.x));
});

Deno.test("SOBA and SABA see the same minibatches", () => {
  const options = { outerStep: 0.3, lowerStep: 0.2, batch: 2 };
  for (const method of [soba(options), saba(options)]) {
    assertEquals(streamsOf(method as ReturnType<typeof soba>, tiny), ["lower/0", "outer/0"]);
  }
  const one = iterate(soba(options), tiny, 1);
  const other = iterate(saba(options), tiny, 1);
  // With tables of 0 the first SAGA direction is the minibatch's own
  for (const key of ["x", "y", "u"] as const) assertNear(other[key], one[key], 1e-15, key);
});

Deno.test("too long steps diverge into numbers that are not finite, and throw nothing", () => {
  const wild = { outerStep: 1e4, lowerStep: 1e3 };
  const { x } = iterate(soba(wild), quadratic, 300);
  assert(!x.every(Number.isFinite));
  assert(!iterate(saba(wild), quadratic, 300).x.every(Number.isFinite));
});

Deno.test("malformed options are refused in one sentence", () => {
  const refused: [() => unknown, string][] = [
    [() => soba({} as never), "soba: outerStep is missing: give a positive finite number"],
    [() => soba({ outerStep: 1, tables: "zero" } as never), "soba: there is no option tables"],
    [
      () => saba({ outerStep: 1, tables: "half" } as never),
      'saba: tables is "half": give "zero" or "full", or leave it out',
    ],
    [() => saba({ outerStep: 1, adjointStep: -1 }), "saba: adjointStep is -1"],
    [
      () => saba({ outerStep: 1, batch: 3 }).init(quadratic),
      "saba: batch is 3, but quadratic is no finite sum",
    ],
  ];
  for (const [call, sentence] of refused) assertThrows(call, RangeError, sentence);
});
