/**
 * Stage: a figure's specifications become SVGs.
 *
 * @module
 */

import type { TopLevelSpec } from "vega-lite";
import { renderSvg } from "../../reports/charts/render.ts";
import type { StageRun } from "../engine/stage.ts";
import type { DescribedFigure } from "./figure.ts";
import { decodeJson } from "../json.ts";

/** Inputs "figure", "spec" and "narrow"; outputs "svg", and "narrow" for narrow screens. */
export const run: StageRun = async (_parameters, inputs) => {
  const { id, title, finding, alternative } = decodeJson<DescribedFigure>(inputs.figure![0]!);
  const label = { title: finding ?? title, description: alternative };
  const drawn = async (role: "spec" | "narrow", id: string): Promise<Uint8Array<ArrayBuffer>> => {
    const spec = decodeJson<TopLevelSpec>(inputs[role]![0]!);
    return new TextEncoder().encode(await renderSvg(spec, { id, ...label }));
  };
  try {
    return { svg: await drawn("spec", id), narrow: await drawn("narrow", `${id}-narrow`) };
  } catch (error) {
    throw new Error(
      `The figure "${id}" cannot be drawn (${error}); correct its Vega-Lite specification.`,
    );
  }
};
