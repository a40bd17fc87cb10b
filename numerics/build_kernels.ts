/**
 * Compiles the kernels in `assembly/` (AssemblyScript) and writes them to `kernels_wasm.ts`, which
 * is committed: `deno run -A numerics/build_kernels.ts`. A test rebuilds and compares.
 *
 * @module
 */

import asc from "assemblyscript/asc";

const SOURCES = [
  ...["index", "tile", "strips", "band", "radial"],
  ...["elementary", "products", "sums", "linear"],
  ...["vector", "network"],
];

/**
 * Compiles the sources to a WebAssembly module.
 *
 * @throws {Error} With the compiler's messages, if they do not compile.
 */
export async function compileKernels(): Promise<Uint8Array> {
  // The sources are named .as, not .ts, so that no tool for TypeScript takes them for its own.
  const files = new Map<string, string>();
  for (const name of SOURCES) {
    const url = new URL(`./assembly/${name}.as`, import.meta.url);
    files.set(`${name}.ts`, await Deno.readTextFile(url));
  }
  let binary: Uint8Array | undefined;
  // What is known to be in the first page needs no check of bounds
  const memory = "--initialMemory 1 --memoryBase 64";
  const options = `-O3 --converge --noAssert --runtime stub ${memory} --enable simd --use abort=`;
  const { error, stderr } = await asc.main(
    ["index.ts", "--outFile", "kernels.wasm", ...options.split(" ")],
    {
      readFile: (name: string) => files.get(name) ?? null,
      writeFile: (_name: string, contents: Uint8Array | string) => {
        if (typeof contents !== "string") binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error || !binary) {
    throw new Error(`the kernels do not compile: ${error?.message}\n${stderr.toString()}`);
  }
  return binary;
}

/** The text of `kernels_wasm.ts` that carries the given module. */
export function wasmSource(binary: Uint8Array): string {
  return `// Written by build_kernels.ts from assembly/*.as; do not edit.

/** The kernels, a WebAssembly module, in base64. */
export const KERNELS_WASM =
  "${binary.toBase64()}";
`;
}

if (import.meta.main) {
  const url = new URL("./kernels_wasm.ts", import.meta.url);
  await Deno.writeTextFile(url, wasmSource(await compileKernels()));
}
