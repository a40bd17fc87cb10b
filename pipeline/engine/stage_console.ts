/**
 * The console of a worker: what stages say is told to the engine, for standard output carries its
 * messages, and there is an end to it.
 *
 * This module runs in worker processes only.
 *
 * @module
 */

const PRINTING = ["log", "info", "debug", "warn", "error", "trace", "dir", "dirxml", "table"];

/**
 * The beginning of a text, without what a terminal would obey: what moves its cursor, clears it, sends it
 * somewhere else, or turns the order of letters around.
 */
export function printable(text: string, most: number): string {
  // Made anew each time: a stage could get hold of it and leave something there for the next one.
  // deno-lint-ignore no-control-regex
  const control = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;
  const shown = text.slice(0, most).replace(control, "\ufffd");
  return shown.length < text.length ? `${shown} …` : shown;
}

type Methods = Record<string, (...values: unknown[]) => void>;

/** What a stage may say, and has said. */
export class StageConsole {
  readonly #inspect = Deno.inspect;
  #stage = "";
  #most = 0;
  #left = 0;

  /** @param tell Takes what is said. */
  constructor(readonly tell: (text: string) => void) {}

  /** Puts it in the place of the worker's console, and of its standard output and error. */
  install(): void {
    const methods = console as unknown as Methods;
    const say = (...values: unknown[]): void => this.#say(values);
    for (const name of Object.keys(methods)) {
      if (typeof methods[name] === "function") {
        methods[name] = PRINTING.includes(name) ? say : () => {};
      }
    }
    methods.assert = (holds, ...values) => {
      if (!holds) say("Assertion failed:", ...values);
    };
    const writeSync = (bytes: Uint8Array): number => {
      this.#add(new TextDecoder().decode(bytes));
      return bytes.length;
    };
    const stream = { writeSync, write: (bytes: Uint8Array) => Promise.resolve(writeSync(bytes)) };
    for (const name of ["_stdout", "_stderr"]) Reflect.deleteProperty(console, name);
    const { process } = globalThis as unknown as { process: object };
    for (const name of ["stdout", "stderr"]) {
      Object.defineProperty(Deno, name, { value: stream });
      Object.defineProperty(process, name, { value: { write: (text: string) => this.#add(text) } });
    }
  }

  /** A stage begins, which may say as many characters. */
  begin(stage: string, most: number): void {
    this.#stage = stage;
    this.#most = most;
    this.#left = most;
  }

  /** It has ended. */
  end(): void {
    if (this.#left >= 0) return;
    this.tell(
      `${this.#stage} said ${this.#most - this.#left} characters, of which the first ` +
        `${this.#most} are shown.\n`,
    );
    this.#left = 0;
  }

  #say(values: readonly unknown[]): void {
    // A way to show itself would be handed what all stages share.
    const inspect = (value: unknown): string =>
      this.#inspect(value, { customInspect: false } as object);
    const shown = (value: unknown): string =>
      typeof value === "string" ? value : this.#left > 0 ? inspect(value) : "…";
    this.#add(`${values.map(shown).join(" ")}\n`);
  }

  #add(text: string): void {
    const shown = printable(text, Infinity).slice(0, Math.max(this.#left, 0));
    // The line that is cut short has to end.
    if (shown !== "") this.tell(shown.length === text.length ? shown : `${shown}\n`);
    this.#left -= text.length;
  }
}
