/**
 * Blocks of descents: the objective's gap and the distance to the solution after the recorded steps,
 * by replication.
 *
 * @module
 */

import type { DescentOptions, Progress } from "../../estimators/functional/descent.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageOutputs } from "../engine/stage.ts";
import { type Block, decodeBlock, encodeBlock } from "./block.ts";
import type { EstimateLabels } from "./estimates.ts";

/** How the outer point descends. */
export interface DescentSettings {
  /** Where it starts, p. */
  readonly start: readonly number[];
  readonly stepSize: number;
  /** The steps after which it is recorded, increasing. */
  readonly recorded: readonly number[];
}

/** The parameters of every stage that descends on samples. */
export type DescentParameters = JsonObject & {
  readonly labels: EstimateLabels & JsonObject;
  readonly descent: DescentSettings & JsonObject;
  /** Options of the problem, if it is made from any. */
  readonly problem?: JsonObject;
};

/** The settings as `descend` takes them. */
export function descentOptions({ start, ...settings }: DescentSettings): DescentOptions {
  return { ...settings, start: Float64Array.from(start) };
}

/** A block's header. */
export interface DescentMeta extends EstimateLabels {
  readonly count: number;
  readonly recorded: readonly number[];
}

/** Output "traces": the columns gap and distance, each count × recorded steps. */
export function descentOutputs(
  { labels, descent }: DescentParameters,
  traces: readonly Progress[],
): StageOutputs {
  const { recorded } = descent;
  const join = (pick: (trace: Progress) => Float64Array): Float64Array => {
    const all = new Float64Array(traces.length * recorded.length);
    traces.forEach((trace, i) => all.set(pick(trace), i * recorded.length));
    return all;
  };
  const meta = { ...labels, count: traces.length, recorded: [...recorded] };
  return {
    traces: encodeBlock(meta, {
      gap: join(({ gap }) => gap),
      distance: join(({ distance }) => distance),
    }),
  };
}

/** Decodes the output "traces". */
export function decodeDescents(bytes: Uint8Array<ArrayBuffer>): {
  readonly meta: DescentMeta;
  readonly columns: Block["columns"];
} {
  const { meta, columns } = decodeBlock(bytes);
  return { meta: meta as unknown as DescentMeta, columns };
}
