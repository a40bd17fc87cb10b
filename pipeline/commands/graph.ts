/**
 * `graph`: the DAG as Mermaid text.
 *
 * @module
 */

import { buildDag } from "../engine/dag.ts";
import { mermaid } from "../engine/graph.ts";
import type { Options } from "../options.ts";
import { openProject } from "../project.ts";
import { REPORT } from "../studies/assemble.ts";
import type { Console } from "./console.ts";

/** Runs the command; the result is the exit code. */
export function graph(options: Options, console: Console): Promise<number> {
  const project = openProject(options, console.warn, undefined, false);
  const { dag, wanted } = project;
  const text = mermaid(
    wanted === undefined ? dag : buildDag(
      dag.order.filter(({ name }) => name !== REPORT && wanted.has(name)),
    ),
  );
  console.say(text.trimEnd());
  console.json({ command: "graph", profile: options.profile, format: "mermaid", text });
  return Promise.resolve(0);
}
