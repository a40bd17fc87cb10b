/**
 * The inside of the worker that runs a user's losses.
 *
 * @module
 */

import { UsageError } from "../engine/stage.ts";
import { type Computation, open } from "./computation.ts";
import { confine } from "./confine.ts";
import type { OwnLosses } from "./contract.ts";
import { firstLine } from "./files.ts";
import { type FromWorker, type ToWorker, type Watch, watchedCall } from "./worker_messages.ts";

const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker): void;
};
const post = scope.postMessage.bind(scope);
let shown = "";
let computation: Computation | undefined;

scope.onmessage = ({ data }) =>
  void answer(data).catch((error) =>
    post(
      error instanceof UsageError
        ? { refused: error.message }
        : { broke: error instanceof Error ? error : new Error(String(error)) },
    )
  );

// what a timer or a promise of the user's throws would end the worker with a stack
for (const event of ["error", "unhandledrejection"] as const) {
  globalThis.addEventListener(event, (thrown) => {
    thrown.preventDefault();
    const why = thrown instanceof ErrorEvent ? thrown.error ?? thrown.message : thrown.reason;
    post({ refused: `"${shown}" throws outside its losses: ${firstLine(why)}.` });
  });
}

async function answer(message: ToWorker): Promise<void> {
  if ("table" in message) return post({ estimated: await computation!.estimate(message.table) });
  const { path, request, rewritten, watch } = message;
  shown = request.losses;
  confine((said) => post({ said }));
  const progress = (done: number, total: number, what: string): void =>
    post({ progress: [done, total, what] });
  watch[0]++;
  computation = await open(path, request, rewritten, progress, (losses) => {
    watch[0]++;
    return watched(losses, watch);
  });
  const { points, coordinates, covariates, columns } = computation.problem;
  post({ opened: { shown, points, coordinates, covariates, columns } });
}

/** The losses, each call of which is watched. */
function watched(losses: OwnLosses, watch: Watch): OwnLosses {
  if ("quadratic" in losses) return losses;
  if ("pair" in losses) {
    const { pair } = losses;
    const fill = watchedCall(watch, "pair", pair.fill.bind(pair));
    const { name, p, zDimension } = pair;
    return { ...losses, pair: { name, p, zDimension, fill } };
  }
  const inner = watchedCall(watch, "inner", losses.inner);
  return { ...losses, inner, outer: watchedCall(watch, "outer", losses.outer) };
}
