/**
 * Runs a user's losses in a worker, which is ended where they do not return.
 *
 * @module
 */

import { UsageError } from "../engine/stage.ts";
import type { OpenComputation, OwnDescription } from "./computation.ts";
import type { OwnEstimate } from "./estimate.ts";
import { requireFile } from "./files.ts";
import { rewriteLosses } from "./rewrite_losses.ts";
import { type FromWorker, newWatch, type ToWorker, WATCHED } from "./worker_messages.ts";

/** So long may a loss take at one row, and a losses file outside its losses. */
const PATIENCE_SECONDS = 10;
/** A pair of losses is called for all rows at once: so long more for each. */
const SECONDS_A_ROW = 1e-4;
const LOOKS_A_SECOND = 4;

/** A user's code may read files, for its imports and what it keeps beside them, and nothing else. */
const PERMISSIONS: Deno.PermissionOptions = {
  read: "inherit",
  import: "inherit",
  env: false,
  ffi: false,
  net: false,
  run: false,
  sys: false,
  write: false,
};

/** Opens a losses file in a worker of its own. */
export const openInWorker: OpenComputation = async (path, request, observer) => {
  const shown = request.losses;
  await requireFile(path, shown, "--losses a TypeScript file");
  // by a program that a user's code may not start; the worker loads meanwhile
  const rewriting = rewriteLosses(path);
  const url = new URL("./worker.ts", import.meta.url);
  const worker = new Worker(url, { type: "module", deno: { permissions: PERMISSIONS } });
  const watch = newWatch();
  let rows = 0;
  let settle: PromiseWithResolvers<OwnDescription | OwnEstimate> | undefined;
  let failure: Error | undefined;
  const close = (): void => {
    clearInterval(looking);
    worker.terminate();
  };
  const fail = (error: Error): void => {
    close();
    // while nothing is asked, the next question hears of it
    failure ??= error;
    settle?.reject(error);
  };
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if ("progress" in data) observer.progress(...data.progress);
    else if ("said" in data) observer.said(data.said);
    else if ("refused" in data) fail(new UsageError(data.refused));
    else if ("broke" in data) fail(data.broke);
    else settle?.resolve("opened" in data ? data.opened : data.estimated);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    fail(new Error(event.message));
  };
  worker.onmessageerror = () => fail(new Error("a message of the worker could not be read"));

  // looks are counted, not seconds: a machine that sleeps does not end the losses
  let seen = 0;
  let looks = 0;
  const looking = setInterval(() => {
    looks = watch[0] === seen ? looks + 1 : 0;
    seen = watch[0]!;
    const what = WATCHED[watch[1]!]!;
    const patience = PATIENCE_SECONDS + (what === "pair" ? SECONDS_A_ROW * rows : 0);
    if (seen % 2 === 0 || looks < patience * LOOKS_A_SECOND) return;
    fail(new UsageError(unreturned(what, shown, Math.round(patience))));
  }, 1000 / LOOKS_A_SECOND);

  const ask = <Answer extends OwnDescription | OwnEstimate>(
    message: ToWorker,
    transfer: Transferable[] = [],
  ): Promise<Answer> => {
    if (failure !== undefined) return Promise.reject(failure);
    settle = Promise.withResolvers();
    worker.postMessage(message, transfer);
    return settle.promise as Promise<Answer>;
  };
  return {
    problem: await ask<OwnDescription>({ path, request, rewritten: await rewriting, watch }),
    estimate: (table) => {
      rows = table.n;
      const arrays = [
        ...table.columns.values(),
        ...(table.labels?.values() ?? []),
        ...[...table.unused?.values() ?? []].map(({ codes }) => codes),
      ];
      return ask({ table }, [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))]);
    },
    close,
  };
};

function unreturned(what: (typeof WATCHED)[number], shown: string, seconds: number): string {
  return what === "file"
    ? `"${shown}" was not loaded after ${seconds} s: it waits or loops outside its losses; let it ` +
      `define them and end.`
    : `"${what}" of "${shown}" has not returned for ${seconds} s: it waits or loops; give a loss ` +
      `that returns at every row.`;
}
