/**
 * What the command and the worker that runs a user's losses say to each other.
 *
 * @module
 */

import type { OwnDescription } from "./computation.ts";
import type { OwnEstimate } from "./estimate.ts";
import type { Rewritten } from "./rewrite_losses.ts";
import type { OwnRequest } from "./settings.ts";
import type { Table } from "./table.ts";

/** The first message, and the second one. */
export type ToWorker =
  | {
    readonly path: string;
    readonly request: OwnRequest;
    readonly rewritten: Rewritten;
    /** See {@link Watch}. */
    readonly watch: Watch;
  }
  | { readonly table: Table };

/** What comes back. */
export type FromWorker =
  | { readonly opened: OwnDescription }
  | { readonly estimated: OwnEstimate }
  | { readonly progress: readonly [done: number, total: number, what: string] }
  | { readonly said: string }
  /** A sentence for the user. */
  | { readonly refused: string }
  /** A mistake of ours. */
  | { readonly broke: Error };

/**
 * Shared memory by which the command sees whether the user's code returns: a count that is odd
 * while it runs and grows each time it starts or ends, and which of `WATCHED` runs. One thread
 * writes, another looks now and then, so it needs no atomic access, which would cost at each call.
 */
export type Watch = Int32Array<SharedArrayBuffer>;

/** What is watched; the first one is the losses file outside its losses. */
export const WATCHED = ["file", "inner", "outer", "pair"] as const;

/** A fresh watch. */
export function newWatch(): Watch {
  return new Int32Array(new SharedArrayBuffer(8));
}

/** The same function, watched. */
export function watchedCall<Given extends readonly unknown[], Result>(
  watch: Watch,
  what: (typeof WATCHED)[number],
  call: (...given: Given) => Result,
): (...given: Given) => Result {
  const index = WATCHED.indexOf(what);
  return (...given) => {
    watch[1] = index;
    watch[0]++;
    try {
      return call(...given);
    } finally {
      watch[0]++;
    }
  };
}
