import { assertEquals, assertMatch } from "@std/assert";
import type { CrossFitted } from "../../../pipeline/own_data/cross_fitted.ts";
import type { LearnedNuisance } from "../../../pipeline/own_data/at_point.ts";
import { LEARNERS } from "../../../pipeline/own_data/learners.ts";
import type { OwnProblem } from "../../../pipeline/own_data/problem.ts";
import { type Doubtful, percent, warningsOf } from "../../../pipeline/own_data/warnings.ts";

const N = 100;
const scales = LEARNERS.series!.scales;
const nuisance = (name: string, of: Partial<LearnedNuisance> = {}): LearnedNuisance => ({
  nuisance: name,
  measure: "risk",
  value: -1,
  r2: 0.5,
  learner: "series",
  smoothing: scales[2]!,
  ...of,
});
const fit = (
  gradient: number,
  scores: (i: number) => number,
): Pick<CrossFitted, "estimate" | "scores"> => ({
  estimate: { gradient: Float64Array.of(gradient), standardError: Float64Array.of(0.1) },
  scores: Float64Array.from({ length: N }, (_, i) => scores(i)),
});
const steady = (i: number) => i % 2 ? 1 : -1;
const sample = (x: (i: number) => number, d = 1) => ({
  n: N,
  x: Float64Array.from({ length: N * d }, (_, at) => x(Math.floor(at / d))),
  z: new Float64Array(N),
  // the table has the rows in another order
  rows: Uint32Array.from({ length: N }, (_, i) => N - 1 - i),
  clusters: [],
  clusterNames: [],
});

/** Nothing to warn of. */
const FINE: Doubtful = {
  sample: sample((i) => i),
  problem: { coordinates: ["g"], covariates: ["X"] } as unknown as OwnProblem,
  fits: [fit(1, steady), fit(1.1, steady)],
  estimate: { gradient: Float64Array.of(1.05), standardError: Float64Array.of(0.1) },
  nuisances: [nuisance("h"), nuisance("a")],
  guardRails: { minimumCurvature: 0.3, shareClipped: 0, newtonSteps: 5, converged: true },
};

Deno.test("where all is well there is no warning", () => {
  assertEquals(warningsOf(FINE), []);
});

Deno.test("a standard error that the other side of the splits would not give is told", () => {
  const of = (gradient: number, standardError: number) => ({
    ...fit(gradient, steady),
    estimate: {
      gradient: Float64Array.of(gradient),
      standardError: Float64Array.of(standardError),
    },
  });
  const fits = [of(0.9, 0.1), of(1, 0.1), of(0.8, 0.3)];
  // medians of the bounds: 0.704 and 1.196 about 0.9
  const [said, ...more] = warningsOf({ ...FINE, fits });
  assertEquals(more, []);
  assertMatch(said, /^The splits reach 0\.66 times as far below the estimate of g as above it/);
});

const covariates = (d: number) => Array.from({ length: d }, (_, k) => `x${k}`);
const many = (d: number): Partial<Doubtful> => ({
  sample: sample((i) => i, d),
  problem: { ...FINE.problem, covariates: covariates(d) },
});

/** What brings a warning, and what is just short of it. */
const CASES: readonly [string, Partial<Doubtful>, RegExp, Partial<Doubtful>][] = [
  [
    "a flat loss",
    { guardRails: { ...FINE.guardRails, shareClipped: 0.125 } },
    /^The inner loss is all but flat at 13 % of the training rows: .* raised to 0\.0001 of its mean\.$/,
    { guardRails: { ...FINE.guardRails, minimumCurvature: 2e-4 } },
  ],
  [
    "Newton's method",
    { guardRails: { ...FINE.guardRails, converged: false } },
    /^Newton's method for h did not converge in every fold: is the inner loss convex\?$/,
    { guardRails: { ...FINE.guardRails, newtonSteps: 50 } },
  ],
  [
    "an h without noise",
    { nuisances: [nuisance("h", { r2: 0.99995 }), nuisance("a")] },
    /^h explains all of what it is learned from .* leave that out\.$/,
    { nuisances: [nuisance("h", { r2: 0.9998 }), nuisance("a", { r2: 1 })] },
  ],
  [
    "one function that is a constant",
    { nuisances: [nuisance("h"), nuisance("a", { r2: 0, smoothing: scales.at(-1)! })] },
    /^a is learned no better than by a constant \(R² out of fold at most 0\): .* --learner\.$/,
    { nuisances: [nuisance("h"), nuisance("a", { r2: 0.001 })] },
  ],
  [
    "three functions that are constants",
    { nuisances: ["h", "a", "b g"].map((name) => nuisance(name, { r2: -0.1 })) },
    /^h, a and b g are learned no better than by a constant/,
    { nuisances: ["h", "a", "b g"].map((name) => nuisance(name, { r2: 0.1 })) },
  ],
  [
    "the least smoothing",
    { nuisances: [nuisance("h", { smoothing: scales[0]! }), nuisance("a")] },
    /^h is smoothed as little as the learner can: the truth may be rougher\.$/,
    { nuisances: [nuisance("h", { smoothing: scales[1]! }), nuisance("a")] },
  ],
  [
    "the most smoothing",
    { nuisances: [nuisance("h", { smoothing: scales.at(-1)! }), nuisance("a")] },
    /^h is smoothed as much as the learner can, which leaves .* --learner\.$/,
    { nuisances: [nuisance("h", { smoothing: scales.at(-1)!, r2: 0.01 }), nuisance("a")] },
  ],
  [
    "few rows",
    many(11),
    /^100 rows are few for 11 covariates: with fewer than 10 rows a covariate .* more rows\.$/,
    many(10),
  ],
  [
    "repeated measures",
    { sample: sample((i) => Math.floor(i / 4)) },
    /^The covariates take 25 values in 100 rows: if rows with equal covariates .* too small; name .* --cluster\.$/,
    // a classification
    { sample: sample((i) => Math.floor(i / 5)) },
  ],
  [
    "a row that decides",
    { fits: [fit(1, (i) => i === 30 ? 16 : steady(i)), fit(1, steady)] },
    /^Row 70 decides the estimate of g: it makes up \d\d? % of its variance\.$/,
    { fits: [fit(1, (i) => i === 30 ? 5 : steady(i))] },
  ],
  [
    "splits that matter",
    { fits: [fit(1, steady), fit(1.25, steady), fit(1.1, steady)] },
    /^The estimate of g depends on .* over 3 splits it ranges over 2\.5 standard errors; .*\.$/,
    { fits: [fit(1, steady), fit(1.19, steady)] },
  ],
];

for (const [name, doubtful, sentence, fine] of CASES) {
  Deno.test(`a warning of ${name}, and none just short of it`, () => {
    const found = warningsOf({ ...FINE, ...doubtful });
    assertEquals(found.length, 1, found.join("\n"));
    assertMatch(found[0]!, sentence);
    assertEquals(warningsOf({ ...FINE, ...fine }), []);
  });
}

Deno.test("values that come twice are no repeated measures", () => {
  assertEquals(warningsOf({ ...FINE, sample: sample((i) => Math.floor(i / 2)) }), []);
});

Deno.test("a share for people has two digits", () => {
  assertEquals([0, 0.00123, 0.5, 0.987, 1].map(percent), [
    "0 %",
    "0.12 %",
    "50 %",
    "99 %",
    "100 %",
  ]);
});
