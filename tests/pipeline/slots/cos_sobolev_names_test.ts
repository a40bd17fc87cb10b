import { assertEquals } from "@std/assert";
import { problemOf } from "../../../pipeline/slots/made.ts";
import { STUDIES } from "../../../pipeline/studies/catalogue.ts";
import { ROOT } from "../../tools/project_files.ts";

Deno.test("cos-Sobolev problems are called in tables what they call themselves, which SQL reads", async () => {
  const seen = new Set<string>();
  for (const study of Object.values(STUDIES)) {
    for (const profile of ["smoke", "default"] as const) {
      for (const { kind, name, code, parameters } of study({ profile }).stages) {
        if (kind !== "simulate") continue;
        const [, entry] = name.split("/");
        if (seen.has(entry) || !entry.startsWith("cos-sobolev")) continue;
        seen.add(entry);
        const [path, key] = code.slots!.problem.split("#");
        const module = await import(`file://${ROOT}${path}`);
        const { name: own } = problemOf<{ name: string }>(module[key], parameters.problem as never);
        assertEquals(own, entry);
      }
    }
  }
});
