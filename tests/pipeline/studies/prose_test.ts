import { assertEquals, assertGreater } from "@std/assert";
import type { Json } from "../../../pipeline/engine/canonical.ts";
import { assemble } from "../../../pipeline/studies/assemble.ts";
import { STUDIES } from "../../../pipeline/studies/catalogue.ts";
import { placesOf } from "../../../reports/page/template.ts";
import { projectFiles, ROOT } from "../../tools/project_files.ts";

/** Names and formulas that hold digits and are no numbers of anything. */
const NAMES = [
  /arXiv [\d.]+/g,
  /[\^_]\{[^}]*\}/g,
  /published figures? \d( (and|to) \d)?|[Ff]igures? \d|table \d|IV figure \d|Bellman B\d|B\d(’|')?s?\b/g,
  /9[05] % (confidence |bootstrap |Monte Carlo )?(intervals?|band)|\d+×\d+/g,
  /JMLR \d+|F2SA|Node \d+/g,
  /\p{L}[\p{L}\d-]*_[\d\p{L}]+/gu,
];

const numbersIn = (text: string): string[] =>
  (NAMES.reduce((rest, name) => rest.replace(name, " "), text)
    .replaceAll("\u202f", "").match(/\d+(\.\d+)?(e-?\d+)?/g) ?? []).map((n) => String(Number(n)));

/** Numbers of a text that stand for the design: those that the code itself computes with. */
async function designNumbers(modules: Iterable<string>, parameters: string): Promise<Set<string>> {
  const found = new Set(["0", "1", "2"]);
  const add = (text: string): void => {
    for (const number of text.match(/\d[\d_]*(\.\d+)?(e-?\d+)?/g) ?? []) {
      const value = Number(number.replaceAll("_", ""));
      found.add(String(value));
    }
  };
  add(parameters);
  for (const file of modules) {
    const source = await Deno.readTextFile(`${ROOT}${file}`);
    // Neither comments nor prose count as code
    add(source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "").replace(/"[^"\n]* [^"\n]*"/g, ""));
  }
  return found;
}

/** What studies say in string literals, without what is computed into them. */
async function literals(study: string): Promise<Set<string>> {
  const folder = `pipeline/studies/${study.replaceAll("-", "_")}/`;
  const files = (await projectFiles(ROOT)).filter((file) => file.startsWith(folder));
  assertGreater(files.length, 1);
  const found = new Set<string>();
  for (const file of files) {
    const source = (await Deno.readTextFile(`${ROOT}${file}`)).replace(/\/\*[\s\S]*?\*\//g, "");
    for (const [text] of source.matchAll(/"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g)) {
      if (!text.includes(" ") || /\b(SELECT|FROM)\b/.test(text)) continue;
      for (const number of numbersIn(text.replace(/\$\{[^}]*\}/g, " "))) found.add(number);
    }
  }
  return found;
}

/** All texts of a figure's options that are words. */
function wordsOf(options: Json): string {
  if (typeof options === "string") return options.includes(" ") ? options : "";
  return options === null || typeof options !== "object"
    ? ""
    : Object.values(options).map(wordsOf).join("\n");
}

for (const profile of ["smoke", "default", "paper"] as const) {
  Deno.test(`no number of a study's text is typed but those of its design: ${profile}`, async () => {
    for (const [name, factory] of Object.entries(STUDIES)) {
      const study = factory({ profile });
      const drawn = ["claim", "report", "facts", "figure"];
      const computing = assemble([study], profile).stages.filter(({ kind }) =>
        !drawn.includes(kind)
      );
      const modules = new Set(
        computing.flatMap(({ code }) =>
          Object.values(code.slots ?? {}).map((slot) => slot.replace(/#.*/, ""))
        ),
      );
      const design = await designNumbers(
        modules,
        JSON.stringify(
          computing.map(({ parameters }) => parameters),
          // Numbers of replications are as many as there are blocks
          (key, value) => key === "first" || key === "labels" ? undefined : value,
        ),
      );
      const typed = await literals(name);
      const texts = [
        { at: "question", text: `${study.question} ${study.sizes}` },
        ...study.experiments.flatMap(({ id, title, text, found, figures, published }) => [
          { at: id, text: `${title} ${text}` },
          { at: `${id} published`, text: published.map(({ note }) => note ?? "").join(" ") },
          ...(found === undefined ? [] : [{ at: `${id} found`, text: found.words }]),
          ...figures.map(({ id, chart }) => ({ at: id, text: wordsOf(chart.options) })),
        ]),
      ];
      const outcomes = texts.flatMap(({ at, text }) =>
        [...new Set(numbersIn(text))].filter((number) => typed.has(number) && !design.has(number))
          .map((number) => `${at}: ${number}`)
      );
      assertEquals(outcomes, [], name);
    }
  });
}

Deno.test("a typed outcome would be seen", async () => {
  const design = await designNumbers(["problems/functional/projected_bellman.ts"], '{"n":[200]}');
  const outcomes = "κ is 176, 0.0059 to 1.04 at n = 200, B1, h_1, n^{−1/2}; from n = 800 on";
  assertEquals(numbersIn(outcomes).filter((number) => !design.has(number)), [
    ...["176", "0.0059", "1.04", "800"],
  ]);
});

Deno.test("every place in a study's words has a number in its query, and none is typed", () => {
  let places = 0;
  for (const factory of Object.values(STUDIES)) {
    for (const { id, found } of factory({ profile: "default" }).experiments) {
      for (const name of found === undefined ? [] : placesOf(found.words)) {
        places++;
        assertEquals(new RegExp(`\\bAS ${name}\\b`).test(found!.facts.sql), true, `${id}: ${name}`);
      }
    }
  }
  assertGreater(places, 50);
});
