/**
 * `graph`: the DAG as Mermaid text.
 *
 * @module
 */

import { buildDag } from "../engine/dag.ts";
import { mermaid } from "../engine/graph.ts";
import type { Options } from "../options.ts";
import { openProject } from "../project.ts";
import type { Console } from "./console.ts";

/** Runs the command; the result is the exit code. */
export function graph(options: Options, console: Console): Promise<number> {
  const project = openProject(options, console.warn, undefined, false);
  const { dag, resolver } = project;
  const wants = (name: string): boolean => resolver.wants(dag.byName.get(name)!);
  const text = mermaid(
    options.words.length === 0 ? dag : buildDag(
      // The report is left out unless all that it shows is there, too.
      dag.order.filter(({ name }) => [name, ...dag.parents.get(name)!].every(wants)),
    ),
  );
  console.say(text.trimEnd());
  console.json({ command: "graph", profile: options.profile, format: "mermaid", text });
  return Promise.resolve(0);
}
