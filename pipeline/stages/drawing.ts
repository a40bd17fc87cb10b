/**
 * Stage: a figure's specifications become SVGs.
 *
 * @module
 */

import type { TopLevelSpec } from "vega-lite";
import { hasLogarithms, withLinearAxes } from "../../reports/charts/linear.ts";
import { renderSvg } from "../../reports/charts/render.ts";
import type { StageRun } from "../engine/stage.ts";
import type { DescribedFigure } from "./figure.ts";
import { decodeJson } from "../json.ts";

/**
 * Inputs "figure", "spec" and "narrow"; outputs "svg", the same for "narrow" screens, and with "linear" axes,
 * which is the first one again where no axis is logarithmic.
 */
export const run: StageRun = async (_parameters, inputs) => {
  const { id, title, finding, alternative } = decodeJson<DescribedFigure>(inputs.figure![0]!);
  const [spec, narrow] = [inputs.spec, inputs.narrow]
    .map((role) => decodeJson<TopLevelSpec>(role![0]!)) as [TopLevelSpec, TopLevelSpec];
  const label = { title: finding ?? title, description: alternative };
  const drawn = async (spec: TopLevelSpec, id: string): Promise<Uint8Array<ArrayBuffer>> =>
    new TextEncoder().encode(await renderSvg(spec, { id, ...label }));
  try {
    const svg = await drawn(spec, id);
    return {
      svg,
      narrow: await drawn(narrow, `${id}-narrow`),
      linear: hasLogarithms(spec) ? await drawn(withLinearAxes(spec), `${id}-linear`) : svg,
    };
  } catch (error) {
    throw new Error(
      `The figure "${id}" cannot be drawn (${error}); correct its Vega-Lite specification.`,
    );
  }
};
