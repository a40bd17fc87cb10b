/**
 * What of a drawing does not lie where a row of its table says.
 *
 * @module
 */

import { nameFor } from "../../../reports/charts/names.ts";
import type { Row } from "../../../reports/charts/table_data.ts";
import { type DrawnPanel, drawnPanels, type DrawnSymbol } from "./drawn.ts";

/** Where a row is to stand; null for what an axis of names has, and who it is of. */
interface Place {
  readonly x: number | null;
  readonly y: number | null;
  readonly name: string;
  /** Whether it has an error bar, and may be moved aside. */
  readonly isMeasured: boolean;
}

const number = (row: Row, column: string): number => row[column] as number;
const isThere = (x: unknown): x is number => typeof x === "number" && Number.isFinite(x);

/** The columns of the axes of each form, or their functions; what is not here has no symbols. */
type Axis = string | ((row: Row) => number | null) | null;
const size = (column: string) => (row: Row): number => Math.abs(number(row, column));
const FORMS: Readonly<Record<string, readonly (readonly [x: Axis, y: Axis])[]>> = {
  slopePanels: [["x", "value"]],
  errorBySize: [
    ["n", "rmse"],
    ["n", (row) => isThere(row.bound) ? number(row, "rmse") / row.bound : null],
  ],
  learningErrors: [["n", "value"]],
  fixedPenalties: [["n", "value"]],
  normality: [["n", "value"]],
  byLearner: [["n", (row) => row.value === null ? null : size("value")(row)]],
  biasAndCoverage: [["n", (row) => row.value === null ? null : size("value")(row)]],
  biasOrder: [["nuisance_error", (row) => row.bias === null ? null : size("bias")(row)]],
  exactBias: [["error", (row) => Math.max(size("bias")(row), 1e-17)]],
  // what does not depend on λ is a level, whose symbol is wherever there is room
  errorByPenalty: [["lambda", "value"], [
    null,
    (row) => isThere(row.lambda) ? null : number(row, "value"),
  ]],
  descentCurves: [["step", "value"]],
  floors: [["t", "value"]],
  methodCurves: [["x", "value"]],
  intervalCurves: [["x", "value"]],
  costCurves: [["x", "value"]],
  league: [["value", null]],
  methodDots: [["value", null]],
  oneSample: [[(row) => number(row, "value") - number(row, "truth"), null]],
  coverageBySize: [[null, "coverage"]],
  bandCoverage: [[null, "coverage"], [null, "pointwise"]],
  byDesign: [[null, "value"]],
  // exact zeros stand at the lower end of the axis of rounding
  momentChecks: [[null, "value"], [null, (row) => row.value === 0 ? 1e-17 : null]],
  quantilePlots: [["theoretical", "sample"]],
};

const read = (axis: Axis, row: Row): number | null => {
  if (axis === null) return null;
  const value = typeof axis === "string" ? row[axis] : axis(row);
  return isThere(value) ? value : NaN;
};

const nameOf = (row: Row): string =>
  nameFor(String(row.estimator ?? row.series ?? row.problem ?? row.coordinate ?? row.metric ?? ""));

function placesOf(form: string, rows: readonly Row[]): Place[] {
  return (FORMS[form] ?? []).flatMap(([x, y]) =>
    rows.map((row) => ({
      ...{ x: read(x, row), y: read(y, row), name: nameOf(row) },
      isMeasured: isThere(row.mc_error) || isThere(row.low) || isThere(row.pointwise_error),
    }))
  ).filter(({ x, y }) => !Number.isNaN(x) && !Number.isNaN(y));
}

/** To the pixel: half of one on either side, and the rounding of ticks. */
const PIXEL = 0.75;
/** How far a symbol may be moved aside where it would cover another. */
const ASIDE = 14;

/** How far a symbol is from where a place is on its panel; infinitely far where it is not to be. */
function off(
  { x, y }: { readonly x: number; readonly y: number },
  panel: DrawnPanel,
  place: Place,
) {
  const { across, up } = panel;
  const right = place.x === null || across === null ? 0 : Math.abs(x - across.at(place.x));
  // biases that are not apart from zero stand on the lower edge
  const above = place.y === null || up === null ? 0 : Math.abs(y - up.at(place.y));
  return { right, above };
}

/** What is wrong with a drawing, in sentences; nothing where all is right. */
export function misplaced(form: string, rows: readonly Row[], svg: string): string[] {
  const places = placesOf(form, rows);
  const wrong: string[] = [];
  for (const panel of drawnPanels(svg)) {
    const { across, up, symbols, corners } = panel;
    for (const symbol of symbols) {
      const own = places.filter(({ name }) => symbol.tip.startsWith(name));
      const fits = (own.length > 0 ? own : places).some((place) => {
        const { right, above } = off(symbol, panel, place);
        return above <= PIXEL && right <= (place.isMeasured ? ASIDE + PIXEL : PIXEL);
      });
      if (!fits && !(/^by|^bias/.test(form) && isOnEdge(symbol, panel))) {
        wrong.push(`No row is where a symbol is: ${symbol.tip}, at ${symbol.x}, ${symbol.y}`);
      }
    }
    if (across === null || up === null || form === "costCurves") continue;
    for (const [x, y] of corners) {
      const fits = places.some((place) => {
        const { right, above } = off({ x, y }, panel, place);
        return right <= PIXEL && above <= PIXEL;
      });
      if (!fits) wrong.push(`No row is where a line has a corner, at ${x}, ${y}`);
    }
  }
  return wrong;
}

/** Hollow symbols of biases below the axis stand on its lower edge, as their caption says. */
function isOnEdge({ y }: DrawnSymbol, { up, symbols }: DrawnPanel): boolean {
  return up?.isLog === true &&
    y >= Math.max(...symbols.map((one) => one.y));
}
