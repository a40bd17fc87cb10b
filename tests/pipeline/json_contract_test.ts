import { assertEquals } from "@std/assert";
import { ROOT } from "../tools/project_files.ts";
import { finish, oneObject, ProjectCopy } from "./project_copy.ts";
import { forget, warm } from "./warm_store.ts";

/** The keys of an object, those of objects within, and of those in lists; `?` if one may be left out. */
interface Shape {
  readonly [key: string]: Shape | null;
}

/** Reads `{a, b: {c}, d?: [{e}], f: [names]}`. */
function readShape(text: string): Shape {
  const json = text
    .replace(/\[(?!\{)[^\]]*\]/g, "null")
    .replaceAll("[", "").replaceAll("]", "")
    .replace(/([\w?]+)(?=[,}])/g, (word) => word === "null" ? word : `${word}: null`)
    .replace(/([\w?]+):/g, '"$1":')
    .replace(/("[\w?]+"): null: null/g, "$1: null");
  return JSON.parse(json) as Shape;
}

/** The shapes that are documented, by command. */
async function documented(): Promise<Record<string, Shape>> {
  const document = await Deno.readTextFile(`${ROOT}docs/json.md`);
  const block = /may rely on\n\n((?: {4}.*\n)+)/.exec(document)![1]!;
  const entries = block.matchAll(/^ {4}(\w[\w -]*?)\s+(\{(?:.|\n(?! {4}\w))*\})$/gm);
  return Object.fromEntries(
    [...entries].map(([, name, text]) => [name!, readShape(text!.replace(/\s+/g, " "))]),
  );
}

/** How a value differs from a documented shape, as paths of keys. */
function differences(value: unknown, shape: Shape | null, at = ""): string[] {
  const items = Array.isArray(value) ? value : [value];
  return items.flatMap((item) => {
    if (typeof item !== "object" || item === null) return shape === null ? [] : [`${at} is plain`];
    if (shape === null) return [`${at} has keys`];
    const known = Object.entries(shape).map(([key, inner]) => ({
      key: key.replace("?", ""),
      optional: key.endsWith("?"),
      inner,
    }));
    const extra = Object.keys(item).filter((key) => known.every((one) => one.key !== key));
    return [
      ...extra.map((key) => `${at}.${key} is not documented`),
      ...known.flatMap(({ key, optional, inner }) => {
        if (!Object.hasOwn(item, key)) return optional ? [] : [`${at}.${key} is missing`];
        return differences((item as Record<string, unknown>)[key], inner, `${at}.${key}`);
      }),
    ];
  });
}

const OWN = [
  ...["--data", `${ROOT}examples/labels.parquet`, "--losses", `${ROOT}examples/cleaning.ts`],
  ...["--repetitions", "1"],
];

const ARCHIVE = "out/bigrad-0.2.0-smoke-unbiased-first-order-meta_passes.zip";
const OWN_PROBLEM = [
  ...["--problem", `${ROOT}examples/logistic.ts`, "--budget", "5", "--draws", "1"],
  ...["--methods", "soba-full"],
];

Deno.test("the objects of --json have the keys that docs/json.md documents, and no others", async (t) => {
  await using copy = await ProjectCopy.of();
  await Deno.writeTextFile(`${copy.root}/.commit`, `${"0".repeat(40)} 1700000000\n`);
  const shapes = await documented();
  const study = ["--profile", "smoke", "--study", "unbiased-first-order"];
  await warm(copy, ...study.slice(2));
  await forget(copy, /^unbiased-first-order\/figure\//);
  const cases: [string, number, string[]][] = [
    ["reproduce --dry-run", 0, ["reproduce", "--dry-run", ...study]],
    ["reproduce", 0, ["reproduce", ...study]],
    ["reproduce", 0, ["reproduce", "meta_passes", ...study]],
    ["work", 0, ["work", ...study]],
    ["work --check", 0, ["work", "--check", `${copy.root}/.bigrad`]],
    ["store", 0, ["store", "push", `${copy.root}/pushed`, ...study]],
    ["store", 0, ["store", "pull", `${copy.root}/pushed`, ...study]],
    ["status", 0, ["status", "--list", ...study]],
    ["explain", 0, ["explain", "report/index", ...study]],
    ["explain more", 0, ["explain", "meta_passes", ...study]],
    ["verify", 0, ["verify", "--sample", "2", ...study]],
    ["publish", 0, ["publish", "meta_passes", ...study]],
    ["verify --crate", 0, ["verify", "--crate", ARCHIVE, "--sample", "1"]],
    ["gc", 0, ["gc", "--dry-run"]],
    ["graph", 0, ["graph", ...study]],
    ["estimate", 0, ["estimate", ...OWN]],
    ["compare", 0, ["compare", ...OWN_PROBLEM]],
    ["estimate", 0, ["estimate", ...OWN, "--joint", "--learners", "linear,series"]],
    ["estimate", 0, [
      "estimate",
      ...OWN,
      ...["--learner", "linear", "--at", "1,1.5", "--at", "1,2"],
      ...["--cluster", "X", "--weights", "B", "--adjust", "holm"],
    ]],
    ["error", 2, ["verify", "--sample", "some"]],
    ["error", 2, ["no-such-command"]],
  ];
  assertEquals(new Set(cases.map(([name]) => name)), new Set(Object.keys(shapes)));
  for (const [name, expected, args] of cases) {
    await t.step(
      [args[0], ...args.slice(1).filter((arg) => !arg.includes("/"))].join(" "),
      async () => {
        const { code, value } = oneObject(await finish(copy.start([...args, "--json"])));
        assertEquals([code, differences(value, shapes[name]!)], [expected, []]);
      },
    );
  }
  await t.step("so has explain after an edit, and so have runs that fail", async () => {
    await copy.edit("reports/charts/forms/slope_panels.ts", "[330, 300]", "[330, 299]");
    const explain = ["explain", "meta_passes/spec", ...study];
    await Deno.writeTextFile(`${copy.root}/pipeline/stages/meta_moments.ts`, "export const = 1;");
    for (
      const [name, expected, args] of [
        ["explain", 0, explain],
        ["reproduce --dry-run", 1, ["reproduce", "--dry-run", ...study]],
        ["reproduce", 1, ["reproduce", "--keep-going", ...study]],
        ["status", 0, ["status", ...study]],
      ] as const
    ) {
      const { code, value } = oneObject(await finish(copy.start([...args, "--json"])));
      assertEquals([name, code, differences(value, shapes[name]!)], [name, expected, []]);
      const { changes } = value as { changes?: unknown[] };
      if (name === "explain") assertEquals(changes?.length, 1);
    }
  });
});

Deno.test("a key too many or too few is found", () => {
  const shape = readShape("{a, b: {c}, d?: [{e}], f: [names]}");
  assertEquals(shape, { a: null, b: { c: null }, "d?": { e: null }, f: null });
  assertEquals(differences({ a: 1, b: { c: 2 }, f: ["x"] }, shape), []);
  assertEquals(differences({ a: 1, b: { c: 2 }, d: [{ e: 1 }, {}], f: [], g: 1 }, shape), [
    ".g is not documented",
    ".d.e is missing",
  ]);
  assertEquals(differences({ a: { x: 1 }, b: 1 }, shape), [
    ".a has keys",
    ".b is plain",
    ".f is missing",
  ]);
});
