/**
 * `estimate`: the gradient on a user's own data and losses, with intervals.
 *
 * @module
 */

import type { Options } from "../options.ts";
import type { OpenComputation } from "../own_data/computation.ts";
import { openInWorker } from "../own_data/open_in_worker.ts";
import { ProgressLine } from "../own_data/progress_line.ts";
import { readTable } from "../own_data/read_table.ts";
import { reportText } from "../own_data/report.ts";
import { reportJson } from "../own_data/report_json.ts";
import { type OwnRequest, ownRequest } from "../own_data/settings.ts";
import { requireReachable, requireWritable, userPath } from "../paths.ts";
import { unfinishedName } from "../view_folder.ts";
import type { Console } from "./console.ts";
import { whenAskedToEnd } from "./signals.ts";

/**
 * Runs the command; the result is the exit code.
 *
 * @param open Where the user's code runs.
 */
export async function estimate(
  options: Options,
  console: Console,
  open: OpenComputation = openInWorker,
): Promise<number> {
  const request = ownRequest(options.own);
  const line = new ProgressLine(console.status);
  const interrupt = Promise.withResolvers<number>();
  const endListening = whenAskedToEnd(() => {
    line.end();
    console.warn("Interrupted.");
    console.json({ command: "estimate", ok: false, error: "Interrupted." });
    interrupt.resolve(130);
  });
  try {
    return await Promise.race([interrupt.promise, estimated(request, console, open, line)]);
  } finally {
    line.end();
    endListening();
  }
}

async function estimated(
  request: OwnRequest,
  console: Console,
  open: OpenComputation,
  line: ProgressLine,
): Promise<number> {
  // before anything is computed
  const { out } = request;
  const folder = out === undefined ? undefined : await import("../own_data/out_folder.ts");
  if (out !== undefined) requireReachable("out", userPath(out));
  const view = folder?.openOut(userPath(out!));
  if (view !== undefined) {
    requireWritable("out", view.root, unfinishedName());
  }
  const computation = await open(userPath(request.losses), request, {
    progress: (done, total, what) => line.update(done, total, what),
    said(text) {
      line.erase();
      console.warn(`${request.losses}: ${text}`);
    },
  });
  try {
    const { problem } = computation;
    const { cluster = [], weights, foldsColumn } = request.sampling;
    const wanted = [
      ...new Set([
        ...problem.covariates,
        ...problem.columns,
        ...(weights === undefined ? [] : [weights]),
      ]),
    ];
    const table = await readTable(
      userPath(request.data),
      request.data,
      wanted,
      (done, total) => line.update(done, total, `reading ${request.data}`),
      {
        labels: [...cluster, ...(foldsColumn === undefined ? [] : [foldsColumn])],
        dropMissing: request.dropMissing,
      },
    );
    const { read, notes } = table;
    const found = await computation.estimate(table);
    if (view !== undefined) {
      line.update(0, 1, `writing ${out}`);
      const all = { ...found, warnings: [...notes, ...found.warnings] };
      await folder!.writeOut(view, all, problem, request, read);
    }
    line.end();
    const warnings = [...notes, ...found.warnings];
    for (const warning of warnings) console.warn(`Note: ${warning}`);
    console.say(reportText(found, problem, request, read));
    console.json(reportJson({ ...found, warnings }, problem, request, read));
    return 0;
  } finally {
    computation.close();
  }
}
