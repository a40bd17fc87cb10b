/**
 * Where problems get their randomness from: it is handed in.
 *
 * @module
 */

/** A source of independent random numbers. */
export interface RandomSource {
  /** A uniform number in the open interval (0, 1). */
  uniform(): number;
  /** A standard normal number. */
  normal(): number;
  /** An independent source named by `label`; the same label always gives the same source. */
  split(label: string | number): RandomSource;
}

/** n normal numbers times a scale. */
export function normals(n: number, scale: number, random: RandomSource): Float64Array {
  return Float64Array.from({ length: n }, () => scale * random.normal());
}
