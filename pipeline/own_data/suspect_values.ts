/**
 * Numbers by which tables say that a value is missing: 9, 99, 999, … and their negatives, far from all others; and
 * those that were written with a point between thousands.
 *
 * @module
 */

import type { Table } from "./table.ts";
import { rounded } from "../wording.ts";

const NINES = /^-?9{1,6}$/;
/** So many times the range of all others away. */
const FAR = 1;

/**
 * A sentence for each column that has such numbers.
 *
 * @param names The columns that are looked at.
 * @param shown How messages call the table.
 */
export function suspectValues(
  { columns, categories }: Table,
  names: readonly string[],
  shown: string,
): string[] {
  return names.flatMap((name) => {
    const values = columns.get(name)!;
    if (categories?.has(name)) return [];
    if (hasThousands(values)) {
      return [
        `Column "${name}" of "${shown}" has whole numbers, others with three decimals, and none of these ` +
        `between -1 and 1; if its point stands between thousands, as in 1.234 for 1234, write it without.`,
      ];
    }
    const nines = [...new Set(values.filter((value) => NINES.test(String(value))))];
    return nines.flatMap((suspect) => {
      let [count, low, high] = [0, Infinity, -Infinity];
      for (const value of values) {
        if (value === suspect) count++;
        else if (!nines.includes(value)) {
          [low, high] = [Math.min(low, value), Math.max(high, value)];
        }
      }
      const gap = Math.max(low - suspect, suspect - high);
      if (!(high > low && gap > FAR * (high - low))) return [];
      return [
        `Column "${name}" of "${shown}" is ${suspect} in ${count} of ${values.length} rows and between ` +
        `${rounded(low, 4)} and ${
          rounded(high, 4)
        } in all others; if that stands for a missing value, write NA.`,
      ];
    });
  });
}

/** So many numbers of either kind, and this share of what ends in no 0, tell thousands from measured values. */
const [FEW, ENDING] = [5, 0.8];

/** Whether numbers are as if those from 1000 on had a point: 512 and 1.234, but neither 2.5 nor 0.123. */
function hasThousands(values: Float64Array): boolean {
  let [whole, thousands, ending] = [0, 0, 0];
  for (const value of values) {
    const size = Math.abs(value);
    if (size >= 1000) return false;
    if (Number.isInteger(value)) {
      whole++;
      continue;
    }
    const written = Math.round(size * 1000);
    if (size < 1 || Math.abs(size * 1000 - written) > 1e-9) return false;
    thousands++;
    if (written % 10 !== 0) ending++;
  }
  return whole >= FEW && thousands >= FEW && ending >= ENDING * thousands;
}
