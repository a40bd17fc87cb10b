/**
 * Writing to a stream of this process, which may take only part of a text, or none for the moment.
 *
 * @module
 */

/** How long to wait for a reader that is behind. */
const WAIT_MS = 5;

const { BrokenPipe, WouldBlock } = Deno.errors;
const waiting = new Int32Array(new SharedArrayBuffer(4));

/** Writes a text whole, however long its reader takes. If there is no reader any more, nobody is missing it. */
export function writeAll(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let done = 0; done < bytes.length;) {
    try {
      done += stream.writeSync(bytes.subarray(done));
    } catch (error) {
      if (error instanceof BrokenPipe || isHungUp(error)) return;
      if (!(error instanceof WouldBlock)) throw error;
      Atomics.wait(waiting, 0, 0, WAIT_MS);
    }
  }
}

/** True if the stream was a terminal that is gone. */
function isHungUp(error: unknown): boolean {
  return (error as { code?: unknown }).code === "EIO";
}
