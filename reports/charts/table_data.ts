/**
 * Rows of queries, and tables as data.
 *
 * @module
 */

/** One value from a query: numbers, text, or nothing. */
export type Cell = number | string | boolean | null;

/** One row from a query. */
export type Row = Readonly<Record<string, Cell>>;

/** One column of a table. */
export interface TableColumn {
  /** The key of its values in the rows, and its name in the CSV file. */
  readonly name: string;
  /** The header (inline marks allowed). */
  readonly label: string;
  /** The unit, shown after the header. */
  readonly unit?: string;
  /** `text` and `integer` are printed as they are, `number` with justified digits. */
  readonly kind: "text" | "integer" | "number";
  /** The key of the Monte Carlo standard error of this column, printed beside the value. */
  readonly error?: string;
  /** Digits after the point of numbers without an error; four significant ones if not given. */
  readonly decimals?: number;
}

/** A table as data. */
export interface TableData {
  /** What the table shows. */
  readonly caption: string;
  /** The columns in order; the first one names the row. */
  readonly columns: readonly TableColumn[];
  /** The rows in order; keys that no column names are not shown. */
  readonly rows: readonly Row[];
}

/**
 * What a figure needs to find in a column: text, or a number that may be missing. A row is drawn
 * where its "finite" numbers are there and its "positive" ones are, and above zero.
 */
export type ColumnType = "text" | "number" | "finite" | "positive";

/** A column of a figure's rows, and of its table if it has a label. */
export interface Column<Type extends ColumnType = ColumnType>
  extends Pick<TableColumn, "kind" | "error" | "decimals"> {
  readonly type: Type;
  readonly label: string | null;
}

/** The columns of a figure's rows by name, in the order of its table. */
export type Columns = Readonly<Record<string, Column>>;

type Numbers = Exclude<ColumnType, "text">;

/** A column of texts. */
export const text = (label: string | null = null): Column<"text"> => ({
  type: "text",
  label,
  kind: "text",
});

/** A column of whole numbers. */
export const integer = <Type extends Numbers = "number">(
  label: string | null,
  type = "number" as Type,
): Column<Type> => ({ type, label, kind: "integer" });

/** A column of numbers, which stands in no table without a label. */
export const number = <Type extends Numbers = "number">(
  label: string | null = null,
  type = "number" as Type,
  look: Pick<TableColumn, "error" | "decimals"> = {},
): Column<Type> => ({ type, label, kind: "number", ...look });

/** A column of numbers with their standard errors, of the column `mc_error` unless said. */
export const measured = <Type extends Numbers = "number">(
  label: string,
  type = "number" as Type,
  error = "mc_error",
): Column<Type> => number(`${label} ± s.e.`, type, { error });

/** The columns of a table. */
export function tableOf(columns: Columns): TableColumn[] {
  return Object.entries(columns).flatMap(([name, { type: _, label, ...look }]) =>
    label === null ? [] : [{ name, label, ...look }]
  );
}

/**
 * Columns of linear systems: `residual`, the largest ‖b − Hu‖/‖b‖, and `unsolved`, the replications in
 * which not all have converged.
 */
export const SYSTEMS = {
  residual: number("Largest ‖b − Hu‖/‖b‖"),
  unsolved: integer("Not all systems solved in"),
};
