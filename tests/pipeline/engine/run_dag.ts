/**
 * Runs the stages of a JSON file on a scratch project in a process of its own, which a test may
 * kill: `run_dag.ts ROOT STAGES.json`. Says which stage starts, then what ran.
 *
 * @module
 */

import { ScratchProject } from "./scratch_project.ts";

const [root, stages] = Deno.args;
const say = (line: string): void =>
  void Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
const { ran, cached, failed } = await new ScratchProject({}, root!).run(
  JSON.parse(Deno.readTextFileSync(stages!)),
  { observer: { started: ({ name }) => say(`started ${name}`) } },
);
say(JSON.stringify({ ran, cached, failed }));
