/**
 * Categories as numbers: covariates become indicators, what losses read becomes places in a list.
 *
 * @module
 */

import { UsageError } from "../engine/stage.ts";
import type { OwnProblem } from "./problem.ts";
import { listed, type Table } from "./table.ts";

/** How a column of text was coded. */
export interface Coded {
  readonly column: string;
  /** In the order of their letters. */
  readonly categories: readonly string[];
  /**
   * `indicators`: one of each category, or of the second alone where there are two; `places`: 0, 1, … in the
   * list.
   */
  readonly as: "indicators" | "places";
}

/** A table of numbers alone, and the problem that reads it. */
export interface CodedProblem {
  readonly table: Table;
  readonly problem: OwnProblem;
  readonly coded: readonly Coded[];
}

/**
 * Codes what is text.
 *
 * @param shown How messages call the table.
 * @param weights The column of weights, if there is one.
 * @throws {UsageError} if weights are text.
 */
export function codedProblem(
  table: Table,
  problem: OwnProblem,
  shown: string,
  weights?: string,
): CodedProblem {
  const { categories } = table;
  const coded: Coded[] = [];
  if (categories === undefined || categories.size === 0) return { table, problem, coded };
  if (weights !== undefined && categories.has(weights)) {
    throw new UsageError(`Column "${weights}" of "${shown}" holds text; give weights in numbers.`);
  }
  const columns = new Map(table.columns);
  const covariates = problem.covariates.flatMap((column) => {
    const names = categories.get(column);
    if (names === undefined) return [column];
    // a category that occurs in left out rows alone is none
    const present = names.filter((_, place) => table.columns.get(column)!.includes(place));
    coded.push({ column, categories: present, as: "indicators" });
    const shownOnes = present.length === 2 ? present.slice(1) : present;
    return shownOnes.map((name) => {
      const indicator = `${column} = ${name}`;
      const place = names.indexOf(name);
      columns.set(indicator, table.columns.get(column)!.map((code) => code === place ? 1 : 0));
      return indicator;
    });
  });
  for (const column of problem.columns) {
    const names = categories.get(column);
    if (names !== undefined) coded.push({ column, categories: names, as: "places" });
  }
  return { table: { ...table, columns }, problem: { ...problem, covariates }, coded };
}

/** What is said where all that is text is coded by places, a sentence for each column. */
export function placesNotes({ categories = new Map() }: Table): string[] {
  return codingNotes(
    [...categories].map(([column, names]) => ({ column, categories: names, as: "places" })),
  );
}

/** What is said of it, a sentence each. */
export function codingNotes(coded: readonly Coded[]): string[] {
  return coded.map(({ column, categories, as }) => {
    const said = `"${column}" holds text and is coded: `;
    return as === "places"
      ? `${said}${categories.map((name, place) => `${listed(name)} = ${place}`).join(", ")}.`
      : categories.length === 2
      ? `${said}0 for ${listed(categories[0])}, 1 for ${listed(categories[1])}.`
      : `${said}an indicator for each of ${categories.map(listed).join(", ")}.`;
  });
}
