import { assert, assertEquals } from "@std/assert";
import { compileKernels, wasmSource } from "../../numerics/build_kernels.ts";

Deno.test("the committed module is what the committed sources compile to", async () => {
  const binary = await compileKernels();
  const committed = await Deno.readTextFile(
    new URL("../../numerics/kernels_wasm.ts", import.meta.url),
  );
  assert(
    wasmSource(binary) === committed,
    "run: deno run -A numerics/build_kernels.ts",
  );
  const module = new WebAssembly.Module(binary as Uint8Array<ArrayBuffer>);
  assertEquals(WebAssembly.Module.imports(module), []);
});
