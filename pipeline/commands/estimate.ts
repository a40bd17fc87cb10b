/**
 * `estimate`: the gradient on a user's own data and losses, with intervals.
 *
 * @module
 */

import { UsageError } from "../engine/stage.ts";
import type { Options } from "../options.ts";
import { estimateOwn } from "../own_data/estimate.ts";
import { exactLosses } from "../own_data/exact_losses.ts";
import { loadLosses } from "../own_data/load_losses.ts";
import { ownProblem } from "../own_data/problem.ts";
import { readTable } from "../own_data/read_table.ts";
import { rewriteLosses } from "../own_data/rewrite_losses.ts";
import { reportJson, reportText } from "../own_data/report.ts";
import { ownRequest } from "../own_data/settings.ts";
import { userPath } from "../paths.ts";
import type { Console } from "./console.ts";

/** Runs the command; the result is the exit code. */
export async function estimate(options: Options, console: Console): Promise<number> {
  const request = ownRequest(options.own);
  const path = userPath(request.losses);
  const plain = await loadLosses(path, request.losses);
  const losses = exactLosses(plain, await rewriteLosses(path), request.losses);
  const problem = ownProblem(losses, request.losses, request);
  const columns = [...new Set([...problem.covariates, ...problem.columns])];
  const table = await readTable(userPath(request.data), request.data, columns);
  const estimated = refusing(() => estimateOwn(table, problem, request, request.data));
  for (const warning of estimated.warnings) console.warn(`Note: ${warning}`);
  console.say(reportText(estimated, problem, request));
  console.json(reportJson(estimated, problem, request));
  return 0;
}

/** What the library says of the data and the losses is said to the user. */
function refusing<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    const sentence = error.message.replace(/\.$/, "");
    throw new UsageError(`${sentence[0]?.toUpperCase() ?? ""}${sentence.slice(1)}.`);
  }
}
