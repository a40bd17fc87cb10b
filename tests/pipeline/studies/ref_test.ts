import { assertEquals, assertGreater, assertStringIncludes } from "@std/assert";
import { STUDIES } from "../../../pipeline/studies/catalogue.ts";
import { from } from "../../../pipeline/studies/ref.ts";
import { modules } from "../../../pipeline/studies/modules.ts";
import { projectFiles, ROOT } from "../../tools/project_files.ts";

Deno.test("a reference is a path, an export and JSON", () => {
  const { nbo, learners } = modules;
  assertEquals(nbo("nboGd"), "estimators/parametric/nbo.ts#nboGd");
  assertEquals(nbo("nboGd", { steps: 1, outerStep: 2 }), {
    code: "estimators/parametric/nbo.ts#nboGd",
    options: { steps: 1, outerStep: 2 },
  });
  assertEquals(nbo.open("nboGd", { steps: 1 }).options, { steps: 1 });
  const { options } = learners.bySize("linear", (n) => ({ ridge: 1 / n }));
  assertEquals(options(4), { ridge: 0.25 });
  assertEquals(from<{ f: () => void }>("a.ts")("f"), "a.ts#f");
});

Deno.test("the path of each module is that of its type, and studies name no other code", async () => {
  const studies = (await projectFiles(ROOT)).filter((file) => /^pipeline\/studies\//.test(file));
  assertGreater(studies.length, 40);
  let typed = 0;
  for (const file of studies) {
    const source = await Deno.readTextFile(`${ROOT}${file}`);
    for (const [, name, path] of source.matchAll(/(\w+): from<typeof import\("([^"]+)"\)>,/g)) {
      typed++;
      const { pathname } = new URL(path!, `file:///${file}`);
      assertEquals(modules[name as "nbo"]("nboGd"), `${pathname.slice(1)}#nboGd`);
    }
    const untyped = source.match(/["`](problems|estimators|pipeline)\/[^"`]*\.ts#[^"`]*["`]/g);
    assertEquals(untyped, null, file);
  }
  assertEquals(typed, Object.keys(modules).length - 1);
});

Deno.test("the code of a figure is the export of its form's name", async () => {
  for (const study of Object.values(STUDIES)) {
    for (const { figures } of study({ profile: "paper" }).experiments) {
      for (const { chart } of figures) {
        const [path, name] = chart.code.split("#") as [string, string];
        assertEquals(typeof (await import(`../../../${path}`))[name], "function", chart.code);
      }
    }
  }
});

Deno.test("a wrong export or option in a study is an error of deno check that names it", async () => {
  const wrong = {
    'modules.nbo.open("nboGd", { stepz: "one" })': "stepz",
    'modules.nbo.open("nboGd", { steps: "one" })': "'string' is not assignable to type 'number'",
    'modules.nbo.open("nboGd", {})': "steps",
    'modules.nbo("nboGd", { steps: 1 })': "outerStep",
    'modules.nbo("nboGdd")': "nboGdd",
    'modules.quadratic("quadratic", { kondition: 3 })': "kondition",
    'modules.implicit.some("amigo", { lowerStepz: 3 })': "lowerStepz",
    'modules.learners.bySize("linear", (n) => ({ rigde: n, ridge: 1 }))': "rigde",
    'figure("a", "errorBySise", {})': "errorBySise",
    'figure("a", "errorBySize", { title: "A", quantity: "bias" })': '"bias"',
    'figure("a", "coverageBySize", { title: "A", kwantity: "root" })': "kwantity",
  };
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/study.ts`;
    const lines = [
      `import { modules } from "${new URL(
        "../../../pipeline/studies/modules.ts",
        import.meta.url,
      )}";`,
      `import { figure } from "${new URL(
        "../../../pipeline/studies/figure.ts",
        import.meta.url,
      )}";`,
      'export const right = modules.nbo.open("nboGd", { steps: 1 });',
      ...Object.keys(wrong).map((line, i) => `export const wrong${i} = ${line};`),
    ];
    await Deno.writeTextFile(file, lines.join("\n"));
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", "--quiet", "--config", `${ROOT}deno.json`, file],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
      stdin: "null",
    }).output();
    const said = new TextDecoder().decode(stderr);
    assertEquals(code, 1, said);
    for (const [i, word] of Object.values(wrong).entries()) {
      const at = said.split(/\n(?=TS\d+)/).find((part) => part.includes(`study.ts:${i + 4}:`));
      assertStringIncludes(at ?? said, word);
    }
    assertEquals(said.includes("study.ts:3:"), false, said);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
