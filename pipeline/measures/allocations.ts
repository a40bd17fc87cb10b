/**
 * A meter of arrays of numbers: how many bytes of them are made while something runs, by whomever.
 *
 * @module
 */

const KINDS = [
  "Float64Array",
  "Float32Array",
  "Int32Array",
  "Uint32Array",
  "Int16Array",
  "Uint16Array",
  "Int8Array",
  "Uint8Array",
] as const;

/** Counts while it stands in for the language's own arrays. */
export interface AllocationMeter {
  /** Bytes of all arrays of numbers made since the last reset, whether they are still held or not. */
  readonly bytes: number;
  /** Sets the count to zero. */
  reset(): void;
  /** Runs something that is not to be counted. */
  aside<Result>(run: () => Result): Result;
}

/**
 * Runs something with arrays of numbers that are counted when they are made: by a constructor, by `from` and
 * `of`, or by a method of one that was counted itself, such as `slice`. A view counts like a copy. Lists,
 * objects, and arrays that were made before and are copied by their own methods are not seen.
 */
export function withAllocationMeter<Result>(run: (meter: AllocationMeter) => Result): Result {
  const own = globalThis as unknown as Record<string, Float64ArrayConstructor>;
  const before = KINDS.map((kind) => own[kind]);
  let bytes = 0, counts = true;
  KINDS.forEach((kind, i) => {
    own[kind] = class extends before[i] {
      constructor(...of: unknown[]) {
        super(...of as [number]);
        if (counts) bytes += this.byteLength;
      }
    } as unknown as Float64ArrayConstructor;
  });
  try {
    return run({
      get bytes() {
        return bytes;
      },
      reset: () => void (bytes = 0),
      aside(run) {
        const outer = counts;
        counts = false;
        try {
          return run();
        } finally {
          counts = outer;
        }
      },
    });
  } finally {
    KINDS.forEach((kind, i) => own[kind] = before[i]);
  }
}
