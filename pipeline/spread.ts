/**
 * Samples of stages.
 *
 * @module
 */

/** Evenly spread over a list, so that each kind has its chance. */
export function spread<Item>(items: readonly Item[], count: number): Item[] {
  const wanted = Math.min(count, items.length);
  return Array.from(
    { length: wanted },
    (_, i) => items[Math.floor((i + 0.5) * items.length / wanted)]!,
  );
}
