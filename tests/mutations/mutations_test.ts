import { assertEquals } from "@std/assert";
import { ROOT } from "../tools/project_files.ts";
import { MUTATIONS } from "./all.ts";

Deno.test("what a fault replaces stands once in its file, wherever code was moved", () => {
  for (const { id, file, find } of MUTATIONS) {
    assertEquals([id, Deno.readTextFileSync(ROOT + file).split(find).length - 1], [id, 1]);
  }
});
