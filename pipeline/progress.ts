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
/** Off a terminal, a line each time another tenth of the stages is done. */
const PLAIN_LINES = 10;

/** Follows a run. Call `end` when it is over. */
export class Progress implements RunObserver {
  readonly #start: number;
  readonly #secondsOfKind = new Map<string, { sum: number; count: number }>();
  readonly #remaining = new Map<string, number>();
  /** Settled stages; one whose blobs were lost is settled twice. */
  readonly #settled = new Set<string>();
  #ran = 0;
  #lastDrawn = -Infinity;
  #lines = 0;
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
    if (!this.#settled.has(stage.name)) {
      this.#settled.add(stage.name);
      this.#remaining.set(stage.kind, this.#remaining.get(stage.kind)! - 1);
    }
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
    } else {
      const due = Math.floor(PLAIN_LINES * this.#settled.size / this.stages.length);
      if (this.#ran === 0 || due <= this.#lines) return;
      this.#lines = due;
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
    return `${this.#settled.size} of ${this.stages.length} stages`;
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
    const filled = Math.round(BAR * this.#settled.size / Math.max(1, this.stages.length));
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
  if (seconds < 59.5) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const whole = Math.round(seconds);
  const pad = (value: number): string => String(value).padStart(2, "0");
  return whole < 3600
    ? `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`
    : `${Math.floor(whole / 3600)} h ${pad(Math.floor(whole / 60) % 60)} min`;
}
