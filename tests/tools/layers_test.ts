import { assertArrayIncludes, assertEquals, assertRejects } from "@std/assert";
import {
  type Import,
  type Layer,
  layerViolations,
  readImports,
  valueCycle,
} from "./import_graph.ts";
import { projectFiles, ROOT } from "./project_files.ts";

const LAYERS: Layer[] = [
  { folder: "numerics", values: [], types: [] },
  { folder: "problems", values: ["numerics"], types: [] },
  { folder: "estimators", values: ["numerics"], types: ["problems"] },
  { folder: "reports", values: [], types: ["problems", "estimators", "pipeline"] },
  { folder: "pipeline/adapters", values: [], types: [] },
  { folder: "pipeline/engine", values: ["pipeline/adapters"], types: [] },
  {
    folder: "pipeline",
    values: ["pipeline", "numerics", "problems", "estimators", "reports"],
    types: [],
  },
];

async function projectImports(): Promise<Import[]> {
  const files = await projectFiles(ROOT);
  return await readImports(ROOT, files.filter((path) => path.endsWith(".ts")));
}

Deno.test("no file imports from a layer above its own", async () => {
  assertEquals(layerViolations(await projectImports(), LAYERS), []);
});

Deno.test("no value imports form a cycle", async () => {
  assertEquals(valueCycle(await projectImports()), []);
});

Deno.test("the graph knows imports by name, type and time", async () => {
  const root = await Deno.realPath(await Deno.makeTempDir());
  const write = (path: string, text: string): Promise<void> =>
    Deno.writeTextFile(`${root}/${path}`, text);
  await write("deno.json", '{ "imports": { "mapped": "./c.ts" } }');
  await write("b.ts", "export type B = 1;\nexport const b = 1;");
  await write("c.ts", 'import type { B } from "./b.ts";\nexport const c: B = 1;');
  await write("d.ts", 'export const d = (): Promise<unknown> => import("./b.ts");');
  await write(
    "a.ts",
    'import { c } from "mapped";\nexport * from "./d.ts";\nimport "node:fs";\nconsole.log(c);',
  );
  try {
    assertEquals(await readImports(`${root}/`, ["a.ts"]), [
      { from: "a.ts", to: "c.ts", typeOnly: false },
      { from: "a.ts", to: "d.ts", typeOnly: false },
      { from: "c.ts", to: "b.ts", typeOnly: true },
      { from: "d.ts", to: "b.ts", typeOnly: false },
    ]);
    await write("c.ts", 'import "./missing.ts";');
    await assertRejects(() => readImports(`${root}/`, ["a.ts"]), Error, "missing.ts");
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("the graph of the project is not empty", async () => {
  assertArrayIncludes(await projectImports(), [
    { from: "tests/tools/layers_test.ts", to: "tests/tools/import_graph.ts", typeOnly: false },
    { from: "tests/tools/layers_test.ts", to: "tests/adapters/assert.ts", typeOnly: false },
  ]);
});

Deno.test("the layers refuse what they should", () => {
  const offends = (from: string, to: string, typeOnly = false): boolean =>
    layerViolations([{ from, to, typeOnly }], LAYERS).length > 0;
  const refused: [string, string, boolean?][] = [
    ["numerics/a.ts", "estimators/functional/b.ts"],
    ["numerics/a.ts", "problems/b.ts", true],
    ["problems/a.ts", "estimators/functional/b.ts", true],
    ["problems/a.ts", "pipeline/engine/b.ts", true],
    ["estimators/a.ts", "problems/b.ts"],
    ["estimators/a.ts", "reports/b.ts", true],
    ["reports/a.ts", "numerics/b.ts"],
    ["reports/a.ts", "pipeline/engine/b.ts"],
    ["pipeline/engine/a.ts", "pipeline/stages/b.ts", true],
    ["pipeline/engine/a.ts", "numerics/b.ts"],
    ["pipeline/adapters/a.ts", "pipeline/engine/b.ts"],
    ["pipeline/main.ts", "tests/b.ts"],
  ];
  const accepted: [string, string, boolean?][] = [
    ["numerics/a.ts", "numerics/b.ts"],
    ["problems/functional/a.ts", "problems/b.ts"],
    ["problems/a.ts", "numerics/b.ts"],
    ["estimators/a.ts", "problems/b.ts", true],
    ["estimators/functional/a.ts", "numerics/b.ts"],
    ["reports/a.ts", "pipeline/engine/b.ts", true],
    ["pipeline/engine/a.ts", "pipeline/adapters/b.ts"],
    ["pipeline/stages/a.ts", "problems/b.ts"],
    ["pipeline/main.ts", "pipeline/engine/b.ts"],
    ["tests/a.ts", "pipeline/stages/b.ts"],
  ];
  for (const [from, to, typeOnly] of refused) {
    assertEquals([from, to, offends(from, to, typeOnly)], [from, to, true]);
  }
  for (const [from, to, typeOnly] of accepted) {
    assertEquals([from, to, offends(from, to, typeOnly)], [from, to, false]);
  }
});

Deno.test("a cycle is found through any number of files, and not through types", () => {
  const edge = (from: string, to: string, typeOnly = false): Import => ({ from, to, typeOnly });
  const line = [edge("a", "b"), edge("b", "c"), edge("a", "c"), edge("c", "d")];
  assertEquals(valueCycle(line), []);
  assertEquals(valueCycle([...line, edge("d", "b", true)]), []);
  assertEquals(valueCycle([...line, edge("d", "b")]), ["b", "c", "d", "b"]);
  assertEquals(valueCycle([edge("a", "a")]), ["a", "a"]);
});
