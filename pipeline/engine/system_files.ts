/**
 * What the system tells of its processes, in the files of /proc.
 *
 * @module
 */

/** More than any of the files that are asked for hold. */
const MOST = 8192;

const SYMBOLS = {
  open: { parameters: ["buffer", "i32"], result: "i32" },
  read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  close: { parameters: ["i32"], result: "i32" },
} as const;

let libc: Deno.DynamicLibrary<typeof SYMBOLS> | undefined;

/** The text of a file below /proc, or undefined where there is none. */
export function systemFile(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) return undefined;
  }
  try {
    return throughLibrary(path);
  } catch {
    return undefined;
  }
}

/** Deno reads such files only where everything is permitted; the system's library does without. */
function throughLibrary(path: string): string | undefined {
  libc ??= Deno.dlopen("libc.so.6", SYMBOLS);
  const { open, read, close } = libc.symbols;
  const file = open(new TextEncoder().encode(`${path}\0`), 0);
  if (file < 0) return undefined;
  try {
    const bytes = new Uint8Array(MOST);
    const length = Number(read(file, bytes, BigInt(MOST)));
    return length < 0 ? undefined : new TextDecoder().decode(bytes.subarray(0, length));
  } finally {
    close(file);
  }
}
