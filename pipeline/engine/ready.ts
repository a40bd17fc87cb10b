/**
 * The stages that could start now, and which of them goes first.
 *
 * @module
 */

import type { Dag } from "./dag.ts";
import type { Stage } from "./stage.ts";

/** Among how many ready stages to look for one whose bundle a worker has loaded. */
const LOOK_AHEAD = 32;

/** Ready stages by depth: deep ones first, while their inputs are warm. */
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

  /** Takes out one of the deepest, rather one that is warm; undefined if there is none. */
  take(isWarm: (stage: Stage) => boolean): Stage | undefined {
    for (let depth = this.#byDepth.length - 1; depth >= 0; depth--) {
      const stages = this.#byDepth[depth];
      if (stages === undefined || stages.length === 0) continue;
      const warm = stages.slice(0, LOOK_AHEAD).findIndex(isWarm);
      return stages.splice(Math.max(warm, 0), 1)[0];
    }
    return undefined;
  }
}
