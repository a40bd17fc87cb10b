/**
 * How long a run still takes, from what its stages cost so far and in earlier runs.
 *
 * @module
 */

import { groupOf } from "./engine/graph.ts";
import type { Stage } from "./engine/stage.ts";

/** What is known before a run. */
export interface Expectations {
  /** The names of the stages that would run. */
  readonly due: ReadonlySet<string>;
  /** Seconds that stages took in earlier runs, by name. */
  readonly seconds: ReadonlyMap<string, number>;
  /** The stages that each stage has to wait for. */
  readonly parents: ReadonlyMap<string, readonly string[]>;
}

/** What is left of a run. */
export interface Left {
  readonly seconds: number;
  /** True if stages are due of a kind that never ran: it takes longer than that. */
  readonly more: boolean;
}

/** So many seconds of work are taken to go at full speed, before what was measured counts more. */
const TRUST = 2;

/** Follows a run; times are in seconds from any start. */
export class Forecast {
  /** Stages that are due and not settled, in topological order. */
  readonly #due: Map<string, Stage>;
  readonly #running = new Map<string, number>();
  /** Sum and number of the costs of a group of stages, and of a kind. */
  readonly #costs = new Map<string, { sum: number; count: number }>();
  #done = 0;

  /**
   * @param stages All stages of the run, in topological order.
   * @param slots How many run at once.
   * @param start When the run began.
   */
  constructor(
    stages: readonly Stage[],
    readonly slots: number,
    readonly expectations: Expectations,
    readonly start: number,
  ) {
    this.#due = new Map(
      stages.filter(({ name }) => expectations.due.has(name)).map((stage) => [stage.name, stage]),
    );
    for (const stage of stages) {
      const seconds = expectations.seconds.get(stage.name);
      if (seconds !== undefined) this.#learn(stage, seconds);
    }
  }

  /** A stage begins. */
  started({ name }: Stage, now: number): void {
    this.#running.set(name, now);
  }

  /** A stage is settled; `seconds` is what it cost if it ran. */
  settled(stage: Stage, seconds?: number): void {
    if (seconds !== undefined) {
      // A mean that was wrong is mended by what is learned now, and is no sign of another speed
      this.#done += this.expectations.seconds.get(stage.name) ?? seconds;
      this.#learn(stage, seconds);
    }
    this.#due.delete(stage.name);
    this.#running.delete(stage.name);
  }

  /**
   * What is left: the expected work at the speed at which expected work was done so far, and no less
   * than the longest chain of stages that wait for each other. A stage is expected to cost what it
   * did when it last ran; if it never did, the mean of its group of blocks and sizes, or else of its
   * kind. Undefined if no cost is known yet.
   */
  left(now: number): Left | undefined {
    let work = 0;
    let begun = 0;
    let unknown = 0;
    let longest = 0;
    const ends = new Map<string, number>();
    for (const [name, stage] of this.#due) {
      const expected = this.#expected(stage);
      if (expected === undefined) unknown++;
      const since = this.#running.get(name);
      const past = since === undefined ? 0 : Math.min(expected ?? 0, now - since);
      const rest = (expected ?? 0) - past;
      begun += past;
      work += rest;
      const parents = this.expectations.parents.get(name) ?? [];
      const end = rest + parents.reduce((last, one) => Math.max(last, ends.get(one) ?? 0), 0);
      ends.set(name, end);
      longest = Math.max(longest, end);
    }
    if (unknown === this.#due.size && unknown > 0) return undefined;
    const secondsPerWork = (now - this.start + TRUST / this.slots) / (this.#done + begun + TRUST);
    return { seconds: Math.max(work * secondsPerWork, longest), more: unknown > 0 };
  }

  #expected(stage: Stage): number | undefined {
    const earlier = this.expectations.seconds.get(stage.name);
    if (earlier !== undefined) return earlier;
    const known = labelsOf(stage).map((label) => this.#costs.get(label)).find(Boolean);
    return known && known.sum / known.count;
  }

  #learn(stage: Stage, seconds: number): void {
    for (const label of labelsOf(stage)) {
      const { sum, count } = this.#costs.get(label) ?? { sum: 0, count: 0 };
      this.#costs.set(label, { sum: sum + seconds, count: count + 1 });
    }
  }
}

/** What a stage has in common with others, from the closest on. */
function labelsOf(stage: Stage): string[] {
  return [`group ${groupOf(stage)}`, `kind ${stage.kind}`];
}
