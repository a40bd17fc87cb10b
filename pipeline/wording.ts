/**
 * Numbers in sentences.
 *
 * @module
 */

/** "1 blob", "2 blobs", "0 blobs"; `many` where more is not one with an s. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A number of bytes as "1.2 MB". */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
