import { assert, assertEquals, assertLess, assertMatch, assertStringIncludes } from "@std/assert";
import { compare as compareHere } from "../../../pipeline/commands/compare.ts";
import { type JsonObject, sha256 } from "../../../pipeline/engine/canonical.ts";
import { readOptions } from "../../../pipeline/options.ts";
import { ROOT } from "../../tools/project_files.ts";
import { finish, type Finished, oneObject } from "../project_copy.ts";

interface Answer {
  readonly ok: boolean;
  readonly coordinates: readonly string[];
  readonly diagnosis: { readonly quadratic: boolean; readonly gradient: readonly number[] };
  readonly milliseconds: Readonly<Record<string, number>>;
  readonly estimators: readonly {
    readonly name: string;
    readonly efforts: readonly { effort: number; passes: number; error: number }[];
  }[];
  readonly methods: readonly { readonly name: string; readonly value: number }[];
  readonly recommendation: readonly string[];
  readonly stages: { readonly ran: number; readonly cached: number };
}

const FEW = ["--methods", "soba,random-search", "--draws", "2"];

Deno.test("one command compares estimators and methods on a user's problem, elsewhere", async (t) => {
  const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "bigrad-own-" }));
  const write = (name: string, text: string) => Deno.writeTextFile(`${root}/${name}`, text);
  const ridge = await Deno.readTextFile(`${ROOT}examples/ridge.ts`);
  const cars = await Deno.readTextFile(`${ROOT}examples/cars.csv`);
  await write("ridge.ts", ridge);
  await write("cars.csv", cars);
  const compare = async (...args: string[]): Promise<Finished> => {
    return await finish(
      new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-prompt", `${ROOT}pipeline/main.ts`, "compare", ...args],
        cwd: root,
        env: { INIT_CWD: root },
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).spawn(),
    );
  };
  const places = ["--store", "store", "--out", "shown"];
  const asked = async (budget = "20") =>
    oneObject<Answer>(
      await compare("--problem", "ridge.ts", ...FEW, "--budget", budget, ...places, "--json"),
    );
  try {
    await t.step("what comes out is right, and shown", async () => {
      const { code, stderr, value } = await asked();
      assertEquals([code, stderr, value.ok], [0, "", true]);
      assertEquals(value.coordinates[0], "cylinders");
      assertEquals(value.diagnosis.quadratic, true);
      assertEquals(Object.keys(value.milliseconds).length, 4);
      const errorOf = (name: string, effort: number): number =>
        value.estimators.find((one) => one.name === name)!.efforts
          .find((one) => one.effort === effort)!.error;
      assertLess(errorOf("dense", 500), 1e-6);
      assertLess(0.5, errorOf("one-step", 500));
      assertEquals(value.methods.map(({ name }) => name).sort(), ["random-search", "soba"]);
      assertLess(value.methods[0].value, value.methods[1].value);
      assertStringIncludes(value.recommendation.join(" "), "Of the methods soba ");
      const page = await Deno.readTextFile(`${root}/shown/index.html`);
      for (const sentence of value.recommendation.slice(0, 1)) {
        assertStringIncludes(page, sentence.slice(0, 60));
      }
      assertEquals(page.match(/<svg /g)?.length, 3);
      for (const file of ["comparison.json", "errors.parquet", "own_methods.svg"]) {
        assert((await Deno.stat(`${root}/shown/${file}`)).size > 0);
      }
    });
    await t.step("a comment changes nothing, and a budget only what it reaches", async () => {
      await write("ridge.ts", `// mine\n${ridge}`);
      assertEquals((await asked()).value.stages.ran, 0);
      const { stages } = (await asked("5")).value;
      // the form, the diagnosis, the hypergradients with their figure, the reference, the calls
      assert(stages.cached >= 25 && stages.ran > 0, JSON.stringify(stages));
    });
    await t.step("what is lost once its stage is found up to date is made again", async () => {
      const svg = await Deno.readFile(`${root}/shown/own_gradients.svg`);
      const digest = sha256(svg);
      const { readFileSync } = Deno;
      const folder = Deno.env.get("INIT_CWD");
      Deno.env.set("INIT_CWD", root);
      let reads = 0;
      Deno.readFileSync = (path) => {
        // read once to see that it is sound, and once to be shown
        if (String(path).endsWith(digest) && ++reads === 2) Deno.removeSync(path);
        return readFileSync(path);
      };
      let said: JsonObject = {};
      try {
        const silent = (): void => {};
        const code = await compareHere(
          readOptions(
            [
              ...["--problem", "ridge.ts", ...FEW, "--budget", "5"],
              ...places,
            ],
            "compare",
            ["problem", "methods", "draws", "budget", "store", "out"],
          ),
          {
            say: silent,
            warn: silent,
            json: (value) => said = value,
            progress: { terminal: false, columns: () => 80, write: silent, now: () => 0 },
          },
        );
        assertEquals([code, (said.stages as JsonObject).ran, reads > 1], [0, 1, true]);
      } finally {
        Deno.readFileSync = readFileSync;
        if (folder === undefined) Deno.env.delete("INIT_CWD");
        else Deno.env.set("INIT_CWD", folder);
      }
      assertEquals(await Deno.readFile(`${root}/shown/own_gradients.svg`), svg);
    });
    await t.step("mistakes are a sentence each", async () => {
      const good = "export const problem = { start: { x: [1], y: 1 }";
      await write("none.ts", "export const other = 1;");
      await write("open.ts", `${good}`);
      await write("short.ts", `${good}, lower: () => 0 };`);
      await write("gaps.csv", cars.replace("\n15,8,", "\n,8,"));
      await write("gaps.ts", ridge.replace("cars.csv", "gaps.csv"));
      await write(
        "wrong.ts",
        ridge.replace(
          "  outer: loss,",
          "  outer: loss,\n  derivatives: { lower: { crossX: (x, y, p) => y } },",
        ),
      );
      const cases: [string, RegExp][] = [
        ["no.ts", /^There is no file "no\.ts"; give --problem a TypeScript file\.\n$/],
        ["none.ts", /^"none\.ts" does not export "problem"; write "export const problem = /],
        ["open.ts", /^"open\.ts" cannot be loaded: .*open\.ts:1/],
        ["short.ts", /^"short\.ts": "outer" is missing; give a function of \(x, y, rows\)\.\n$/],
        ["gaps.ts", /^Column "mpg" of "gaps\.csv" is empty \(null\) in row 2 \(line 3\);/],
        ["wrong.ts", /^"wrong\.ts": "derivatives\.lower\.crossX" is wrong in coordinate \w+: it /],
      ];
      for (const [file, words] of cases) {
        const { code, stdout, stderr } = await compare("--problem", file, ...FEW, ...places);
        assertMatch(stderr, words);
        assertMatch(stderr, /^[^\n]+\n$/);
        assertEquals([file, code, stdout], [file, 2, ""]);
      }
      await write("waits.ts", `${good}, lower: () => { for (;;); }, outer: () => 0 };`);
      const quick = [...FEW, ...places, "--time-limit", "3"];
      const waiting = await compare("--problem", "waits.ts", ...quick);
      assertMatch(
        waiting.stderr,
        /^"lower" and "outer" of "waits\.ts", .* not returned after 3 s:/,
      );
      assertEquals([waiting.code, waiting.stdout], [2, ""]);
      const unknown = await compare("--problem", "ridge.ts", "--methods", "sobo", ...places);
      assertMatch(unknown.stderr, /^--methods names "sobo"; choose from itd, .*random-search\.\n$/);
    });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
