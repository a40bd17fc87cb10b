/**
 * The stages that could start now, and which of them goes first.
 *
 * @module
 */

import type { Dag } from "./dag.ts";
import type { Warmth } from "./executor.ts";
import type { Stage } from "./stage.ts";

/** Among how many ready stages of a depth to look for one whose bundle a worker has loaded. */
const LOOK_AHEAD = 32;

/**
 * Ready stages by depth: deep ones first, while their inputs are warm; but one whose code is loaded only
 * where another stage runs waits while there is anything else, since to load it twice costs more.
 */
export class ReadyStages {
  readonly #depth = new Map<string, number>();
  readonly #byDepth: Stage[][] = [];

  constructor(dag: Dag) {
    for (const { name } of dag.order) {
      const parents = dag.parents.get(name)!;
      const deepest = parents.reduce(
        (depth, parent) => Math.max(depth, this.#depth.get(parent)! + 1),
        0,
      );
      this.#depth.set(name, deepest);
    }
  }

  /** Adds a stage all of whose parents are settled. */
  push(stage: Stage): void {
    (this.#byDepth[this.#depth.get(stage.name)!] ??= []).push(stage);
  }

  /** Takes out the warmest stage, of these one of the deepest; undefined if there is none. */
  take(warmth: (stage: Stage) => Warmth): Stage | undefined {
    let best: { readonly stages: Stage[]; readonly at: number; readonly warm: Warmth } | undefined;
    for (let depth = this.#byDepth.length - 1; depth >= 0; depth--) {
      const stages = this.#byDepth[depth] ?? [];
      for (let at = 0; at < Math.min(stages.length, LOOK_AHEAD); at++) {
        const warm = warmth(stages[at]!);
        if (best === undefined || warm > best.warm) best = { stages, at, warm };
        if (warm === 2) break;
      }
      if (best !== undefined && best.warm > 0) break;
    }
    return best?.stages.splice(best.at, 1)[0];
  }
}
