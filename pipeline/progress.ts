/**
 * What a run says while it goes on: a bar with an estimate on a terminal, plain lines elsewhere.
 *
 * @module
 */

import type { Outcome } from "./engine/resolve.ts";
import type { RunObserver } from "./engine/scheduler.ts";
import type { Stage } from "./engine/stage.ts";

/** Where progress goes. */
export interface ProgressOutput {
  readonly terminal: boolean;
  readonly columns: () => number;
  write(text: string): void;
  /** Milliseconds from any start. */
  now(): number;
}

const BAR = 24;
const REDRAW_MS = 100;
const PLAIN_SHARE = 0.1;

/** Follows a run. Call `end` when it is over. */
export class Progress implements RunObserver {
  readonly #start: number;
  readonly #secondsOfKind = new Map<string, { sum: number; count: number }>();
  readonly #remaining = new Map<string, number>();
  #done = 0;
  #ran = 0;
  #lastDrawn = -Infinity;
  #nextLine = PLAIN_SHARE;
  #drawn = false;

  constructor(
    readonly stages: readonly Stage[],
    readonly slots: number,
    readonly out: ProgressOutput,
  ) {
    this.#start = out.now();
    for (const { kind } of stages) this.#remaining.set(kind, (this.#remaining.get(kind) ?? 0) + 1);
  }

  started(stage: Stage): void {
    if (this.out.terminal) this.#draw(stage.name);
  }

  settled(stage: Stage, outcome: Outcome): void {
    this.#done++;
    this.#remaining.set(stage.kind, this.#remaining.get(stage.kind)! - 1);
    if (outcome.status === "ran") {
      this.#ran++;
      const known = this.#secondsOfKind.get(stage.kind) ?? { sum: 0, count: 0 };
      known.sum += outcome.record.cost.seconds;
      known.count++;
      this.#secondsOfKind.set(stage.kind, known);
    }
    if (outcome.status === "failed") this.say(`failed: ${stage.name}: ${outcome.message}`);
    if (this.out.terminal) {
      if (outcome.status === "ran" || this.#ran > 0) this.#draw(stage.name);
    } else if (this.#ran > 0 && this.#done >= this.#nextLine * this.stages.length) {
      this.#nextLine = Math.floor(this.#done / this.stages.length / PLAIN_SHARE + 1) * PLAIN_SHARE;
      this.out.write(`${this.#counts()}, ${this.#times()}\n`);
    }
  }

  /** A line that stays. */
  say(line: string): void {
    this.#erase();
    this.out.write(`${line}\n`);
  }

  end(): void {
    this.#erase();
  }

  #counts(): string {
    return `${this.#done} of ${this.stages.length} stages`;
  }

  #times(): string {
    const elapsed = (this.out.now() - this.#start) / 1000;
    const left = this.#secondsLeft();
    return `${clock(elapsed)} elapsed${left === undefined ? "" : `, about ${clock(left)} left`}`;
  }

  /** Mean time of each kind so far; kinds not seen yet count as the mean of the seen ones. */
  #secondsLeft(): number | undefined {
    const seen = [...this.#secondsOfKind.values()];
    if (seen.length === 0) return undefined;
    const overall = seen.reduce((sum, one) => sum + one.sum, 0) /
      seen.reduce((sum, one) => sum + one.count, 0);
    let left = 0;
    for (const [kind, count] of this.#remaining) {
      const known = this.#secondsOfKind.get(kind);
      left += count * (known ? known.sum / known.count : overall);
    }
    return left / this.slots;
  }

  #draw(name: string): void {
    const now = this.out.now();
    if (now - this.#lastDrawn < REDRAW_MS) return;
    this.#lastDrawn = now;
    const filled = Math.round(BAR * this.#done / Math.max(1, this.stages.length));
    const bar = "█".repeat(filled) + "░".repeat(BAR - filled);
    const line = `${bar} ${this.#counts()} · ${this.#times()} · ${name}`;
    this.out.write(`\r\x1b[K${line.slice(0, Math.max(20, this.out.columns() - 1))}`);
    this.#drawn = true;
  }

  #erase(): void {
    if (this.#drawn) this.out.write("\r\x1b[K");
    this.#drawn = false;
  }
}

/** Seconds as 4.2 s, 3 min 05 s or 2 h 07 min. */
export function clock(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const whole = Math.round(seconds);
  const pad = (value: number): string => String(value).padStart(2, "0");
  return whole < 3600
    ? `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`
    : `${Math.floor(whole / 3600)} h ${pad(Math.floor(whole / 60) % 60)} min`;
}
