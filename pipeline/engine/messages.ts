/**
 * How the engine and its worker processes talk: messages through pipes, each a head in JSON and any
 * number of parts, which are bytes.
 *
 * @module
 */

/** One message. */
export interface Message<Head> {
  readonly head: Head;
  readonly parts: readonly Uint8Array<ArrayBuffer>[];
}

// A worker has to say that a stage changed the globals, and says so with what it knew before.
const { stringify } = JSON;
const encoder = new TextEncoder();
const encode = encoder.encode.bind(encoder);

/** What stands before the parts: the length of the head, and the head with the sizes of the parts. */
export function headBytes(head: object, parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const sizes: number[] = [];
  for (let i = 0; i < parts.length; i++) sizes[i] = parts[i]!.length;
  const text = encode(stringify({ head, sizes }));
  const bytes = new Uint8Array(4 + text.length);
  for (let i = 0; i < 4; i++) bytes[i] = text.length >>> 24 - 8 * i;
  for (let i = 0; i < text.length; i++) bytes[4 + i] = text[i]!;
  return bytes;
}

/** Makes room for the parts of a message, whose sizes are given. */
export type Allocate = (sizes: readonly number[]) => readonly Uint8Array<ArrayBuffer>[];

const apart: Allocate = (sizes) => sizes.map((size) => new Uint8Array(size));

/** Where the bytes of a message come from. */
export interface Pipe {
  readonly readable: ReadableStream<Uint8Array>;
  /** Waits for more bytes and writes them where they belong; null at the end. */
  readonly readSync?: (into: Uint8Array) => number | null;
}

/** The rest of a part longer than this is not read through the stream, which hands over as much at a time. */
const LONG = 65_536;

/** The messages of a pipe, until it is closed: a last one that was cut short is none. */
export async function* messagesFrom<Head>(
  { readable, readSync }: Pipe,
  allocate: Allocate = apart,
): AsyncGenerator<Message<Head>> {
  const reader = readable.getReader();
  const decoder = new TextDecoder();
  let chunk: Uint8Array = new Uint8Array();
  const fill = async (bytes: Uint8Array): Promise<boolean> => {
    for (let done = 0; done < bytes.length;) {
      if (chunk.length === 0) {
        if (readSync !== undefined && bytes.length - done > LONG) {
          const count = readSync(bytes.subarray(done));
          if (count === null) return false;
          done += count;
          continue;
        }
        const { value } = await reader.read();
        if (value === undefined) return false;
        chunk = value;
      }
      const taken = chunk.subarray(0, bytes.length - done);
      bytes.set(taken, done);
      done += taken.length;
      chunk = chunk.subarray(taken.length);
    }
    return true;
  };
  while (true) {
    const length = new Uint8Array(4);
    if (!await fill(length)) return;
    const text = new Uint8Array(new DataView(length.buffer).getUint32(0));
    if (!await fill(text)) return;
    const { head, sizes } = JSON.parse(decoder.decode(text)) as { head: Head; sizes: number[] };
    const parts = allocate(sizes);
    for (const part of parts) if (!await fill(part)) return;
    yield { head, parts };
  }
}

/** One after another, at once. */
export function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
