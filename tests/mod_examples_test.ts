import { assertEquals, assertGreater } from "@std/assert";
import { finish, PLAIN } from "./pipeline/project_copy.ts";
import { ROOT } from "./tools/project_files.ts";

/** What `deno doc --json` says of an export. */
interface Export {
  readonly name: string;
  readonly declarations: readonly {
    readonly kind: string;
    readonly jsDoc?: {
      readonly doc?: string;
      readonly tags?: readonly { readonly kind: string; readonly doc?: string }[];
    };
  }[];
}

const TYPES = ["interface", "typeAlias"];
const BLOCK = /```ts\n([\s\S]*?)```/;

async function deno(args: string[], cwd = ROOT): Promise<string> {
  const { code, stdout, stderr } = await finish(
    new Deno.Command(Deno.execPath(), {
      args,
      cwd,
      env: PLAIN,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn(),
  );
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

/** The examples of `mod.ts` by export, "" where there is none, and that of the module. */
async function examples(): Promise<Map<string, string>> {
  const { nodes } = JSON.parse(await deno(["doc", "--json", "mod.ts"]));
  const [{ module_doc: module, symbols }] = Object.values(nodes) as [{
    module_doc: { doc: string };
    symbols: Export[];
  }];
  const found = symbols
    .filter(({ declarations: [{ kind }] }) => !TYPES.includes(kind))
    .map(({ name, declarations: [{ jsDoc }] }): [string, string] => {
      const doc = jsDoc?.tags?.find(({ kind }) => kind === "example")?.doc ?? "";
      return [name, BLOCK.exec(doc)?.[1] ?? ""];
    });
  return new Map([["module", BLOCK.exec(module.doc)![1]!], ...found]);
}

/** What an example says that it prints: the comments on and below each console.log. */
function promised(code: string): string {
  const lines = code.trimEnd().split("\n");
  return lines.flatMap((line, at) => {
    if (!line.includes("console.log(")) return [];
    const beside = /; \/\/ (.*)$/.exec(line)?.[1];
    if (beside !== undefined) return [beside];
    const below = lines.slice(at + 1);
    const end = below.findIndex((next) => !next.startsWith("// "));
    return below.slice(0, end < 0 ? below.length : end).map((next) => next.slice(3));
  }).join("\n");
}

const RUNNER = `
const printed = {};
for (const name of JSON.parse(Deno.args[0])) {
  const lines = [];
  const shown = (one) => typeof one === "string" ? one : Deno.inspect(one);
  console.log = (...all) => void lines.push(all.map(shown).join(" "));
  await import(\`./\${name}.ts\`);
  printed[name] = lines.join("\\n");
}
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(printed)));
`;

Deno.test("every function, class and value of the library has an example that prints what it says", async () => {
  const all = await examples();
  assertGreater(all.size, 80);
  assertEquals([...all].filter(([, code]) => code === "").map(([name]) => name), []);
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "bigrad-examples-" }));
  try {
    for (const [name, code] of all) await Deno.writeTextFile(`${folder}/${name}.ts`, code);
    const config = ["--config", `${ROOT}deno.json`];
    const names = [...all.keys()];
    await deno(["check", "--quiet", ...config, ...names.map((name) => `${name}.ts`)], folder);
    await Deno.writeTextFile(`${folder}/runner.js`, RUNNER);
    const args = ["run", "--no-prompt", "--no-check", "--allow-read", ...config, "runner.js"];
    const printed = JSON.parse(await deno([...args, JSON.stringify(names)], folder));
    const promises = Object.fromEntries([...all].map(([name, code]) => [name, promised(code)]));
    assertEquals(printed, promises);
    assertEquals(Object.values(promises).filter((text) => text === ""), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("what an example says that it prints is read from its comments", () => {
  assertEquals(promised("const a = 1; // not this\nconsole.log(a); // 1\n// nor this\n"), "1");
  assertEquals(promised("console.log(a);\n// 1\n// 2\na++; // no\nconsole.log(b);\n"), "1\n2");
});
