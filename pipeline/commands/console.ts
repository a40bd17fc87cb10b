/**
 * How commands speak: text for people, one JSON object for tools.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";
import type { ProgressOutput } from "../progress.ts";
import { writeAll } from "./write_all.ts";

/** The output of a command. */
export interface Console {
  /** A line for people; silent with `--json`. */
  say(line: string): void;
  /** A line for people that must not get lost: standard error. */
  warn(line: string): void;
  /** The object for tools, last line of standard output; only with `--json`. */
  json(value: JsonObject): void;
  /** Where progress goes. */
  readonly progress: ProgressOutput;
  /** Where the progress of a command goes that prints a result: standard error; none if absent. */
  readonly status?: ProgressOutput;
}

/** The console of this process. */
export function processConsole(json: boolean): Console {
  const print = (text: string): void => writeAll(Deno.stdout, text);
  const terminal = !json && Deno.stdout.isTerminal() && !Deno.env.get("CI");
  return {
    say: (line) => json || print(`${line}\n`),
    warn: (line) => writeAll(Deno.stderr, `${line}\n`),
    json: (value) => json && print(`${JSON.stringify(value)}\n`),
    progress: {
      terminal,
      // a terminal may not know its own width
      columns: () => Deno.consoleSize().columns || 80,
      write: (text) => json || print(text),
      now: () => performance.now(),
      everySecond: (act) => {
        const timer = setInterval(act, 1000);
        return () => clearInterval(timer);
      },
    },
    status: {
      terminal: Deno.stderr.isTerminal() && !Deno.env.get("CI"),
      // a pseudo-terminal may say that it has none
      columns: () => Deno.consoleSize().columns || 80,
      write: (text) => writeAll(Deno.stderr, text),
      now: () => performance.now(),
    },
  };
}
