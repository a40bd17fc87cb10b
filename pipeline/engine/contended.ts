/**
 * Stages that other runs are computing, and when to look at them again: soon at first, then ever less
 * often, and of all of them together only so often, for the store may be a server's.
 *
 * @module
 */

import type { Stage } from "./stage.ts";

/** The wait before the first look, which doubles with each in vain, and what it grows to. */
const FIRST_MS = 50;
const LONGEST_MS = 5_000;

/** The wait after a look in vain at any of them: a look is two operations, of which 20 a second are few. */
const PAUSE_MS = 120;

/** Beyond so many stages a list of all records costs less than looks at each. */
export const MANY = 256;

/** A stage that waits for another run. */
export interface Contended {
  readonly stage: Stage;
  readonly key: string;
  /** Milliseconds until the look after the next. */
  readonly wait: number;
  /** When to look again. */
  readonly due: number;
}

/** The stages of one run that wait for other runs. */
export class ContendedStages {
  #stages: Contended[] = [];
  /** No look before. */
  #pause = 0;

  /**
   * @param now Milliseconds from any start.
   * @param chance Numbers from 0 to 1, so that runs that began together do not look together.
   */
  constructor(
    readonly now: () => number = () => performance.now(),
    readonly chance: () => number = Math.random,
  ) {}

  get size(): number {
    return this.#stages.length;
  }

  /** A stage begins to wait; or waits on, if `before` is what was looked at in vain. */
  add(stage: Stage, key: string, before?: Contended): void {
    const now = this.now();
    const wait = before?.wait ?? FIRST_MS;
    const due = now + wait * (0.5 + this.chance() / 2);
    this.#stages.push({ stage, key, wait: Math.min(2 * wait, LONGEST_MS), due });
    if (before !== undefined) this.#pause = now + PAUSE_MS;
  }

  /** Takes out the stage to look at now, if there is one. */
  take(): Contended | undefined {
    const now = this.now();
    if (now < this.#pause) return undefined;
    let first: number | undefined;
    this.#stages.forEach(({ due }, i) => {
      if (first === undefined || due < this.#stages[first]!.due) first = i;
    });
    if (first === undefined || this.#stages[first]!.due > now) return undefined;
    return this.#stages.splice(first, 1)[0];
  }

  /** Takes out all whose keys are in a set; all of them unless given. */
  takeAll(keys?: ReadonlySet<string>): Contended[] {
    const taken = this.#stages.filter(({ key }) => keys?.has(key) ?? true);
    this.#stages = this.#stages.filter((one) => !taken.includes(one));
    return taken;
  }

  /** Milliseconds until there is something to look at. */
  rest(): number {
    const due = this.#stages.reduce((first, { due }) => Math.min(first, due), Infinity);
    return Math.max(0, Math.max(due, this.#pause) - this.now());
  }
}
