/**
 * The console of a worker: what stages say goes to standard error, for standard output belongs to the
 * command, and there is an end to it.
 *
 * This module runs in the worker only.
 *
 * @module
 */

const PRINTING = ["log", "info", "debug", "warn", "error", "trace", "dir", "dirxml", "table"];

type Methods = Record<string, (...values: unknown[]) => void>;

/** What a stage may say, and has said. */
export class StageConsole {
  readonly #print = console.error.bind(console);
  readonly #inspect = Deno.inspect;
  #stage = "";
  #most = 0;
  #left = 0;

  /** Puts it in the place of the worker's console, and standard error in that of standard output. */
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
    const { process } = globalThis as unknown as { process: { stderr: unknown } };
    Object.defineProperty(Deno, "stdout", { value: Deno.stderr });
    Object.defineProperty(process, "stdout", { get: () => process.stderr });
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
    this.#print(
      `${this.#stage} said ${this.#most - this.#left} characters, of which the first ` +
        `${this.#most} are shown.`,
    );
    this.#left = 0;
  }

  #say(values: readonly unknown[]): void {
    const shown = (value: unknown): string =>
      typeof value === "string" ? value : this.#left > 0 ? this.#inspect(value) : "…";
    const line = values.map(shown).join(" ");
    if (this.#left > 0) this.#print("%s", line.slice(0, this.#left));
    this.#left -= line.length;
  }
}
