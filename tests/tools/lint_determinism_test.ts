import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import plugin from "./lint_determinism.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The rules that a line of the computing code breaks. */
function broken(source: string, file = `${root}estimators/x.ts`): string[] {
  return Deno.lint.runPlugin(plugin, file, source).map(({ id }) => id.replace("determinism/", ""));
}

const refused: Record<string, string[]> = {
  "exact-math": [
    "x ** 3",
    "x ** -1",
    "x ** y",
    "2 ** x",
    "x **= 3",
    "Math.pow(x, 3)",
    "Math.pow(x, y)",
    'Math["pow"](x, 3)',
    "const power = Math.pow",
    "xs.map(Math.tanh)",
    "Math.tanh(x)",
    "Math.sinh(x)",
    "Math.cosh(x)",
    "Math.asinh(x)",
    "Math.acosh(x)",
    "Math.atanh(x)",
    "Math.hypot(x, y)",
    "Math[name](x)",
  ],
  "no-ambient-state": [
    "Math.random()",
    "const draw = Math.random",
    "Date.now()",
    "new Date()",
    "Date()",
    "performance.now()",
    "const { tanh } = Math",
    "const clock = Date",
    "const { now } = performance",
  ],
  "no-dynamic-import": ['await import("./x.ts")', "import(name)"],
};

const accepted = [
  "x ** 2",
  "x **= 2",
  "Math.pow(x, 2)",
  "x * x * x",
  "Math.exp(y * Math.log(x))",
  "Math.sqrt(x * x + y * y)",
  "Math.max(...xs)",
  "Math.PI",
  "table.Date + table.performance + table.random()",
  "const row = { Date: 1, performance: 2, tanh }",
  "tanh(x)",
  "type Day = Date",
  'import { tanh } from "./x.ts"',
];

for (const [rule, lines] of Object.entries(refused)) {
  Deno.test(`${rule} refuses each of ${lines.length} lines that break it`, () => {
    for (const line of lines) assertEquals([line, ...broken(line)], [line, rule]);
  });
}

Deno.test("the plugin accepts what is exact, and names that only look alike", () => {
  for (const line of accepted) assertEquals([line, ...broken(line)], [line]);
});

Deno.test("the plugin judges the computing code alone", () => {
  const judged = (file: string): boolean => broken("x ** 3", file).length > 0;
  const computing = [
    "numerics/a.ts",
    "problems/a.ts",
    "estimators/b/c.ts",
    "pipeline/stages/d.ts",
    "reports/e.ts",
  ];
  const others = ["pipeline/engine/a.ts", "pipeline/main.ts", "tests/problems/a_test.ts", "x.ts"];
  for (const file of computing) {
    assertEquals([file, judged(file), judged(root + file)], [file, true, true]);
  }
  for (const file of others) {
    assertEquals([file, judged(file), judged(root + file)], [file, false, false]);
  }
});

Deno.test("each message is one sentence with a remedy", () => {
  for (const line of Object.values(refused).flat()) {
    for (const { message } of Deno.lint.runPlugin(plugin, "problems/x.ts", line)) {
      assertMatch(message, /[:,] .*\.$/);
      assertNotMatch(message, /\. /);
    }
  }
});
