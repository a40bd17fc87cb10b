/**
 * `explain STAGE`: why a stage would run, component by component of its key. A unique part of the
 * name will do.
 *
 * @module
 */

import { BIGRAD } from "../../reports/page/launcher.ts";
import type { JsonObject } from "../engine/canonical.ts";
import { type Change, changesBetween } from "../engine/explain.ts";
import { lastKeys } from "../engine/history.ts";
import { planDag } from "../engine/plan.ts";
import { UsageError } from "../engine/stage.ts";
import type { Options } from "../options.ts";
import { openProject } from "../project.ts";
import { stageNamed } from "../stage_names.ts";
import type { Console } from "./console.ts";

/** Runs the command; the result is the exit code. */
export async function explain(options: Options, console: Console): Promise<number> {
  const [word, ...more] = options.words;
  if (word === undefined || more.length > 0) {
    throw new UsageError(
      `"explain" takes the name of one stage; "${BIGRAD} status --list" lists them.`,
    );
  }
  const project = openProject(options, console.warn);
  try {
    const name = stageNamed(word, [...project.dag.byName.keys()], options.profile);
    const outcomes = await planDag(project.dag, project.resolver);
    const outcome = outcomes.get(name)!;
    const lastKey = lastKeys(project.store).get(name);
    const before = lastKey === undefined ? undefined : project.store.record(lastKey)?.components;
    const because = outcome.status === "cached"
      ? "up to date"
      : outcome.status === "due"
      ? outcome.because
      : outcome.status === "failed"
      ? outcome.message
      : outcome.status === "blocked"
      ? `blocked by ${outcome.by}`
      : "";
    const after = outcome.status === "due" ? outcome.components : undefined;
    const changes = before && after ? changesBetween(before, after, project.bundler) : [];
    console.say(
      `${name}: ${outcome.status === "cached" ? "up to date" : `would run: ${because}`}.`,
    );
    if (outcome.status === "due" && before === undefined) {
      console.say("  It has never run with this store.");
    }
    for (const change of changes) console.say(`  ${describe(change)}`);
    console.json({
      command: "explain",
      stage: name,
      status: outcome.status,
      because,
      changes: changes.map((change) => ({ ...change }) as unknown as JsonObject),
    });
    return 0;
  } finally {
    await project.bundler.close();
  }
}

function describe({ component, from, to, files }: Change): string {
  const short = (text: string): string => {
    const plain = text.replace(/^"|"$/g, "");
    return /^[0-9a-f]{64}$/.test(plain)
      ? plain.slice(0, 12)
      : text.length > 80
      ? `${text.slice(0, 77)}...`
      : text;
  };
  const where = files && files.length > 0 ? ` (${files.join(", ")})` : "";
  return `${component}: ${short(from)} → ${short(to)}${where}`;
}
