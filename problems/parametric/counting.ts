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

/**
 * What the methods of an object cost: the name of each, and its oracle; of a method that gives an operator its
 * own oracle and that of the operator's products `times(p, k)`, which count k times.
 */
export type Costs<Oracle extends string> = Readonly<Record<string, Oracle | readonly Oracle[]>>;

/** Methods by name, as `counting` sees an object. */
type Methods = Record<string, ((...given: unknown[]) => unknown) | undefined>;

/** An operator, as `counting` sees what a method gives. */
interface Operator {
  times(p: Float64Array, k?: number): Float64Array;
}

/**
 * What gives the methods of an object that have a cost, of at most four arguments, and no more of it;
 * each says which oracle it is before it runs. A method that the object does not have is left out.
 *
 * @returns A function of the object and of how many observations each call goes through.
 */
export function counting<Oracle extends string>(
  costs: Costs<Oracle>,
  count: Counter<Oracle>["count"],
): <Of extends object>(of: Of, observations: number) => Of {
  return <Of extends object>(of: Of, observations: number) => {
    const out: Methods = {};
    for (const [name, cost] of Object.entries(costs)) {
      const method = (of as Methods)[name];
      if (method === undefined) continue;
      const [oracle, products] = typeof cost === "string" ? [cost] : cost;
      // four arguments are passed on faster than a list of them
      const counted: Methods[string] = (a, b, c, d) => {
        count(oracle, observations);
        return method.call(of, a, b, c, d);
      };
      out[name] = products === undefined ? counted : (a, b): Operator => {
        const operator = counted(a, b) as Operator;
        return {
          times(p, k = 1) {
            count(products, observations, k);
            return operator.times(p, k);
          },
        };
      };
    }
    return out as Of;
  };
}
