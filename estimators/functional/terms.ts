/**
 * The estimators of a functional bilevel gradient under quadratic losses, each a row of terms
 * direction · (slope'w + of − less), a sum over which is an observation's score.
 *
 * T_w = T_0 + w'G and ĥ_w = ĥ_0 + w'ĵ, so every score is affine in w. Estimates with their standard
 * errors (`score.ts`), gradients at all w at once (`affine_gradient.ts`) and their roots (`root.ts`)
 * follow from the rows: an estimator is added by writing its row.
 *
 * @module
 */

/** One term direction · (slope'w + of − less). */
export interface Term {
  /** The direction: the data's Jacobian G, the learned ĵ, or their difference. */
  readonly direction: "g" | "j" | "g - j";
  /** T_w, whose slope is G, or ĥ_w, whose slope is ĵ. */
  readonly of: "target" | "h";
  /** The outcome Y, or m̂. */
  readonly less: "outcome" | "m";
}

/** An estimator: its scores are the sum of these. */
export type Terms = readonly Term[];

/**
 * The doubly robust score ĵ(T_w − Y) + (G − ĵ)(ĥ_w − m̂), the efficient one: its mean is the gradient if
 * either ĵ or (ĥ, m̂) is right. El Khoury, Zenati, Kallus, Arbel, Bibaut, *Semiparametric Efficient
 * Bilevel Gradient Estimation*, arXiv 2605.21341 (2026).
 */
export const ORTHOGONAL: Terms = [
  { direction: "j", of: "target", less: "outcome" },
  { direction: "g - j", of: "h", less: "m" },
];

/** ĵ(ĥ_w − Y): the comparator called "plug-in" by the same authors. */
export const PUBLISHED: Terms = [{ direction: "j", of: "h", less: "outcome" }];

/** ĵ(ĥ_w − m̂): nothing but learned functions. */
export const FULL: Terms = [{ direction: "j", of: "h", less: "m" }];

/**
 * G(ĥ_w − m̂): the learned adjoint against the data's Jacobian, which is functional implicit
 * differentiation (Petrulionyte, Mairal, Arbel, NeurIPS 2024, arXiv 2403.20233) in its statistical
 * form. Unbiased if ĥ − m̂ is right.
 */
export const ADJOINT: Terms = [{ direction: "g", of: "h", less: "m" }];

/** ĵ(T_w − Y): the learned Jacobian against the data's residual. Unbiased if ĵ is right. */
export const FORWARD: Terms = [{ direction: "j", of: "target", less: "outcome" }];

/** An estimator in a form that a row of terms can take: the row in that form, or what has it already. */
export function formOf<Form extends (...given: never[]) => unknown>(
  given: Form | Terms,
  form: (terms: Terms) => Form,
): Form {
  return typeof given === "function" ? given : form(given);
}

/** What terms are made of, at n observations; what no term names may be left out. */
export interface TermValues {
  /** G, n×p. */
  readonly g?: Float64Array;
  /** T_w, n. */
  readonly target?: Float64Array;
  /** Y, n. */
  readonly outcome?: Float64Array;
  /** ĵ, n×p. */
  readonly j?: Float64Array;
  /** ĥ_w, n. */
  readonly h?: Float64Array;
  /** m̂, n. */
  readonly m?: Float64Array;
}

/**
 * The score of each observation, Σ direction · (of − less), n×p.
 *
 * @throws {RangeError} if an array is missing or does not have the size that n and p ask for.
 */
export function termScores(terms: Terms, n: number, p: number, values: TermValues): Float64Array {
  const scores = new Float64Array(n * p);
  for (const term of terms) {
    const direction = directionOf(term, n, p, values);
    const of = valuesOf(term.of, n, values);
    const less = valuesOf(term.less, n, values);
    for (let i = 0; i < n; i++) {
      const difference = of[i] - less[i];
      for (let at = i * p; at < (i + 1) * p; at++) scores[at] += direction[at] * difference;
    }
  }
  return scores;
}

/**
 * The derivative in w of the mean score, Σ mean[direction · slope'], p×p; exactly symmetric where it
 * is so for all data.
 *
 * @throws {RangeError} as `termScores` does.
 */
export function termDerivative(
  terms: Terms,
  n: number,
  p: number,
  values: TermValues,
): Float64Array {
  const a = new Float64Array(p * p);
  for (const term of terms) {
    const direction = directionOf(term, n, p, values);
    const slope = valuesOf(slopeOf(term), n * p, values);
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < p; k++) {
        const weight = direction[i * p + k] / n;
        for (let l = 0; l < p; l++) a[k * p + l] += weight * slope[i * p + l];
      }
    }
  }
  if (isSymmetric(terms)) {
    // rounding parts the two triangles
    for (let k = 0; k < p; k++) {
      for (let l = 0; l < k; l++) a[l * p + k] = a[k * p + l];
    }
  }
  return a;
}

/** Whether Σ direction · slope' has as many Gĵ' as ĵG'. */
function isSymmetric(terms: Terms): boolean {
  let surplus = 0;
  for (const term of terms) {
    const sign = slopeOf(term) === "j" ? 1 : -1;
    if (term.direction === "g - j") surplus += 1;
    else if (term.direction !== slopeOf(term)) surplus += sign;
  }
  return surplus === 0;
}

function slopeOf({ of }: Term): "g" | "j" {
  return of === "target" ? "g" : "j";
}

function directionOf(
  { direction }: Term,
  n: number,
  p: number,
  values: TermValues,
): Float64Array {
  if (direction !== "g - j") return valuesOf(direction, n * p, values);
  const j = valuesOf("j", n * p, values);
  const difference = valuesOf("g", n * p, values).slice();
  for (let at = 0; at < difference.length; at++) difference[at] -= j[at];
  return difference;
}

function valuesOf(name: keyof TermValues, size: number, values: TermValues): Float64Array {
  const array = values[name];
  if (array?.length === size) return array;
  throw new RangeError(`${name} has ${array?.length ?? "no"} values: ${size} are needed`);
}
