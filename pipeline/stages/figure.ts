/**
 * Stage: a figure's rows become its specification, text alternative and table.
 *
 * @module
 */

import type { FigureDefinition } from "../../reports/figure.ts";
import type { Row, TableData } from "../../reports/model.ts";
import type { Json } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { decodeJson, encodeJson } from "../json.ts";

/** A figure before it is drawn. */
export interface DescribedFigure {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly description: string;
  readonly table: TableData;
}

/** Input "rows"; outputs "figure" and its Vega-Lite specification, "spec". */
export function stage({ figure }: { figure: FigureDefinition }): StageRun {
  return (_parameters, inputs) => {
    const rows = decodeJson<Row[]>(inputs.rows![0]!);
    const described: DescribedFigure = {
      id: figure.id,
      title: figure.title,
      caption: figure.caption,
      description: figure.describe(rows),
      table: figure.table(rows),
    };
    return { figure: encoded(described), spec: encoded(figure.spec(rows)) };
  };
}

/** Specifications may hold undefined members, which JSON leaves out. */
function encoded(value: unknown): Uint8Array<ArrayBuffer> {
  return encodeJson(JSON.parse(JSON.stringify(value)) as Json);
}
