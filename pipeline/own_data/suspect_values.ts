/**
 * Numbers by which tables say that a value is missing: 9, 99, 999, … and their negatives, far from all others.
 *
 * @module
 */

import type { Table } from "./table.ts";

const NINES = /^-?9{1,6}$/;
/** So many times the range of all others away. */
const FAR = 1;

/**
 * A sentence for each column that has such a number.
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
        `${short(low)} and ${
          short(high)
        } in all others; if that stands for a missing value, write NA.`,
      ];
    });
  });
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
