/**
 * Commands as a user types them into a terminal.
 *
 * @module
 */

import { dirname } from "node:path";
import { PLAIN } from "./project_copy.ts";

/** Whether this system has the `script` of util-linux, which makes a pseudo-terminal. */
export const HAS_TERMINALS: boolean = Deno.build.os === "linux" &&
  await new Deno.Command("script", { args: ["--version"] }).output()
    .then(({ success }) => success, () => false);

/** How wide the terminal is. */
export const COLUMNS = 120;

const QUESTION = /Allow\?|Deno requests/;

/**
 * Runs a line of the shell in a pseudo-terminal to its end. Deno is on the PATH,
 * and free to ask unless it is told not to.
 *
 * @returns The exit code and all that was written, standard error too, control codes and all.
 * @throws {Error} If the user is asked something: nobody would answer.
 */
export async function inTerminal(
  line: string,
  folder: string,
): Promise<{ code: number; text: string }> {
  const process = new Deno.Command("script", {
    args: ["-qec", `stty cols ${COLUMNS}; ${line}`, "/dev/null"],
    cwd: folder,
    env: {
      ...PLAIN,
      PATH: `${dirname(Deno.execPath())}:${Deno.env.get("PATH")}`,
      DENO_NO_PROMPT: "",
      // Somebody's shell may be another, or say that there is no such language here.
      SHELL: "/bin/sh",
      LC_ALL: "C",
      // The tests themselves may be run by make, and one make below another tells its folder.
      MAKELEVEL: "0",
      MAKEFLAGS: "",
    },
    stdin: "null",
    stdout: "piped",
  }).spawn();
  let text = "";
  for await (const part of process.stdout.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (!QUESTION.test(text)) continue;
    process.kill("SIGKILL");
    await process.status;
    throw new Error(`"${line}" asks a question: ${text.slice(-1000)}`);
  }
  return { code: (await process.status).code, text: text.replaceAll("\r\n", "\n") };
}
