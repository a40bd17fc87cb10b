/**
 * What stages are completed with, made from options.
 *
 * @module
 */

/**
 * What a slot's function makes of options that came as JSON. Studies name both by a typed reference
 * (`pipeline/studies/ref.ts`), so that they fit; the function checks its options besides.
 */
export function made<Result, Rest extends readonly unknown[]>(
  slot: (options: never, ...rest: Rest) => Result,
  options: unknown,
  ...rest: Rest
): Result {
  return slot(options as never, ...rest);
}
