/**
 * `compare`: which hypergradients are right on a user's own problem, which methods get furthest, and at what cost.
 *
 * @module
 */

import { join } from "node:path";
import type { Options } from "../options.ts";
import { compared } from "../own_problem/compare.ts";
import { EngineRun, LostOutput } from "../own_problem/engine_run.ts";
import { compareJson, compareText } from "../own_problem/report.ts";
import { compareRequest } from "../own_problem/settings.ts";
import { ProgressLine } from "../own_data/progress_line.ts";
import { requireReachable, requireWritable, shownPath } from "../paths.ts";
import { requireApart, unfinishedName, View } from "../view_folder.ts";
import type { Console } from "./console.ts";
import { INTERRUPTED, whenAskedToEnd } from "./signals.ts";

/** How often all is brought up to date where results are lost in the meantime, time and again. */
const TIMES_AT_MOST = 3;

/** Runs the command; the result is the exit code. */
export async function compare(options: Options, console: Console): Promise<number> {
  const request = compareRequest(options.own);
  requireApart(options.store, options.out);
  requireReachable("out", options.out);
  const view = new View(options.out);
  view.check(["index.html", "comparison.json"]);
  requireWritable("out", view.root, unfinishedName());
  const line = new ProgressLine(console.status);
  const engine = new EngineRun(options, console.warn, (done, total, what) => {
    line.update(done, total, what);
  });
  let interrupted = false;
  const endListening = whenAskedToEnd(() => {
    interrupted = true;
    engine.interrupt();
  });
  try {
    const { results, figures, tables, notes } = await unlessLost(() => compared(engine, request));
    line.end();
    for (const note of notes) console.warn(`Note: ${note}`);
    const json = compareJson(results, notes);
    const { renderOwnPage } = await import("../own_problem/page.ts");
    view.replace("index.html", renderOwnPage(results, figures, notes));
    view.replace("comparison.json", `${JSON.stringify(json, null, 2)}\n`);
    for (const [name, bytes] of Object.entries(tables)) view.replace(`${name}.parquet`, bytes);
    for (const { id, svg, spec, rows } of figures) {
      view.replace(`${id}.svg`, svg);
      view.replace(`${id}.vl.json`, spec);
      view.replace(`${id}.parquet`, rows);
    }
    console.say(compareText(results));
    const { ran, cached } = engine.counts;
    console.say(
      `\n${ran + cached} stages: ${ran} ran, ${cached} up to date. ` +
        `Page: ${shownPath(join(options.out, "index.html"))}`,
    );
    console.json({ ...json, stages: { ...engine.counts } });
    return 0;
  } catch (error) {
    if (!interrupted) throw error;
    line.end();
    console.warn(INTERRUPTED);
    console.json({ command: "compare", ok: false, error: "Interrupted." });
    return 130;
  } finally {
    line.end();
    endListening();
    await engine.close();
  }
}

/** Does again what another run, which drops what no study reaches, took results away from. */
async function unlessLost<Result>(act: () => Promise<Result>): Promise<Result> {
  for (let times = 1;; times++) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof LostOutput) || times === TIMES_AT_MOST) throw error;
    }
  }
}
