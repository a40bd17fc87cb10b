/**
 * Counting what is asked of an object: costs come from here, never from a table.
 *
 * @module
 */

/** How often each oracle was called, and for how many observations in all. */
export interface Counts<Oracle extends string> {
  /** Calls; a product with k vectors counts k times. */
  readonly calls: Record<Oracle, number>;
  /** Calls times the observations each went through; 1 for what is no finite sum. */
  readonly samples: Record<Oracle, number>;
}

/** A problem and what has been asked of it since the last reset. */
export interface Counted<Problem, Oracle extends string> {
  /** The problem, with oracles that count. */
  readonly problem: Problem;
  /** What has been asked so far; the object stays the same. */
  readonly counts: Counts<Oracle>;
  /** Sets all counts to zero. */
  reset(): void;
}

/** Counts, and the ways to change them. */
export interface Counter<Oracle extends string> {
  /** What has been counted so far; the object stays the same. */
  readonly counts: Counts<Oracle>;
  /** Adds `times` calls, 1 unless said, for `observations` each. */
  count(oracle: Oracle, observations: number, times?: number): void;
  /** Sets all counts to zero. */
  reset(): void;
}

/** A counter of the given oracles, at zero. */
export function counterOf<Oracle extends string>(oracles: readonly Oracle[]): Counter<Oracle> {
  const counts: Counts<Oracle> = { calls: zeros(oracles), samples: zeros(oracles) };
  return {
    counts,
    count(oracle, observations, times = 1) {
      counts.calls[oracle] += times;
      counts.samples[oracle] += times * observations;
    },
    reset() {
      Object.assign(counts.calls, zeros(oracles));
      Object.assign(counts.samples, zeros(oracles));
    },
  };
}

/** Zero of each oracle. */
export function zeros<Oracle extends string>(oracles: readonly Oracle[]): Record<Oracle, number> {
  return Object.fromEntries(oracles.map((oracle) => [oracle, 0])) as Record<Oracle, number>;
}

/** Methods by name, as `counting` sees an object. */
type Methods = Record<string, ((...given: unknown[]) => unknown) | undefined>;

/**
 * What gives the methods of an object that are named, and no more of it; each says which oracle it is
 * before it runs. A method that the object does not have is left out.
 *
 * @param names The methods, of at most four arguments, and their oracles.
 * @returns A function of the object and of how many observations each call goes through.
 */
export function counting<Names extends Readonly<Record<string, string>>>(
  names: Names,
  count: (oracle: Names[keyof Names], observations: number) => void,
): <Of extends object>(of: Of, observations: number) => Pick<Of, keyof Of & keyof Names> {
  const entries = Object.entries(names) as [string, Names[keyof Names]][];
  return <Of extends object>(of: Of, observations: number) => {
    const out: Methods = {};
    for (const [name, oracle] of entries) {
      const method = (of as Methods)[name];
      if (method === undefined) continue;
      // four arguments are passed on faster than a list of them
      out[name] = (a, b, c, d) => {
        count(oracle, observations);
        return method.call(of, a, b, c, d);
      };
    }
    return out as Pick<Of, keyof Of & keyof Names>;
  };
}
