/**
 * Linear-IV: the scalar instrumental-variable problem, for which the root of the gradient is known.
 *
 * X ~ N(0, I₃), S = X₁ + X₂ + X₃, η ~ N(0, 0.1) (variance), T = 2S + η, T_w = wT and
 * Y = 2T + 0.5η + N(0, 0.1²). T is endogenous: regressing Y on T would not give 2.
 *
 * Hence j = 2S, m = 4S, Ψ(w) = 12 (w − 2). The design is that of El Khoury, Zenati, Kallus, Arbel,
 * Bibaut, *Semiparametric Efficient Bilevel Gradient Estimation*, arXiv 2605.21341 (2026), figure 4;
 * the closed form of the efficiency bound is derived here.
 *
 * @module
 */

import type { RandomSource } from "../random_source.ts";
import type { ConditionalMeans, InnerTarget, Sample } from "./contract.ts";
import { identified, type IdentifiedProblem } from "./identified.ts";
import { ETA_VARIANCE, instrumentalSample, INSTRUMENTS as D, SLOPE } from "./instrument.ts";
import { requireOuterPoint, requireRows, rowCount } from "./require.ts";

const NAME = "linear-iv";
const ROOT = 2;
const ENDOGENEITY = 0.5;
const OUTCOME_NOISE = 0.1;
/** A = E[j²], j = 2S. */
const HESSIAN = SLOPE * SLOPE * D;

/**
 * The design of the published figure 4. Its outer point, −1, is where their descent starts.
 *
 * @example
 * ```ts
 * import { linearIV } from "@bigrad/bigrad";
 *
 * const w = Float64Array.of(1.5);
 * console.log(linearIV.gradient(w)[0].toFixed(3), linearIV.root[0]); // -6.000 2
 * ```
 */
export const linearIV: IdentifiedProblem = identified(
  {
    name: NAME,
    d: D,
    rawDimension: 1,
    p: 1,
    outerPoint: Float64Array.of(-1),
    sample,
    innerTarget,
    conditionalMeans,
    gradient: (w) => Float64Array.of(HESSIAN * departure(w)),
    efficiencyBound,
  },
  Float64Array.of(ROOT),
  Float64Array.of(HESSIAN),
);

function sample(n: number, random: RandomSource): Sample {
  return instrumentalSample(
    n,
    random,
    (t, eta) => ROOT * t + ENDOGENEITY * eta + OUTCOME_NOISE * random.normal(),
  );
}

function innerTarget({ n, t }: Sample): InnerTarget {
  requireRows(NAME, "t", t, n, 1);
  return { g: t.slice(), t0: new Float64Array(n) };
}

function conditionalMeans(x: Float64Array): ConditionalMeans {
  const n = rowCount(NAME, "x", x, D);
  const j = new Float64Array(n);
  for (let i = 0; i < n; i++) j[i] = SLOPE * (x[i * D] + x[i * D + 1] + x[i * D + 2]);
  return { j, h0: new Float64Array(n), m: j.map((value) => ROOT * value) };
}

/**
 * With δ = w − 2 the score is δj² + j ((2δ − 0.5) η − ε), so
 * V(w) = E[j²] ((2δ − 0.5)² Var η + Var ε) + δ² Var j², where Var j² = 2 E[j²]² as j is normal.
 */
function efficiencyBound(w: Float64Array): Float64Array {
  const delta = departure(w);
  const etaLoading = 2 * delta - ENDOGENEITY;
  const noise = etaLoading * etaLoading * ETA_VARIANCE + OUTCOME_NOISE * OUTCOME_NOISE;
  return Float64Array.of(HESSIAN * noise + 2 * HESSIAN * HESSIAN * delta * delta);
}

function departure(w: Float64Array): number {
  requireOuterPoint(NAME, w, 1);
  return w[0] - ROOT;
}
