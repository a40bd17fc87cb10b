/**
 * Stage: a figure's specification becomes an SVG.
 *
 * @module
 */

import type { TopLevelSpec } from "vega-lite";
import { renderSvg } from "../../reports/charts/render.ts";
import type { StageRun } from "../engine/stage.ts";
import type { DescribedFigure } from "./figure.ts";
import { decodeJson } from "../json.ts";

/** Inputs "figure" and "spec"; output "svg". */
export const run: StageRun = async (_parameters, inputs) => {
  const { id, title, description } = decodeJson<DescribedFigure>(inputs.figure![0]!);
  const spec = decodeJson<TopLevelSpec>(inputs.spec![0]!);
  let svg: string;
  try {
    svg = await renderSvg(spec, { id, title, description });
  } catch (error) {
    throw new Error(
      `The figure "${id}" cannot be drawn (${error}); correct its Vega-Lite specification.`,
    );
  }
  return { svg: new TextEncoder().encode(svg) };
};
