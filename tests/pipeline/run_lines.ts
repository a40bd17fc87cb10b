/**
 * Runs command lines of bigrad one after another in one process, which costs less than a process each:
 * `run_lines.ts LINES.json`. After what each says, on both streams, comes a line with its exit code.
 *
 * @module
 */

import { main } from "../../pipeline/main.ts";

const lines = JSON.parse(Deno.readTextFileSync(Deno.args[0]!)) as string[][];
for (const line of lines) {
  const end = new TextEncoder().encode(`=== ${await main(line)}\n`);
  Deno.stdout.writeSync(end);
  Deno.stderr.writeSync(end);
}
