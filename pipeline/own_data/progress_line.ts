/**
 * One line that says how far a computation is, on a terminal.
 *
 * @module
 */

import { clock, type ProgressOutput } from "../progress.ts";

const REDRAW_MS = 100;
const TICK_MS = 1000;
/** Larger totals are shown in per cent. */
const MOST_COUNTED = 1000;

/** Follows a computation; silent where there is no terminal. Call `end` at the end. */
export class ProgressLine {
  readonly #ticking: ReturnType<typeof setInterval> | undefined;
  readonly #start: number;
  #what = "";
  #done = 0;
  #total = 0;
  /** When what is counted began to be counted. */
  #countStart = 0;
  #lastDrawn = -Infinity;
  #drawn = false;

  constructor(readonly out: ProgressOutput | undefined) {
    this.#start = out?.now() ?? 0;
    if (out?.terminal) this.#ticking = setInterval(() => this.#draw(), TICK_MS);
  }

  /** Says how much is done, of how much, and what is being done. */
  update(done: number, total: number, what: string): void {
    if (total !== this.#total || done < this.#done) this.#countStart = this.out?.now() ?? 0;
    [this.#done, this.#total, this.#what] = [done, total, what];
    this.#draw();
  }

  /** Makes room for a line that stays. */
  erase(): void {
    if (this.#drawn) this.out?.write("\r\x1b[K");
    this.#drawn = false;
  }

  end(): void {
    clearInterval(this.#ticking);
    this.erase();
  }

  #draw(): void {
    const { out } = this;
    if (!out?.terminal || this.#what === "") return;
    const now = out.now();
    if (now - this.#lastDrawn < REDRAW_MS) return;
    this.#lastDrawn = now;
    const counts = this.#total > MOST_COUNTED
      ? `${Math.floor(100 * this.#done / this.#total)} %`
      : `${this.#done} of ${this.#total}`;
    const seconds = (now - this.#countStart) / 1000;
    const left = this.#done > 0 && this.#done < this.#total
      ? `, about ${clock(seconds * (this.#total - this.#done) / this.#done)} left`
      : "";
    const elapsed = clock((now - this.#start) / 1000);
    const line = `${counts} · ${elapsed} elapsed${left} · ${this.#what}`;
    out.write(`\r\x1b[K${line.slice(0, Math.max(20, out.columns() - 1))}`);
    this.#drawn = true;
  }
}
