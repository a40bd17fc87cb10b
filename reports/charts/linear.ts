/**
 * A specification with linear axes instead of logarithmic ones.
 *
 * @module
 */

import type { TopLevelSpec } from "vega-lite";
import type { Place } from "./marks.ts";

type Piece = Record<string, unknown>;

const isPiece = (value: unknown): value is Piece =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether some axis of a specification is logarithmic. */
export const hasLogarithms = (spec: unknown): boolean =>
  JSON.stringify(spec).includes('"type":"log"');

/** The same with linear axes and ticks of their own; lines that are straight on logarithmic axes bend. */
export function withLinearAxes(spec: TopLevelSpec): TopLevelSpec {
  return linear(spec) as TopLevelSpec;
}

function linear(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(linear);
  if (!isPiece(value)) return value;
  if (isPiece(value.scale) && value.scale.type === "log") {
    const { type: _, ...scale } = value.scale;
    const { values: _values, labelExpr: _labels, ...axis } = isPiece(value.axis) ? value.axis : {};
    return { ...value, scale: { ...scale, zero: false }, axis: { ...axis, tickCount: 5 } };
  }
  const own = isGuide(value) ? { ...value, data: { values: bent(value.data.values) } } : value;
  return Object.fromEntries(Object.entries(own).map(([name, part]) => [name, linear(part)]));
}

type Guide = Piece & { readonly data: { readonly values: readonly [Place, Place] } };

/** Whether a layer is a line between two places, both of whose axes are logarithmic. */
function isGuide(layer: Piece): layer is Guide {
  const { data, mark, encoding } = layer;
  if (!isPiece(data) || !Array.isArray(data.values) || data.values.length !== 2) return false;
  if (!isPiece(mark) || mark.type !== "line" || !isPiece(encoding)) return false;
  const isLog = [encoding.x, encoding.y].every((channel) =>
    isPiece(channel) && isPiece(channel.scale) && channel.scale.type === "log"
  );
  return isLog && data.values.every((place) => !("series" in place) && place.x > 0 && place.y > 0);
}

/** Places along the power of x between two of them. */
function bent([a, b]: readonly [Place, Place], pieces = 40): Place[] {
  return Array.from({ length: pieces + 1 }, (_, i) => {
    const share = i / pieces;
    const between = (from: number, to: number): number =>
      from * Math.exp(share * Math.log(to / from));
    return { x: between(a.x, b.x), y: between(a.y, b.y) };
  });
}
