/**
 * The memory in which a worker's stages find their inputs.
 *
 * This module runs in worker processes only.
 *
 * @module
 */

/**
 * Where inputs are read to, again and again while their size stays the same: fresh memory would
 * cost a page fault every 4 KiB. It holds the inputs and nothing else, for a stage can see it whole.
 */
let arena = new ArrayBuffer(0);

/** Room for the inputs, good until it is taken back. */
export function lend(sizes: readonly number[]): Uint8Array<ArrayBuffer>[] {
  const aligned = (bytes: number): number => Math.ceil(bytes / 8) * 8;
  const needed = sizes.reduce((sum, size) => sum + aligned(size), 0);
  if (arena.byteLength !== needed) arena = new ArrayBuffer(needed);
  let offset = 0;
  return sizes.map((size) => {
    const view = new Uint8Array(arena, offset, size);
    offset += aligned(size);
    new Uint8Array(arena, view.byteOffset + size, offset - view.byteOffset - size).fill(0);
    return view;
  });
}

/** Whoever kept a view of the inputs finds it empty: the next stage's are in the same memory. */
export function takeBack(): void {
  arena = arena.detached ? new ArrayBuffer(0) : arena.transfer();
}
