import { assertAlmostEquals, assertEquals } from "@std/assert";
import { makeLossDerivatives } from "../../../estimators/functional/losses.ts";
import { explainedShare } from "../../../pipeline/own_data/explained_share.ts";

const N = 4;

/** Losses at h with d_vv l_in = W and random slopes, p = 1, and nuisances of which each is a function. */
function learned(weight: readonly number[], of: Partial<Record<"h" | "a" | "b" | "c", number[]>>) {
  const losses = makeLossDerivatives(N, 1);
  const { inner, outer } = losses;
  inner.vv.set(weight);
  outer.v.set([1, -2, 3, 0.5]);
  inner.vw.set([2, 1, -1, 0]);
  inner.vvw.set([0.5, 0, 1, 0]);
  inner.vvv.set([0.3, -0.2, 0, 1]);
  outer.vv.set([1, 2, 1, 0]);
  outer.vw.set([0, 1, -1, 2]);
  const own = (name: "h" | "a" | "b" | "c") => Float64Array.from(of[name] ?? [0, 0, 0, 0]);
  const values = { h: own("h"), a: own("a"), b: own("b"), c: own("c") };
  // the slope of ½ W (v − y)² at h, for y = (1, 2, 3, 5)
  inner.v.set([1, 2, 3, 5].map((y, i) => weight[i]! * (values.h[i]! - y)));
  return { losses, ...values };
}

/** 1 − Σ W (f − y)² / Σ W (c − y)² with c the weighted mean. */
function byHand(weight: readonly number[], f: readonly number[], y: readonly number[]): number {
  const total = weight.reduce((sum, w) => sum + w, 0);
  const mean = y.reduce((sum, value, i) => sum + weight[i]! * value, 0) / total;
  const sum = (of: (i: number) => number) =>
    y.reduce((all, _, i) => all + weight[i]! * of(i) ** 2, 0);
  return 1 - sum((i) => f[i]! - y[i]!) / sum((i) => mean - y[i]!);
}

Deno.test("R² is 1 for what is exact, 0 for the best constant, and the formula in between", () => {
  const weight = [1, 2, 0.5, 1];
  const y = [1, 2, 3, 5];
  const constant = y.reduce((sum, value, i) => sum + weight[i]! * value, 0) / 4.5;
  const share = (h: number[]) => explainedShare(learned(weight, { h })).h;
  assertAlmostEquals(share(y), 1, 1e-15);
  assertAlmostEquals(share(y.map(() => constant)), 0, 1e-15);
  assertAlmostEquals(share([1.5, 2, 2, 4]), byHand(weight, [1.5, 2, 2, 4], y), 1e-14);
  assertEquals(share([-9, 9, -9, 9]) < -5, true);
});

Deno.test("a, b and c are measured against −U/W of their own risks", () => {
  const weight = [1, 2, 0.5, 1];
  const { losses, h, a, b, c } = learned(weight, {
    h: [1, 1, 2, 3],
    a: [-1, 0.5, -3, 1],
    b: [1, -1, 2, 0],
    c: [0.5, -2, 1, 1],
  });
  const share = explainedShare({ losses, h, a, b, c });
  const { inner, outer } = losses;
  const response = (u: (i: number) => number) => weight.map((w, i) => -u(i) / w);
  assertAlmostEquals(share.a, byHand(weight, [...a], response((i) => outer.v[i]!)), 1e-14);
  assertAlmostEquals(share.b[0]!, byHand(weight, [...b], response((i) => inner.vw[i]!)), 1e-14);
  const ofC = response((i) =>
    outer.vw[i]! + outer.vv[i]! * b[i]! + (inner.vvw[i]! + inner.vvv[i]! * b[i]!) * a[i]!
  );
  assertAlmostEquals(share.c[0]!, byHand(weight, [...c], ofC), 1e-14);
  const exact = explainedShare({ losses, h, a, b, c: Float64Array.from(ofC) });
  assertAlmostEquals(exact.c[0]!, 1, 1e-15);
});

Deno.test("rows without curvature are left out; where nothing varies nothing is explained", () => {
  const weight = [1, 2, 0.5, 0];
  const rest = byHand(weight.slice(0, 3), [1.5, 2, 2], [1, 2, 3]);
  const { h } = explainedShare(learned(weight, { h: [1.5, 2, 2, 7] }));
  assertAlmostEquals(h, rest, 1e-14);
  const flat = learned([1, 1, 1, 1], {});
  flat.losses.outer.v.fill(0);
  assertEquals(explainedShare(flat).a, NaN);
});
