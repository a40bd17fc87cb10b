/**
 * Keeps a user's code from leaving without a word and from writing where the result goes.
 *
 * It is no prison (the permissions of the worker are): it turns mistakes into sentences.
 *
 * @module
 */

import process from "node:process";

/** More lines than this, or longer ones, are not shown. */
const MOST_LINES = 100;
const MOST_CHARACTERS = 500;
const PRINTS = ["log", "info", "debug", "warn", "error", "trace", "dir", "table"];

/**
 * Takes away from this thread what would end it, and what it prints.
 *
 * @param said Is handed what it prints, a line or more at a time.
 */
export function confine(said: (line: string) => void): void {
  forbidLeaving();
  redirect(capped(said));
}

function forbidLeaving(): void {
  const away = (name: string) => (): never => {
    throw new Error(`it calls ${name}, which would leave no result; throw an error instead`);
  };
  const replace = (object: object, name: string, methods: readonly string[]): void => {
    for (const method of methods) {
      Object.defineProperty(object, method, {
        value: away(name === "" ? method : `${name}.${method}`),
      });
    }
  };
  replace(Deno, "Deno", ["exit", "kill"]);
  replace(globalThis, "", ["close"]);
  replace(process, "process", ["exit", "reallyExit", "abort", "kill"]);
}

function redirect(say: (text: string) => void): void {
  const out = console as unknown as Record<string, unknown>;
  for (const name of Object.keys(out)) {
    if (typeof out[name] === "function") out[name] = () => {};
  }
  for (const name of PRINTS) {
    out[name] = (...things: unknown[]) =>
      say(things.map((one) => typeof one === "string" ? one : Deno.inspect(one)).join(" "));
  }
  const decoder = new TextDecoder();
  const take = (bytes: Uint8Array | string): number => {
    const text = typeof bytes === "string" ? bytes : decoder.decode(bytes);
    say(text.replace(/\n$/, ""));
    return bytes.length;
  };
  for (const name of ["stdout", "stderr"]) {
    Object.defineProperty(Deno, name, {
      value: {
        writeSync: take,
        write: (bytes: Uint8Array) => Promise.resolve(take(bytes)),
        isTerminal: () => false,
        get writable() {
          return new WritableStream<Uint8Array>({ write: (bytes) => void take(bytes) });
        },
      },
    });
    Object.defineProperty(process, name, {
      value: { write: (bytes: Uint8Array | string) => take(bytes) >= 0, isTTY: false },
    });
  }
}

function capped(said: (line: string) => void): (text: string) => void {
  let lines = 0;
  return (text) => {
    if (lines > MOST_LINES) return;
    for (const line of text.slice(0, MOST_LINES * MOST_CHARACTERS).split("\n")) {
      if (lines++ >= MOST_LINES) return said("… (no more of this is shown)");
      said(line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line);
    }
  };
}
