/**
 * How long a run still takes, from what its stages cost so far and in earlier runs.
 *
 * @module
 */

import { median } from "../estimators/inference/repeated.ts";
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
  /** True if many stages are due of kinds that never ran: it takes longer than that. */
  readonly more: boolean;
}

/** So many seconds of work are taken to go at full speed, before what was measured counts more. */
const TRUST = 2;

/** One in so many stages of kinds that never ran makes no difference. */
const FEW = 20;

/** Follows a run; times are in seconds from any start. */
export class Forecast {
  /** Stages that are due and not settled, in topological order. */
  readonly #due: Map<string, Stage>;
  readonly #running = new Map<string, number>();
  /** The costs of stages, by their group. */
  readonly #costs = new Map<string, { readonly kind: string; sum: number; count: number }>();
  #done = 0;
  /** Seconds that stages took beyond their cost: to be begun, handed their inputs and saved. */
  readonly #beyond = { sum: 0, count: 0 };

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
  settled(stage: Stage, now: number, seconds?: number): void {
    if (seconds !== undefined) {
      const since = this.#running.get(stage.name);
      const beyond = since === undefined ? 0 : Math.max(0, now - since - seconds);
      this.#beyond.sum += beyond;
      this.#beyond.count++;
      this.#done += beyond;
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
   * did when it last ran, and what stages of this run take beyond their cost; if it never did, the
   * mean of its group of blocks and sizes, or else the median of such means of its kind, since a few
   * groups cost a hundred times what most do. Undefined if no cost is known yet.
   */
  left(now: number): Left | undefined {
    let work = 0;
    let begun = 0;
    let unknown = 0;
    let longest = 0;
    const ends = new Map<string, number>();
    const typical = this.#typical();
    const beyond = this.#beyond.sum / Math.max(1, this.#beyond.count);
    for (const [name, stage] of this.#due) {
      const expected = this.#expected(stage, typical);
      if (expected === undefined) unknown++;
      const since = this.#running.get(name);
      const whole = expected === undefined ? 0 : expected + beyond;
      const past = since === undefined ? 0 : Math.min(whole, now - since);
      const rest = whole - past;
      begun += past;
      work += rest;
      const parents = this.expectations.parents.get(name) ?? [];
      const end = rest + parents.reduce((last, one) => Math.max(last, ends.get(one) ?? 0), 0);
      ends.set(name, end);
      longest = Math.max(longest, end);
    }
    if (unknown === this.#due.size && unknown > 0) return undefined;
    const secondsPerWork = (now - this.start + TRUST / this.slots) / (this.#done + begun + TRUST);
    return {
      seconds: Math.max(work * secondsPerWork, longest),
      more: unknown * FEW > this.#due.size,
    };
  }

  #expected(stage: Stage, typical: ReadonlyMap<string, number>): number | undefined {
    const earlier = this.expectations.seconds.get(stage.name);
    if (earlier !== undefined) return earlier;
    const group = this.#costs.get(groupOf(stage));
    return group === undefined ? typical.get(stage.kind) : group.sum / group.count;
  }

  /** The median over the groups of a kind of their mean costs. */
  #typical(): ReadonlyMap<string, number> {
    const means = Map.groupBy(this.#costs.values(), ({ kind }) => kind);
    return new Map([...means].map(([kind, groups]) => [
      kind,
      median(groups.map(({ sum, count }) => sum / count)),
    ]));
  }

  #learn(stage: Stage, seconds: number): void {
    const { sum, count } = this.#costs.get(groupOf(stage)) ?? { sum: 0, count: 0 };
    this.#costs.set(groupOf(stage), { kind: stage.kind, sum: sum + seconds, count: count + 1 });
  }
}
