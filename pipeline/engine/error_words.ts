/**
 * What is said of a stage that threw something, which may be anything and throw itself when it is looked at.
 *
 * This module runs in worker processes only.
 *
 * @module
 */

/**
 * What a stage has thrown, in words.
 *
 * @param gone The globals that it does not have.
 */
export function describe(error: unknown, gone: ReadonlySet<string>): string {
  let words: unknown;
  try {
    words = error instanceof Error
      ? describeError(error, gone)
      : typeof error === "string"
      ? error
      : `It threw ${String(error)}; throw an Error that says what is wrong.`;
  } catch {
    // It has none.
  }
  return typeof words === "string" && words.trim() !== ""
    ? words
    : "It threw an error without words; throw one that says what is wrong.";
}

/** Where a module is wrong that cannot be read: the name under which it was loaded this time. */
const LOADED_AS = / at blob:null\/[0-9a-f-]{36}:\d+:\d+$/;

function describeError({ name, message: given }: Error, gone: ReadonlySet<string>): string {
  const message = given.replace(LOADED_AS, "");
  if (name === "NotCapable") {
    const asked = message.replace(/, (run again|specify).*$/s, "");
    return `A stage may touch nothing but its inputs, and this one did: ${asked}. Hand it in as an input.`;
  }
  if (name === "EvalError") {
    return "A stage may not make code of text (eval, Function): write it in the module.";
  }
  const named = /^Dynamic require of "(.*)" is not supported$/s.exec(message)?.[1];
  if (named !== undefined) {
    return `A stage may not import "${named}" while it runs: import it where its module begins.`;
  }
  const unknown = /^(\S+) is not defined$/.exec(message)?.[1];
  if (unknown !== undefined && gone.has(unknown)) {
    return `A stage may not use ${unknown}: it may touch nothing but what it is handed; make it an ` +
      "input or a parameter.";
  }
  return name === "Error" || message.trim() === "" ? message : `${name}: ${message}`;
}
