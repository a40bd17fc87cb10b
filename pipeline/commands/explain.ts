/**
 * `explain TARGET...`: why stages would run, component by component of their keys.
 *
 * @module
 */

import { BIGRAD } from "../../reports/page/launcher.ts";
import { isDigest, type JsonObject } from "../engine/canonical.ts";
import { withAncestors } from "../engine/dag.ts";
import { type Change, changesBetween } from "../engine/explain.ts";
import { lastKeys } from "../engine/history.ts";
import { planDag } from "../engine/plan.ts";
import type { Outcome } from "../engine/resolve.ts";
import { UsageError } from "../engine/stage.ts";
import type { Options } from "../options.ts";
import { openProject, type Project } from "../project.ts";
import { counted } from "../wording.ts";
import type { Console } from "./console.ts";

/** Why one stage would run. */
interface Explanation {
  readonly stage: string;
  readonly status: string;
  readonly because: string;
  readonly changes: readonly Change[];
}

/** Runs the command; the result is the exit code. */
export async function explain(options: Options, console: Console): Promise<number> {
  if (options.words.length === 0) {
    throw new UsageError(
      `"explain" takes the names of stages; "${BIGRAD} status --list" lists them.`,
    );
  }
  const project = openProject(options, console.warn, undefined, false);
  try {
    const outcomes = await planDag(project.dag, project.resolver);
    const keys = lastKeys(project.store);
    const explained = (stage: string): Explanation =>
      explainStage(stage, outcomes.get(stage)!, keys, project);
    const all = project.targets.map(explained);
    const first = firstDue(project, outcomes).map(explained);
    for (const one of all) {
      const { stage, status, because } = one;
      console.say(`${stage}: ${status === "cached" ? "up to date" : `would run: ${because}`}.`);
      for (const line of reasons(one, keys)) console.say(line);
    }
    const alike = Map.groupBy(first, (one) => [one.because, ...reasons(one, keys)].join("\n"));
    for (const [why, [{ stage }, ...others]] of alike) {
      const more = others.length === 0 ? "" : ` and ${counted(others.length, "other")} like it`;
      const [because, ...lines] = why.split("\n");
      console.say(`What begins it: ${stage}${more}: ${because}.`);
      for (const line of lines) console.say(line);
    }
    const json = all as unknown as readonly JsonObject[];
    const stages = json.length === 1 ? json[0] : { stages: json };
    console.json({
      command: "explain",
      ...stages,
      first: first.map(({ stage, because, changes }) => ({
        stage,
        because,
        changes,
      })) as unknown as readonly JsonObject[],
    });
    return 0;
  } finally {
    await project.bundler.close();
  }
}

/** Of stages that would run because others would: the first of those, whose own keys have changed. */
function firstDue(
  { dag, targets }: Project,
  outcomes: ReadonlyMap<string, Outcome>,
): string[] {
  const known = (name: string): boolean | undefined => {
    const outcome = outcomes.get(name);
    return outcome?.status === "due" ? outcome.components !== undefined : undefined;
  };
  const before = withAncestors(dag, targets.filter((name) => known(name) === false));
  return dag.order.map(({ name }) => name)
    .filter((name) => before.has(name) && known(name) && !targets.includes(name));
}

function reasons(
  { stage, status, changes }: Explanation,
  keys: ReadonlyMap<string, string>,
): string[] {
  const never = status === "due" && !keys.has(stage);
  return [
    ...(never ? ["  It has never run with this store."] : []),
    ...changes.map((change) => `  ${describe(change)}`),
  ];
}

function explainStage(
  stage: string,
  outcome: Outcome,
  keys: ReadonlyMap<string, string>,
  { store, bundler }: Project,
): Explanation {
  const lastKey = keys.get(stage);
  const before = lastKey === undefined ? undefined : store.record(lastKey)?.components;
  const after = outcome.status === "due" ? outcome.components : undefined;
  return {
    stage,
    status: outcome.status,
    because: becauseOf(outcome),
    changes: before && after ? changesBetween(before, after, bundler) : [],
  };
}

function becauseOf(outcome: Outcome): string {
  switch (outcome.status) {
    case "cached":
      return "up to date";
    case "due":
      return outcome.because;
    case "failed":
      return outcome.message;
    case "blocked":
      return `blocked by ${outcome.by}`;
    default:
      return "";
  }
}

function describe({ component, from, to, files }: Change): string {
  const short = (text: string): string => {
    const plain = text.replace(/^"|"$/g, "");
    return isDigest(plain)
      ? plain.slice(0, 12)
      : text.length > 80
      ? `${text.slice(0, 77)}...`
      : text;
  };
  const where = files && files.length > 0 ? ` (${files.join(", ")})` : "";
  return `${component}: ${short(from)} → ${short(to)}${where}`;
}
