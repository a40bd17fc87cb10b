import { assert, assertMatch, assertThrows } from "@std/assert";
import { convexityWarnings } from "../../../pipeline/own_data/convexity.ts";
import { requireDerivatives, requireNoMemory } from "../../../pipeline/own_data/derivatives.ts";
import { UsageError } from "../../../pipeline/engine/stage.ts";
import { lossDerivatives } from "../../../estimators/functional/losses.ts";
import { type OwnProblem, ownProblem } from "../../../pipeline/own_data/problem.ts";
import { estimated, NATURAL, STATED } from "./equivariance_support.ts";
import type { OwnPointwiseLosses } from "../../../pipeline/own_data/contract.ts";

const N = 40;
const y = Float64Array.from({ length: N }, (_, i) => Math.sin(i));
const sample = { n: N, x: y, z: y, rows: Uint32Array.from(y, (_, i) => i) };
const problemAt = (
  at: number,
  inner: OwnPointwiseLosses["inner"],
): OwnProblem =>
  ownProblem(
    { covariates: ["x"], columns: ["y"], at: [at], inner, outer: (_w, v) => ({ value: v, v: 1 }) },
    "losses",
    {},
  );

Deno.test("a derivative that is right is not called wrong where it all but vanishes", () => {
  const check = (at: number, weight: (w: number) => [number, number]) => {
    const problem = problemAt(at, (w, v, { y }) => {
      const [value, slope] = y! > 0 ? weight(w[0]!) : [1, 0];
      return {
        value: value * (v - y!) * (v - y!) / 2,
        v: value * (v - y!),
        vv: value,
        vw: [slope * (v - y!)],
        vvw: [slope],
      };
    });
    const centre = lossDerivatives(problem.pair, problem.at, new Float64Array(N), y);
    requireDerivatives(sample, problem, { centre: 0, length: 1, curvature: 1 }, centre);
  };
  const exp = (share: number) => (w: number): [number, number] => [
    Math.exp(w),
    share * Math.exp(w),
  ];
  check(-40, exp(1));
  const wave = (w: number): [number, number] => {
    const value = Math.exp(Math.sin(w));
    return [value, Math.cos(w) * value];
  };
  check(Math.PI / 2, wave);
  // and one that is wrong is
  assertThrows(() => check(-40, exp(1.01)), UsageError, "inner.vw[0]");
});

Deno.test("an inner loss that is not convex is noted, where h lies and near it", () => {
  const pair = (inner: (v: number, y: number) => [number, number, number]) =>
    problemAt(0, (_w, v, { y }) => {
      const [value, slope, curvature] = inner(v, y!);
      return { value, v: slope, vv: curvature };
    }).pair;
  const waves = pair((v, y) => [
    (v - y) * (v - y) / 2 + 3 * Math.cos(2 * v),
    v - y - 6 * Math.sin(2 * v),
    1 - 12 * Math.cos(2 * v),
  ]);
  const warned = (of: typeof waves, h: number) =>
    convexityWarnings(of, new Float64Array(1), sample, new Float64Array(N).fill(h), {
      centre: h,
      length: 1,
    });
  assertMatch(warned(waves, 0)[0]!, /second derivative is -11 at v = 0 in row 1\./);
  // convex at the minimum that was found, but not near it
  assert(warned(waves, 1.5).length === 1);
  const fourth = pair((v, y) => {
    const d = v - y;
    return [d * d * d * d / 4, d * d * d, 3 * d * d];
  });
  assert(warned(fourth, 0).length === 0);
});

Deno.test("a loss whose constant leaves no digits is refused, and one that draws at random", () => {
  const edited = (more: string) => () =>
    estimated(STATED.squares!, NATURAL, {
      learner: "linear",
      edit: (code) => code.replace("(w, v, { S, y }) =>", `(w, v, { S, y }) => ${more} +`),
    });
  assertThrows(edited("1e15"), UsageError, "rounding hides how");
  assertThrows(edited("Math.random()"), UsageError, "it draws at random");
});

Deno.test("a loss that keeps something from row to row is refused", () => {
  let before = 0;
  const lagged = problemAt(0, (_w, v, { y }) => {
    const d = v - y! - 0.5 * before;
    before = y!;
    return { value: d * d / 2, v: d, vv: 1 };
  });
  const units = { centre: 0, length: 1, curvature: 1 };
  assertThrows(
    () => requireNoMemory(sample, lagged, units),
    UsageError,
    "it keeps something from row to row",
  );
  const counts = new Map<number, number>();
  const counted = problemAt(0, (_w, v, { y }) => {
    counts.set(y!, (counts.get(y!) ?? 0) + 1);
    return { value: (v - y!) * (v - y!) / 2, v: v - y!, vv: 1 };
  });
  requireNoMemory(sample, counted, units);
});
