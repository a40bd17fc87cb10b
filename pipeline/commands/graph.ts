/**
 * `graph`: the DAG as Mermaid text.
 *
 * @module
 */

import { mermaid } from "../engine/graph.ts";
import type { Options } from "../options.ts";
import { openProject } from "../project.ts";
import type { Console } from "./console.ts";

/** Runs the command; the result is the exit code. */
export function graph(options: Options, console: Console): Promise<number> {
  const project = openProject(options, console.warn);
  const text = mermaid(project.dag);
  console.say(text.trimEnd());
  console.json({ command: "graph", profile: options.profile, format: "mermaid", text });
  return Promise.resolve(0);
}
