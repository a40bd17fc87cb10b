/**
 * Arrays that are lent and taken back, and a meter of how much is out at once: memory is measured, not
 * argued.
 *
 * @module
 */

import { zeros } from "../../numerics/arrays.ts";

/** Where a computation gets its arrays from, and returns them to. */
export interface Buffers {
  /** An array of zeros, which is the caller's until it is given back. */
  take(length: number): Float64Array;
  /**
   * Takes back arrays.
   *
   * @throws {RangeError} if one is not lent at the moment.
   */
  give(...arrays: Float64Array[]): void;
}

/** Buffers with a meter. Arrays that came back are lent again, so that a loop makes no garbage. */
export interface BufferPool extends Buffers {
  /** Bytes lent at the moment. */
  readonly lentBytes: number;
  /** The most bytes that were lent at once since the pool was made, or the meter reset. */
  readonly peakBytes: number;
  /** Sets the peak to what is lent at the moment. */
  resetPeak(): void;
}

/** An array made zero: short ones by a loop, since `fill` takes as long as fifty numbers. */
function cleared(array: Float64Array | undefined): Float64Array | undefined {
  if (array === undefined || array.length > 50) return array?.fill(0);
  for (let l = 0; l < array.length; l++) array[l] = 0;
  return array;
}

/**
 * An empty pool.
 *
 * @example
 * ```ts
 * import { bufferPool } from "@bigrad/bigrad";
 *
 * const pool = bufferPool();
 * const [first, second] = [pool.take(10), pool.take(5)];
 * pool.give(first, second);
 * console.log(pool.lentBytes, pool.peakBytes, pool.take(10) === first); // 0 120 true
 * ```
 */
export function bufferPool(): BufferPool {
  const lent = new Set<Float64Array>();
  const free = new Map<number, Float64Array[]>();
  let lentBytes = 0;
  let peakBytes = 0;
  return {
    take(length) {
      const array = cleared(free.get(length)?.pop()) ?? zeros(length);
      lent.add(array);
      lentBytes += array.byteLength;
      peakBytes = Math.max(peakBytes, lentBytes);
      return array;
    },
    give(...arrays) {
      for (const array of arrays) {
        if (!lent.delete(array)) {
          throw new RangeError(
            `an array of ${array.length} numbers is not lent by this pool: give back each array once`,
          );
        }
        lentBytes -= array.byteLength;
        const list = free.get(array.length);
        if (list === undefined) free.set(array.length, [array]);
        else list.push(array);
      }
    },
    get lentBytes() {
      return lentBytes;
    },
    get peakBytes() {
      return peakBytes;
    },
    resetPeak() {
      peakBytes = lentBytes;
    },
  };
}
