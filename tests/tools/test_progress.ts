/**
 * What a run of the tests says while it goes on.
 *
 * @module
 */
import { clock, type ProgressOutput } from "../../pipeline/progress.ts";
import { type TestCounts, verdict } from "./test_files.ts";

/** Off a terminal, a line at most so often, if a file ends or not. */
const SILENCE_MS = 15_000;

/** On a terminal one changing line, elsewhere a line now and then; and whole what a failing file said. */
export class TestProgress {
  readonly #start: number;
  readonly #running = new Set<string>();
  #ended = 0;
  #passed = 0;
  #failed = 0;
  #told: number;

  constructor(readonly files: number, readonly out: ProgressOutput) {
    this.#start = this.#told = out.now();
  }

  /** A file begins. */
  started(file: string): void {
    this.#running.add(file);
    this.#draw();
  }

  /** A file ended; what it said is shown if it failed, and else what it says that it skipped. */
  ended(file: string, counts: TestCounts, said: string): void {
    this.#running.delete(file);
    this.#ended++;
    this.#passed += counts.passed;
    this.#failed += counts.failed;
    if (counts.failed > 0) this.#say(`${said.trimEnd()}\n${file}: ${verdict(counts).line}`);
    else for (const [sentence] of said.matchAll(/^Skipped.*$/gm)) this.#say(sentence);
    this.tick();
  }

  /** Looks whether something is to be said. */
  tick(): void {
    if (this.out.terminal) return this.#draw();
    if (this.out.now() - this.#told < SILENCE_MS) return;
    this.#told = this.out.now();
    this.out.write(`${this.#line()}\n`);
  }

  /** Takes the changing line away. */
  end(): void {
    if (this.out.terminal) this.out.write("\r\x1b[K");
  }

  #say(text: string): void {
    this.end();
    this.out.write(`${text}\n`);
  }

  #line(): string {
    const files = [...this.#running].map((file) => file.replace(/^.*?tests\//, ""));
    return `${this.#ended} of ${this.files} files, ${this.#passed} passed, ${this.#failed} failed, ` +
      `${clock((this.out.now() - this.#start) / 1000)}` +
      (files.length > 0 ? `; running ${files.join(", ")}` : "");
  }

  #draw(): void {
    if (!this.out.terminal) return;
    this.out.write(`\r\x1b[K${this.#line().slice(0, Math.max(20, this.out.columns() - 1))}`);
  }
}
