/**
 * The part of `estimate` that runs a user's code: opening the losses, and estimating with them.
 *
 * @module
 */

import { UsageError } from "../engine/stage.ts";
import type { OwnLosses } from "./contract.ts";
import { estimateOwn, type OwnEstimate, type OwnProgress } from "./estimate.ts";
import { exactLosses } from "./exact_losses.ts";
import { loadLosses } from "./load_losses.ts";
import { type OwnProblem, ownProblem } from "./problem.ts";
import { rewriteLosses, type Rewritten } from "./rewrite_losses.ts";
import type { OwnRequest } from "./settings.ts";
import type { Table } from "./table.ts";

/** What of a problem is said to the user, as it can be sent from thread to thread. */
export type OwnDescription = Pick<
  OwnProblem,
  "shown" | "points" | "coordinates" | "covariates" | "columns"
>;

/** What is told while it goes on. */
export interface ComputationObserver {
  readonly progress: OwnProgress;
  /** A line that the user's code prints. */
  said(line: string): void;
}

/** A user's losses, open. */
export interface Computation {
  readonly problem: OwnDescription;
  /**
   * Estimates once; the table's columns may be gone afterwards.
   *
   * @throws {UsageError} if the data or the losses will not do.
   */
  estimate(table: Table): Promise<OwnEstimate>;
  /** Ends it, done or not. */
  close(): void;
}

/**
 * Opens a losses file.
 *
 * @param path Where it is, absolute.
 * @throws {UsageError} that says what is wrong with it.
 */
export type OpenComputation = (
  path: string,
  request: OwnRequest,
  observer: ComputationObserver,
) => Promise<Computation>;

/** Opens in this thread and waits as long as it takes. */
export const openHere: OpenComputation = async (path, request, { progress }) =>
  await open(path, request, await rewriteLosses(path), progress, (losses) => losses);

/**
 * Opens a losses file in this thread.
 *
 * @param rewritten The file, rewritten, which takes a program of its own.
 * @param guarded What is between the losses and who calls them.
 */
export async function open(
  path: string,
  request: OwnRequest,
  rewritten: Rewritten,
  progress: OwnProgress,
  guarded: (losses: OwnLosses) => OwnLosses,
): Promise<Computation> {
  const plain = await loadLosses(path, request.losses);
  const losses = guarded(exactLosses(plain, rewritten, request.losses));
  const problem = ownProblem(losses, request.losses, request);
  return {
    problem,
    estimate: (table) =>
      new Promise((done) =>
        done(refusing(() => estimateOwn(table, problem, request, request.data, progress)))
      ),
    close: () => {},
  };
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
