/**
 * What the page is told of published tables: their cells, and one statement of all of them.
 *
 * @module
 */

/** One published number beside ours. */
export interface PublishedCell {
  /** Row of the published table, for instance `n = 200`. */
  readonly row: string;
  /** Column of the published table as it is printed, for instance `OBiGrad`. */
  readonly column: string;
  /** What it is, in the notation of this report: `orthogonal: RMSE`. */
  readonly what?: string;
  /** The published value. */
  readonly published: number | null;
  /** Its Monte Carlo standard error; `null` where none is known. */
  readonly publishedError: number | null;
  /** Our value. */
  readonly ours: number | null;
  /** Its Monte Carlo standard error. */
  readonly oursError: number | null;
  /** The exact value, where it is known. */
  readonly exact?: number | null;
  /** (ours − published) / error of the difference; `null` for cells left out of the count. */
  readonly z: number | null;
  /** Set where the cell is printed before in the table. */
  readonly repeated?: boolean;
  /** Set where it is a mean of what has so heavy a tail that there is nothing to compare. */
  readonly heavyTail?: boolean;
}

/** One statement of all distinct cells of a published table. */
export interface JointStatement {
  /** How many cells. */
  readonly cells: number;
  /** How many uncorrelated directions they have. */
  readonly components: number;
  /** The chance of a difference as large. */
  readonly p: number | null;
  /** The same, adjusted for the number of tables. */
  readonly adjusted: number | null;
  /** The ends of what the simulation leaves of that. */
  readonly low: number | null;
  readonly high: number | null;
  /** The number of tables. */
  readonly tables: number;
  /** Below, a difference counts as found. */
  readonly level: number;
  /** The relative error of all sizes that would have been found nine times in ten. */
  readonly found: number | null;
}
