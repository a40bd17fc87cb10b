import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import type { Hypergradient } from "../../../estimators/parametric/contract.ts";
import { mixedFixedPoint } from "../../../estimators/parametric/mixed_fixed_point.ts";
import {
  stochasticImplicit,
  type StochasticImplicitOptions,
} from "../../../estimators/parametric/stochastic_implicit.ts";
import { countedFixedPoint } from "../../../problems/parametric/counted.ts";
import type { FixedPointProblem } from "../../../problems/parametric/fixed_point_contract.ts";
import {
  everySequence,
  kinds,
  mean,
  rowSource,
  squared,
  tinyRidge,
  tinyWeighted,
} from "./fixed_point_support.ts";
import { assertNear, normals } from "./support.ts";

const HALF = { rule: "constant", size: 0.5 } as const;
const TENTH = { rule: "constant", size: 0.1 } as const;
const N = 5;

const sid = (
  problem: FixedPointProblem,
  options: StochasticImplicitOptions,
  { y = problem.start.y, ...from }: {
    readonly y?: Float64Array;
    readonly u?: Float64Array;
    readonly random?: ReturnType<typeof rowSource>;
  } = {},
): Hypergradient => stochasticImplicit(options)(problem, problem.start.x, { y, ...from });

Deno.test("with an anchor at every step there is no noise, and nothing is drawn", () => {
  const random = rowSource(N, { cross: [0] });
  for (const problem of [tinyRidge, tinyWeighted]) {
    const y = normals(2, "every step");
    const still = { t: 6, k: 5, J: 1, steps: HALF };
    const anchored = { ...still, batch: 1, anchorPeriod: 1, adjointAnchorPeriod: 1 };
    const [one, other] = [sid(problem, anchored, { y, random }), sid(problem, still, { y })];
    assertEquals([one.y, one.u!], [other.y, other.u!]);
  }
});

Deno.test("without a batch size anchors change nothing but rounding", () => {
  for (const [name, problem] of Object.entries(kinds)) {
    const options = { t: 11, k: 11, J: 1, steps: HALF };
    const anchors = { anchorPeriod: 4, adjointAnchorPeriod: 3 };
    const y = normals(problem.dy, name);
    const anchored = sid(problem, { ...options, ...anchors }, { y });
    assertNear(anchored.gradient, sid(problem, options, { y }).gradient, 1e-12, name);
  }
});

Deno.test("the mean over all samples is the run without noise, for y and for v", () => {
  const y = normals(2, "mean");
  const options = { t: 4, k: 4, J: 1, steps: HALF };
  const anchored = { ...options, batch: 1, anchorPeriod: 4, adjointAnchorPeriod: 4 };
  const lower = everySequence(N, { lower: 3, cross: 1 })
    .map((random) => sid(tinyRidge, { ...anchored, k: 0 }, { y, random }).y);
  assertNear(mean(lower), sid(tinyRidge, options, { y }).y, 1e-13);
  const v = normals(2, "mean of v");
  const adjoint = everySequence(N, { linsys: 3, cross: 1 })
    .map((random) => sid(tinyWeighted, { ...anchored, t: 0 }, { y, u: v, random }).u!);
  assertNear(mean(adjoint), sid(tinyWeighted, { ...options, t: 0 }, { y, u: v }).u!, 1e-13);
});

Deno.test("the noise of a step is that of a sample's difference from the anchor", () => {
  const y = normals(2, "noise");
  const { map, mapSum, start: { x } } = tinyWeighted;
  const eta = 0.3;
  const options = { t: 2, k: 0, J: 1, steps: { rule: "constant", size: eta } } as const;
  const still = sid(tinyWeighted, options, { y }).y;
  const first = sid(tinyWeighted, { ...options, t: 1 }, { y }).y;
  const difference = (of: typeof map): Float64Array => {
    const anchor = of.phi(x, y);
    return of.phi(x, first).map((value, l) => value - anchor[l]);
  };
  const centre = difference(map);
  const spread = Array.from(
    { length: N },
    (_, i) => squared(difference(mapSum.batch(Uint32Array.of(i))), centre),
  );
  const errors = everySequence(N, { lower: 1, cross: 1 }).map((random) =>
    squared(sid(tinyWeighted, { ...options, batch: 1, anchorPeriod: 2 }, { y, random }).y, still)
  );
  const [variance, expected] = [errors, spread.map((value) => eta * eta * value)]
    .map((values) => values.reduce((a, b) => a + b) / values.length);
  assert(expected > 1e-5);
  assertAlmostEquals(variance / expected, 1, 1e-10);
});

Deno.test("at the solution there is no noise, whatever is drawn", () => {
  const y = tinyWeighted.exactLower(tinyWeighted.start.x);
  const random = Stream.of("at the solution");
  const options = { t: 30, k: 0, J: 1, batch: 1, steps: HALF };
  assertNear(sid(tinyWeighted, { ...options, anchorPeriod: 7 }, { y, random }).y, y, 1e-14);
  assert(squared(sid(tinyWeighted, options, { y, random }).y, y) > 1e-4);
});

Deno.test("constant steps converge linearly with anchors, and do not without", () => {
  for (const name of ["ridge", "weighted", "logistic", "bellman"]) {
    const problem = kinds[name];
    const { x } = problem.start;
    const truth = problem.exactLower(x);
    const run = (t: number, anchors: object): Hypergradient =>
      sid(problem, { t, k: t, J: 1, batch: 2, steps: TENTH, ...anchors }, {
        random: Stream.of(name),
      });
    const anchors = { anchorPeriod: 20, adjointAnchorPeriod: 20 };
    const [early, late, end] = [100, 200, 2000].map((t) => squared(run(t, anchors).y, truth));
    assert(late < 1e-1 * early && end < 1e-20, `${name} ${early} ${late} ${end}`);
    assert(squared(run(2000, {}).y, truth) > 1e-5, name);
    // The cross term of these two has no noise of its own
    if (name !== "ridge" && name !== "logistic") continue;
    assertNear(run(2000, anchors).gradient, problem.exactGradient(x), 1e-10, name);
  }
});

Deno.test("v converges with anchors of its own to the solution at y", () => {
  const y = normals(2, "v");
  const still = sid(tinyWeighted, { t: 0, k: 2000, J: 1, steps: HALF }, { y }).u!;
  const options = { t: 0, k: 1200, J: 1, batch: 1, steps: TENTH };
  const random = Stream.of("v");
  const anchored = { ...options, adjointAnchorPeriod: 10 };
  assertNear(sid(tinyWeighted, anchored, { y, random }).u!, still, 1e-10);
  const noisy = sid(tinyWeighted, { ...options, anchorPeriod: 10 }, { y, random }).u!;
  assert(squared(noisy, still) > 1e-4);
});

Deno.test("a period of m steps asks for all observations once, and for 2(m − 1) samples", () => {
  const { problem, counts, reset } = countedFixedPoint(tinyWeighted);
  const random = Stream.of("counts");
  const options = { t: 8, k: 8, J: 1, batch: 2, anchorPeriod: 4, adjointAnchorPeriod: 4 };
  sid(problem, options, { random });
  assertEquals(counts.samples.phi, 2 * (N + 2 * 3 * 2));
  // From v = 0 the anchor's image is free, and so are the anchor's samples
  assertEquals(counts.samples.vjp, 3 * 2 + N + 2 * 3 * 2);
  reset();
  sid(problem, options, { random, u: normals(2, "counts") });
  assertEquals(counts.samples.vjp, 2 * (N + 2 * 3 * 2));
});

Deno.test("memory grows by the anchor, its image and its sample", () => {
  const { layer } = kinds;
  const memory = (options: object): number => sid(layer, { t: 3, k: 3, J: 1, ...options }).memory;
  assertEquals(memory({ adjointAnchorPeriod: 2 }) - memory({}), 3 * layer.dy);
  const both = { averaging: "polyak", adjointAnchorPeriod: 2 };
  assertEquals(memory(both) - memory({ averaging: "polyak" }), 3 * layer.dy);
});

Deno.test("the mixed fixed point takes anchors for y", () => {
  const random = Stream.of("mixed");
  const options = { t: 9, k: 3, J: 1, batch: 1, steps: HALF, anchorPeriod: 4 };
  const { x, y } = tinyWeighted.start;
  const mixed = mixedFixedPoint({ ...options, mixing: 0.5 })(tinyWeighted, x, { y, random });
  assertEquals(mixed.y, sid(tinyWeighted, options, { random }).y);
});

Deno.test("a malformed period is refused in one sentence", () => {
  for (const anchorPeriod of [0, 1.5, NaN]) {
    assertThrows(
      () => stochasticImplicit({ t: 1, k: 1, J: 1, anchorPeriod }),
      RangeError,
      `anchorPeriod is ${anchorPeriod}: give a whole number, at least 1`,
    );
  }
});
