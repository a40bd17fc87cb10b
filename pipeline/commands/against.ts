/**
 * `reproduce --against`: earlier results, and what changed since.
 *
 * @module
 */

import { join } from "node:path";
import type { Json } from "../engine/canonical.ts";
import { orIfGone, removeIfThere } from "../engine/files.ts";
import { UsageError } from "../engine/stage.ts";
import type { Options } from "../options.ts";
import { AGAINST_PAGE, DATABASE } from "../view.ts";
import type { View } from "../view_folder.ts";

/** What changed, in a sentence and as counts. */
export interface Against {
  readonly words: string;
  readonly counts: Json;
}

/**
 * The earlier results that were asked for, as a copy: they may be those that this run replaces.
 *
 * @throws {UsageError} If there is no such file, or it holds no results.
 */
export async function earlierResults({ against, store }: Options): Promise<string | undefined> {
  if (against === undefined) return undefined;
  const { path, name } = against;
  if (orIfGone(() => Deno.statSync(path), undefined)?.isFile !== true) {
    throw new UsageError(`--against ${name} is no file; give a results.duckdb of an earlier run.`);
  }
  const { requireResults } = await import("../against.ts");
  const copy = join(store, "tmp", `${Deno.pid}-${crypto.randomUUID()}`);
  try {
    Deno.mkdirSync(join(store, "tmp"), { recursive: true });
    Deno.copyFileSync(path, copy);
    await requireResults(copy, name);
    return copy;
  } catch (error) {
    removeIfThere(copy);
    throw error;
  }
}

/** Shows what changed since earlier results, if that was asked for. */
export async function showAgainst(
  { against }: Options,
  view: View,
  earlier: string | undefined,
): Promise<Against | undefined> {
  if (against === undefined || earlier === undefined) return undefined;
  const { compareDatabases } = await import("../against.ts");
  const { againstWords, renderAgainstPage } = await import("../../reports/page/against_page.ts");
  const model = await compareDatabases(earlier, join(view.root, DATABASE), against.name);
  view.replace(AGAINST_PAGE, renderAgainstPage(model));
  const { claims, verdicts, compared, numbers } = model;
  return {
    words: againstWords(model),
    counts: {
      file: against.name,
      verdicts: { compared: claims.both, changed: verdicts.length },
      numbers: { compared, changed: numbers.length },
    },
  };
}
