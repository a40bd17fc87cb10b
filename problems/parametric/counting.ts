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

/** What counts the calls of an object's methods. Its class has the methods that the object has. */
class Watched {
  constructor(
    readonly of: Methods,
    readonly observations: number,
    readonly count: Counter<string>["count"],
  ) {}
}

/** Those classes by what methods cost, and by which of them there are, a bit for each. */
const CLASSES = new WeakMap<Costs<string>, (typeof Watched | undefined)[]>();

/**
 * What gives the methods of an object that have a cost, of at most four arguments, and no more of it;
 * each says which oracle it is before it runs, and is to be called on what is given here. A method that
 * the object does not have is left out.
 *
 * @returns A function of the object and of how many observations each call goes through.
 */
export function counting<Oracle extends string>(
  costs: Costs<Oracle>,
  count: Counter<Oracle>["count"],
): <Of extends object>(of: Of, observations: number) => Of {
  // Tasks and minibatches are made by the thousand: their methods are made once, in a class
  let classes = CLASSES.get(costs);
  if (classes === undefined) CLASSES.set(costs, classes = []);
  const names = Object.keys(costs);
  return <Of extends object>(of: Of, observations: number) => {
    const methods = of as Methods;
    let which = 0;
    for (let i = 0; i < names.length; i++) if (methods[names[i]] !== undefined) which |= 1 << i;
    const Class = classes[which] ??= watching(
      Object.entries(costs).filter((_, i) => (which >> i) % 2 === 1),
    );
    return new Class(methods, observations, count) as unknown as Of;
  };
}

function watching(costs: readonly [string, string | readonly string[]][]): typeof Watched {
  const Class = class extends Watched {};
  for (const [name, cost] of costs) {
    const [oracle, products] = typeof cost === "string" ? [cost] : cost;
    // four arguments are passed on faster than a list of them
    const counted = function (
      this: Watched,
      a: unknown,
      b: unknown,
      c: unknown,
      d: unknown,
    ): unknown {
      this.count(oracle, this.observations);
      return this.of[name]!(a, b, c, d);
    };
    const operator = function (this: Watched, a: unknown, b: unknown): Operator {
      const { observations, count } = this;
      count(oracle, observations);
      const of = this.of[name]!(a, b) as Operator;
      return {
        times(p, k = 1) {
          count(products, observations, k);
          return of.times(p, k);
        },
      };
    };
    const value = products === undefined ? counted : operator;
    Object.defineProperty(Class.prototype, name, { value });
  }
  return Class;
}
