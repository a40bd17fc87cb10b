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
  readlink: { parameters: ["buffer", "buffer", "usize"], result: "isize" },
} as const;

let libc: Deno.DynamicLibrary<typeof SYMBOLS> | undefined;

/** The text of a file below /proc or /sys, or undefined where there is none. */
export function systemFile(path: string): string | undefined {
  return look(() => Deno.readTextFileSync(path), () => fileThroughLibrary(path));
}

/** Where a link below /proc leads, or undefined where there is none. */
export function systemLink(path: string): string | undefined {
  return look(() => Deno.readLinkSync(path), () => linkThroughLibrary(path));
}

/** Whether Deno refused to read such a file: to be refused takes longer than to read it. */
let refused = false;

/** Deno reads such files only where everything is permitted; the system's library does without. */
function look(permitted: () => string, library: () => string | undefined): string | undefined {
  for (const way of refused ? [library, permitted] : [permitted, library]) {
    try {
      return way();
    } catch (error) {
      if (way === library) continue;
      if (!(error instanceof Deno.errors.NotCapable)) return undefined;
      refused = true;
    }
  }
  return undefined;
}

function library(): Deno.DynamicLibrary<typeof SYMBOLS>["symbols"] {
  libc ??= Deno.dlopen("libc.so.6", SYMBOLS);
  return libc.symbols;
}

function linkThroughLibrary(path: string): string | undefined {
  const bytes = new Uint8Array(MOST);
  const name = new TextEncoder().encode(`${path}\0`);
  const length = Number(library().readlink(name, bytes, BigInt(MOST)));
  return length < 0 ? undefined : new TextDecoder().decode(bytes.subarray(0, length));
}

function fileThroughLibrary(path: string): string | undefined {
  const { open, read, close } = library();
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
