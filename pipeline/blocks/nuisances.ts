/**
 * Blocks of learned nuisances of general losses.
 *
 * @module
 */

import type { GuardRails } from "../../estimators/functional/general_nuisances.ts";
import type { GeneralNuisances } from "../../problems/functional/general_contract.ts";
import type { Json } from "../engine/canonical.ts";
import { decodeBlock, encodeBlock, joined } from "./block.ts";
import { equalPart } from "./samples.ts";

/** Learned nuisances, with what happened in learning them. */
export interface LearnedNuisances extends GeneralNuisances {
  readonly guardRails: readonly GuardRails[];
}

/** Encodes nuisances, one entry a replication. */
export function encodeNuisances(learned: readonly LearnedNuisances[]): Uint8Array<ArrayBuffer> {
  const guardRails = learned.map((one) => one.guardRails) as unknown as Json;
  return encodeBlock({ count: learned.length, guardRails }, {
    h: joined(learned, ({ h }) => h),
    a: joined(learned, ({ a }) => a),
    b: joined(learned, ({ b }) => b),
    c: joined(learned, ({ c }) => c),
  });
}

/** Decodes nuisances, one entry a replication. */
export function decodeNuisances(bytes: Uint8Array<ArrayBuffer>): LearnedNuisances[] {
  const { meta, columns } = decodeBlock(bytes);
  const { guardRails } = meta as unknown as { guardRails: readonly (readonly GuardRails[])[] };
  return guardRails.map((rails, i) => {
    const part = (name: string) => equalPart(columns[name], guardRails.length, i);
    return { h: part("h"), a: part("a"), b: part("b"), c: part("c"), guardRails: rails };
  });
}
