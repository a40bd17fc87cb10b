/**
 * What stages see of samples and of what was learned: blocks keep both in single precision.
 *
 * @module
 */

/**
 * The same value with every `Float64Array` in it, however deep, rounded to single precision. Rounding
 * twice changes nothing, so that what a stage makes of rounded data can be expected bit for bit. It
 * does not use the blocks' own encoding, which is under test.
 */
export function asStored<T>(value: T): T {
  const rounded = (part: unknown): unknown => {
    if (part instanceof Float64Array) return part.map(Math.fround);
    if (Array.isArray(part)) return part.map(rounded);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([name, of]) => [name, rounded(of)]));
  };
  return rounded(value) as T;
}
