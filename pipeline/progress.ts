/**
 * What a run says while it goes on: a bar with an estimate on a terminal, plain lines elsewhere.
 *
 * @module
 */

import type { Outcome } from "./engine/resolve.ts";
import type { RunObserver } from "./engine/run_options.ts";
import type { Stage } from "./engine/stage.ts";
import { type Expectations, Forecast } from "./forecast.ts";

/** Where progress goes. */
export interface ProgressOutput {
  readonly terminal: boolean;
  readonly columns: () => number;
  write(text: string): void;
  /** Milliseconds from any start. */
  now(): number;
  /** Does something each second, until what it returns is called; where absent, nothing does. */
  everySecond?(act: () => void): () => void;
}

const BAR = 24;
const SHORTEST_BAR = 8;
const REDRAW_MS = 100;
/** Off a terminal, a line each time another tenth of the stages is done. */
const PLAIN_LINES = 10;
/** Fewer seconds, which would read as none, are not said to be left. */
const LEAST_LEFT = 0.05;
/** Of each line, so that the "^C" or "^Z" a terminal writes behind it does not break it in two. */
const COLUMNS_FREE = 3;

/**
 * Follows some stages of a run. Call `end` when it is over. What is expected of them is asked for
 * once the first of them starts: a run that has nothing to do says nothing.
 */
export class Progress implements RunObserver {
  readonly #start: number;
  #forecast: Forecast | undefined;
  /** Settled stages; one whose blobs were lost is settled twice. */
  readonly #settled = new Set<string>();
  readonly #followed: ReadonlySet<string>;
  /** The stages at work, the longest first. */
  readonly #running = new Set<string>();
  #stopTicking: (() => void) | undefined;
  #ran = 0;
  #lastDrawn = -Infinity;
  #lines = 0;
  #drawn = false;
  #bundling = false;

  constructor(
    readonly stages: readonly Stage[],
    readonly slots: number,
    readonly out: ProgressOutput,
    readonly expect: () => Expectations,
  ) {
    this.#start = this.#now();
    this.#followed = new Set(stages.map(({ name }) => name));
  }

  /** It takes a while until the first stage starts. */
  bundling(): void {
    if (this.#bundling) return;
    this.#bundling = true;
    const line = "Bundling the code of stages";
    this.out.write(this.out.terminal ? `\r\x1b[K${line}` : `${line}\n`);
    this.#drawn = this.out.terminal;
  }

  /** Others compute what is due. */
  waiting(): void {
    this.#foresee();
  }

  started(stage: Stage): void {
    this.#foresee().started(stage, this.#now());
    this.#running.add(stage.name);
    if (!this.out.terminal) return;
    this.#draw(stage.name);
    // While a stage takes long nothing else is heard of, and a time that stands still is wrong
    this.#stopTicking ??= this.out.everySecond?.(() => {
      const [longest] = this.#running;
      if (longest !== undefined) this.#draw(longest);
    });
  }

  settled(stage: Stage, outcome: Outcome): void {
    this.#running.delete(stage.name);
    if (!this.#followed.has(stage.name)) return;
    this.#settled.add(stage.name);
    if (outcome.status === "ran") this.#ran++;
    this.#forecast?.settled(
      stage,
      this.#now(),
      outcome.status === "ran" ? outcome.record.cost.seconds : undefined,
    );
    if (outcome.status === "failed") this.say(`failed: ${stage.name}: ${outcome.message}`);
    if (this.out.terminal) {
      if (outcome.status === "ran" || this.#ran > 0) this.#draw(stage.name);
    } else {
      const due = Math.floor(PLAIN_LINES * this.#settled.size / this.stages.length);
      if (this.#ran === 0 || due <= this.#lines) return;
      this.#lines = due;
      this.out.write(`${this.#counts()} stages, ${this.#elapsed()}${this.#left()}\n`);
    }
  }

  /** A line that stays. */
  say(line: string): void {
    this.#erase();
    this.out.write(`${line}\n`);
  }

  end(): void {
    this.#stopTicking?.();
    this.#stopTicking = undefined;
    this.#running.clear();
    this.#erase();
  }

  #foresee(): Forecast {
    return this.#forecast ??= new Forecast(this.stages, this.slots, this.expect(), this.#now());
  }

  #counts(): string {
    return `${this.#settled.size} of ${this.stages.length}`;
  }

  #elapsed(): string {
    return `${clock(this.#now() - this.#start)} elapsed`;
  }

  /** The time that is left, behind something else; empty where it is not known, or none. */
  #left(): string {
    const left = this.#forecast?.left(this.#now());
    if (left === undefined || left.seconds < LEAST_LEFT) return "";
    return `, ${left.more ? "more than" : "about"} ${clock(left.seconds)} left`;
  }

  #now(): number {
    return this.out.now() / 1000;
  }

  #draw(name: string): void {
    const now = this.out.now();
    if (now - this.#lastDrawn < REDRAW_MS) return;
    this.#lastDrawn = now;
    const left = this.#left();
    const text = `${this.#counts()} stages · ${this.#elapsed()}${left}`;
    const columns = Math.max(20, this.out.columns() - COLUMNS_FREE);
    // a narrow terminal shortens the bar, then does without, but keeps the time that is left
    const room = columns - text.length - 1;
    const length = room < SHORTEST_BAR ? 0 : Math.min(BAR, room);
    const filled = Math.round(length * this.#settled.size / Math.max(1, this.stages.length));
    const bar = "█".repeat(filled) + "░".repeat(length - filled) + (length > 0 ? " " : "");
    const shown = text.length > columns && left !== "" ? this.#counts() + left : text;
    this.out.write(`\r\x1b[K${`${bar}${shown} · ${name}`.slice(0, columns)}`);
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
