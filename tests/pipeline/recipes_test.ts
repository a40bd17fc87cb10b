import { assertEquals, assertGreater } from "@std/assert";
import { ROOT } from "../tools/project_files.ts";
import { PLAIN } from "./project_copy.ts";

const DOCUMENTS = [
  "docs/cluster.md",
  "docs/workflows/reproduce.yml",
  "docs/workflows/matrix.yml",
];

/** The options that a command knows, from its help. */
async function optionsOf(command: string): Promise<Set<string>> {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", `${ROOT}pipeline/main.ts`, command, "--help"],
    env: PLAIN,
  }).output();
  assertEquals(code, 0);
  const text = new TextDecoder().decode(stdout);
  assertEquals(text.startsWith(`./bigrad ${command} `), true, `There is a command "${command}"`);
  return new Set([...text.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, option]) => option!));
}

Deno.test("recipes and workflows give commands the options that they have", async () => {
  const known = new Map<string, Set<string>>();
  let seen = 0;
  for (const document of DOCUMENTS) {
    const text = (await Deno.readTextFile(`${ROOT}${document}`)).replace(/\\\n\s*/g, "");
    for (const [line, command] of text.matchAll(/\.\/bigrad[, ]+([a-z]+)\b[^\n`#;]*/g)) {
      if (command === "setup" || command === "test") continue;
      if (!known.has(command!)) known.set(command!, await optionsOf(command!));
      const extra = line.replace(/--slurm-extra "[^"]*"/, "");
      const asked = [...extra.matchAll(/--[a-z-]+/g)].map(([option]) => option);
      assertEquals(asked.filter((option) => !known.get(command!)!.has(option)), [], line);
      seen++;
    }
  }
  assertGreater(seen, 15);
});
