/**
 * Whether rows with the same value of a column that nobody named depend on each other.
 *
 * @module
 */

import type { Groups } from "./unused.ts";

/** How scores go together by a column. */
export interface HiddenGroups {
  readonly column: string;
  /** The coordinate, from 0, of which they do most. */
  readonly coordinate: number;
  /** The standard error by group over that of independent rows. */
  readonly ratio: number;
  readonly groups: number;
}

/** With fewer groups, errors by group are too uncertain to say anything. */
const FEWEST_GROUPS = 10;
/** Less than this is no matter. */
const LEAST_RATIO = 1.15;
/** So many standard errors, over all columns and coordinates, are no chance. */
const NO_CHANCE = 4;
/** So many standard errors by which groups with the next value are alike: then it is no unit, but a measure. */
const ALIKE = 3;

/**
 * The columns by which scores ψ go together: of independent rows the products ψ_i ψ_j of rows of a group have
 * mean 0 and variance ψ_i² ψ_j², so that their sum T over pairs has z = T/√(Σ ψ_i² ψ_j²) of about 1. A
 * whole number whose groups are alike where it is nearly the same, such as an age, is left out: it is what
 * was measured and not who.
 *
 * @param scores n×p.
 * @param unused Columns by name, of n rows.
 */
export function hiddenGroups(
  scores: Float64Array,
  n: number,
  p: number,
  unused: ReadonlyMap<string, Groups>,
): HiddenGroups[] {
  return [...unused].flatMap(([column, groups]) => {
    let most: HiddenGroups | undefined;
    for (let k = 0; k < p; k++) {
      const found = together(scores, n, p, k, groups);
      if (found === undefined || found.ratio <= (most?.ratio ?? LEAST_RATIO)) continue;
      most = { column, coordinate: k, ...found };
    }
    return most === undefined ? [] : [most];
  });
}

function together(
  scores: Float64Array,
  n: number,
  p: number,
  k: number,
  { codes, values }: Groups,
): { readonly ratio: number; readonly groups: number } | undefined {
  let mean = 0;
  for (let i = 0; i < n; i++) mean += scores[i * p + k]! / n;
  const count = codes.reduce((most, code) => code >= most ? code + 1 : most, 0);
  const sums = new Float64Array(count);
  const squares = new Float64Array(count);
  const sizes = new Uint32Array(count);
  let [all, fourth] = [0, 0];
  for (let i = 0; i < n; i++) {
    const code = codes[i]!;
    const score = scores[i * p + k]! - mean;
    all += score * score;
    if (Number.isNaN(code)) continue;
    sums[code]! += score;
    squares[code]! += score * score;
    sizes[code]!++;
    fourth += score * score * score * score;
  }
  const present = [...sizes.keys()].filter((code) => sizes[code]! > 0);
  if (present.length < FEWEST_GROUPS || !(all > 0)) return undefined;
  let [pairs, variance] = [0, -2 * fourth];
  for (const code of present) {
    pairs += sums[code]! * sums[code]! - squares[code]!;
    variance += 2 * squares[code]! * squares[code]!;
  }
  if (!(pairs > NO_CHANCE * Math.sqrt(Math.max(0, variance)))) return undefined;
  if (values !== undefined && isMeasure(present, values, (code) => sums[code]! / sizes[code]!)) {
    return undefined;
  }
  return { ratio: Math.sqrt(1 + pairs / all), groups: present.length };
}

/** Whether the means of groups next to each other go together. */
function isMeasure(
  present: readonly number[],
  values: Float64Array,
  meanOf: (code: number) => number,
): boolean {
  const means = [...present].sort((a, b) => values[a]! - values[b]!).map(meanOf);
  const centre = means.reduce((sum, mean) => sum + mean / means.length, 0);
  let [products, squares] = [0, 0];
  means.forEach((mean, at) => {
    squares += (mean - centre) * (mean - centre);
    if (at > 0) products += (mean - centre) * (means[at - 1]! - centre);
  });
  return products > ALIKE * squares / Math.sqrt(means.length);
}

/** What is said of it, a sentence each. */
export function groupNotes(
  found: readonly HiddenGroups[],
  coordinates: readonly string[],
): string[] {
  return found.map(({ column, coordinate, ratio, groups }) =>
    `Rows with the same "${column}", which is not used, have scores that go together: the standard error ` +
    `of ${coordinates[coordinate]} by its ${groups} values would be ${
      ratio.toFixed(1)
    } times as large; ` +
    `if such rows depend on each other, as measures of one unit do, give --cluster ${
      /^[\w.]+$/.test(column) ? column : `"${column}"`
    }.`
  );
}
