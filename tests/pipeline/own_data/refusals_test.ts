import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { LEARNERS } from "../../../pipeline/own_data/learners.ts";
import { cleaningColumns, cleaningLosses, WITH_DERIVATIVES } from "./cleaning.ts";
import { OwnFiles, refusal } from "./support.ts";

/** A refusal is one sentence with its remedy; it must hold these words. */
async function refused(args: readonly string[], ...words: string[]): Promise<void> {
  const sentence = await refusal(...args);
  assertMatch(sentence, /^[^\n]+\.$/);
  for (const word of words) assertStringIncludes(sentence, word);
}

Deno.test("options that will not do are refused in one sentence", async (t) => {
  const files = ["--data", "a.csv", "--losses", "b.ts"];
  const cases: [string[], ...string[]][] = [
    [["--losses", "b.ts"], "--data is missing", "give it a .parquet or .csv file"],
    [["--data", "a.csv"], "--losses is missing", "TypeScript file"],
    [[...files, "--learner", "forest"], '"forest"', ...Object.keys(LEARNERS)],
    [[...files, "--learner", "constructor"], '"constructor"', "choose auto, sparse, "],
    [[...files, "--folds", "1"], "--folds is 1", "give at least 2"],
    [[...files, "--folds", "2.5"], '--folds is "2.5"', "whole number"],
    [[...files, "--repetitions", "0"], '--repetitions is "0"', "at least 1"],
    [[...files, "--seed", "x"], '--seed is "x"', "whole number"],
    [[...files, "--level", "95"], '--level is "95"', "--level 0.95"],
    [[...files, "--level", "0.9", "--level", "x"], '--level is "x"', "0.5 to 0.999"],
    [[...files, "--at", "1,two"], '--at is "1,two"', "separated by commas"],
    [[...files, "--at", "1,"], '--at is "1,"', "separated by commas"],
    [[...files, "--at", "-1,x"], '--at is "-1,x"', "separated by commas"],
    [[...files, "--covariates", "a,,b"], '--covariates is "a,,b"', "separated by commas"],
    [[...files, "--grid", "w1=0:2"], '--grid is "w1=0:2"', "as in --grid w1=0:2:9"],
    [[...files, "--grid", "w1=0:2:1"], '--grid is "w1=0:2:1": 1 value from 0 to 2'],
    [[...files, "--grid", "w1=1:1:3"], '--grid is "w1=1:1:3": 3 values from 1 to 1'],
    [[...files, "--cluster", "a", "--cluster", "a"], "--cluster is given 2 times (a and a)"],
    [[...files, "--missing", "skip"], '--missing is "skip"', "give drop"],
    [[...files, "--adjust", "none"], '--adjust is "none"', "holm, romano-wolf, bonferroni"],
    [[...files, "--seed", "-1"], '--seed is "-1"', "whole number, at least 1"],
    [[...files, "--at", "-Infinity"], '--at is "-Infinity"', "separated by commas"],
    [[...files, "--cluster"], "--cluster is given no value"],
    [[...files, "--weights", ""], "--weights is empty; give a value"],
    [[...files, "--seed=1", "--seed", "1"], "--seed is given 2 times"],
    [["--data", "b.csv", ...files], "--data is given 2 times (b.csv and a.csv)"],
    [[...files, "--covariates", "a,b,a"], '"a" twice', "name it once"],
  ];
  for (const [args, ...words] of cases) {
    await t.step(args.join(" "), () => refused(args, ...words));
  }
});

Deno.test("data that will not do are refused in one sentence", async (t) => {
  await using files = await OwnFiles.make();
  const losses = await files.write("losses.ts", await cleaningLosses());
  const rows = (n: number, change: Record<string, (i: number) => number> = {}) =>
    Object.fromEntries(
      Object.entries(cleaningColumns(n, "refused")).map((
        [name, column],
      ) => [name, change[name] ? column.map((_, i) => change[name]!(i)) : column]),
    );
  const lines = (...more: string[]) => ["X,S,D,B", "0.1,0,1,1", "0.2,1,0,0", ...more].join("\n");
  const cases: [string, string, string | Record<string, ArrayLike<number>>, ...string[]][] = [
    ["no rows", "a.csv", "X,S,D,B\n", "has no rows"],
    ["nothing at all", "a.csv", "", "is empty", "row of names"],
    ["another ending", "a.xlsx", "x", "not named like data", ".parquet or .csv"],
    ["no Parquet", "a.parquet", "X,S\n1,2\n", "cannot be read: "],
    ["a missing column", "a.csv", "X,S,D\n1,0,1\n", 'no column "B"', "X, S, D"],
    ["another case", "a.csv", "x,S,D,B\n1,0,1,1\n", 'no column "X"', "x, S, D, B"],
    ["text", "a.csv", lines("0.3,2,yes,1"), '"D"', 'is "yes" in row 3', "not a number"],
    ["a decimal comma", "a.csv", 'X,S,D,B\n"0,5",0,1,1\n', 'is "0,5" in row 1', "decimal point"],
    ["a date", "a.csv", "X,S,D,B\n2020-01-01,0,1,1\n", '"X"', 'is "2020-01-01" in row 1'],
    ["an empty cell", "a.csv", lines("0.3,,1,1"), '"S"', "is empty (null) in row 3"],
    ["NaN", "a.csv", lines("nan,1,1,1"), '"X"', "is NaN in row 3", "remove such rows"],
    ["infinity", "a.csv", lines("0.3,1,1,1", "-inf,1,0,1"), '"X"', "is -Infinity in row 4"],
    ["too few rows", "a.csv", rows(24), "has 24 rows and 5 folds need 25", "--folds"],
    ["a constant covariate", "a.csv", rows(60, { X: () => 3 }), 'Covariate "X" is 3 in every row'],
    [
      "a covariate that varies by rounding alone",
      "a.csv",
      rows(60, { X: (i) => 4e15 + i / 2 }),
      'Covariate "X" varies by less than 1e-12 of its size',
      "subtract a constant",
    ],
    [
      "a covariate that varies in one fold alone",
      "a.csv",
      rows(60, { X: (i) => i === 7 ? 1 : 0 }),
      'Column "X" is constant outside one of 5 folds',
      "--seed",
    ],
    [
      "a label that varies in one fold alone",
      "a.csv",
      rows(60, { B: (i) => i === 7 ? 1 : 0 }),
      'Column "B" is constant outside one of 5 folds',
    ],
    [
      "a source in one fold alone",
      "a.csv",
      rows(60, { S: (i) => i === 7 ? 2 : i % 2 }),
      'Coordinate "source 2" of w enters the inner loss in one of 5 folds alone',
    ],
    [
      "a source that is not there",
      "a.csv",
      rows(60, { S: (i) => i % 2 }),
      'Coordinate "source 2" of w does not enter the losses',
      "leave it out",
    ],
    [
      "a source beyond the losses",
      "a.csv",
      rows(60, { S: (i) => i % 4 }),
      '"inner.value"',
      "is NaN at v = 0 in row 4",
      "S = 3",
    ],
  ];
  for (const [name, file, content, ...words] of cases) {
    await t.step(name, async () => {
      const path = typeof content === "string"
        ? await files.write(file, content)
        : await files.csv(file, content);
      await refused(["--data", path, "--losses", losses], `"${path}"`.slice(0, 1), ...words);
    });
  }
  await t.step(
    "a missing file",
    () => refused(["--data", "nowhere.csv", "--losses", losses], 'There is no file "nowhere.csv"'),
  );
  await t.step("a folder", async () => {
    await Deno.mkdir(`${files.root}/folder.csv`);
    await refused(["--data", `${files.root}/folder.csv`, "--losses", losses], "is a folder");
  });
  await t.step("numbers written as text are numbers, true and false are 1 and 0", async () => {
    const data = await files.write("quoted.csv", 'X,S,D,B\n"0.1","0",true,1\n"0.2","1",false,0\n');
    await refused(["--data", data, "--losses", losses], "has 2 rows");
  });
});

Deno.test("losses files that will not do are refused in one sentence", async (t) => {
  await using files = await OwnFiles.make();
  const data = await files.csv("data.csv", cleaningColumns(60, "refused"));
  const head = 'columns: ["S", "D", "B"], covariates: ["X"], at: [1, 1.5]';
  const value = "inner: (w, v, { D }) => (v - D - w[0] - w[1]) ** 2, outer: (w, v) => v * v";
  const written = (from: string, to: string): string => {
    assertEquals(WITH_DERIVATIVES.split(from).length, 2, from);
    return WITH_DERIVATIVES.replace(from, to);
  };
  const cases: [string, string, ...string[]][] = [
    [
      "a syntax error",
      "export const losses = {\n  at: [1,,\n",
      "syntax error in line",
      "losses.ts",
    ],
    ["that throws", 'throw new Error("no luck");', "cannot be loaded: no luck"],
    [
      "that throws no error",
      "throw Object.create(null);",
      "loaded: it threw an error without words",
    ],
    [
      "with a getter that throws",
      "export const losses = { get inner() { throw null; } };",
      "(null)",
    ],
    ["a missing import", 'import "./nothing.ts";', "cannot be loaded", "nothing.ts"],
    ["no export", "export const loss = 1;", 'does not export "losses" (it exports loss)'],
    [
      "an outer loss without v",
      `export const losses = { ${head}, ${value.replace("v * v", "w[0] ** 2")} };`,
      '"outer" of ',
      "does not depend on v in any row",
    ],
    [
      "a column that is not named",
      `export const losses = { ${head}, ${value.replace("{ D }", "{ N, D }")} };`,
      'it reads "N", which is not among its columns (S, D, B)',
    ],
    ["no object", "export const losses = 3;", '"losses" is no object'],
    ["no form", `export const losses = { ${head} };`, "none of inner, quadratic, pair"],
    ["two forms", `export const losses = { ${head}, ${value}, pair: 1 };`, "inner and pair"],
    ["no columns", `export const losses = { ${value} };`, '"columns" is missing'],
    ["columns twice", `export const losses = { ${value}, columns: ["a", "a"] };`, '"a" twice'],
    ["no outer", `export const losses = { ${head}, inner: (w, v) => v };`, '"outer" is missing'],
    [
      "wrong arity",
      `export const losses = { ${head}, inner: (w, v, s, d) => v, outer: (w, v) => v };`,
      '"inner" takes 4 arguments',
      "(w, v, z)",
    ],
    [
      "one argument",
      `export const losses = { ${head}, inner: (w, v, z) => v, outer: ({ v }) => v };`,
      '"outer" takes 1 argument;',
    ],
    [
      "at",
      `export const losses = { ${value}, columns: ["D"], at: [1, NaN] };`,
      '"at" is [ 1, NaN ]',
    ],
    [
      "names and numbers",
      `export const losses = { ${head}, ${value}, coordinates: ["a", "b", "c"] };`,
      '"at" of',
      "has 2 numbers and w has 3 coordinates (a, b, c)",
    ],
    ["no covariates", `export const losses = { ${value}, columns: ["D"] };`, "--covariates"],
    ["no point", `export const losses = { ${value}, columns: ["D"], covariates: ["X"] };`, "--at"],
    [
      "no pair",
      `export const losses = { ${head}, pair: { p: 2 } };`,
      '"pair" is no pair of losses',
    ],
    [
      "a pair of another width",
      `export const losses = { ${head}, pair: { p: 2, zDimension: 2, fill() {} } };`,
      '"columns" has 3 names and the pair reads 2',
    ],
    [
      "a pair that throws",
      `export const losses = { ${head}, pair: { p: 2, zDimension: 3, fill() { throw "bad"; } } };`,
      '"pair" of',
      "throws: bad",
    ],
    [
      "no outcome",
      `export const losses = { quadratic: { slopes: ["D"] } };`,
      '"outcome" is missing',
    ],
    [
      "a misspelt constant",
      `export const losses = { quadratic: { slopes: ["D"], outcome: "B", constants: "S" } };`,
      '"quadratic" has "constants", which nothing reads; correct it to one of slopes, constant, outcome,',
    ],
    [
      "a name of another form",
      `export const losses = { columns: ["S"], quadratic: { slopes: ["D"], outcome: "B" } };`,
      '"losses" has "columns", which nothing reads',
    ],
    ["no slopes", `export const losses = { quadratic: { outcome: "D" } };`, '"slopes" is missing'],
    [
      "a loss that throws",
      `export const losses = { ${head}, inner(w, v, { S }) { if (S > 1) throw new Error("S?"); return v * v; },
        outer: (w, v) => v };`,
      '"inner" of',
      "throws at w = (1, 1.5), v = 0",
      "S = 2",
      "S?",
    ],
    [
      "no number",
      `export const losses = { ${head}, inner: (w, v) => "a", outer: (w, v) => v };`,
      'Inner gives "a"',
      "return a number",
    ],
    [
      "a missing derivative",
      `export const losses = { ${head}, inner: (w, v) => ({ value: v * v, v: 2 * v }), outer: (w, v) => v };`,
      "Inner.vv is undefined",
    ],
    [
      "a derivative of another length",
      written("vw: along(slope)", "vw: [weight]"),
      "Inner.vw has 1 numbers: 2 are needed",
    ],
    [
      "a wrong first derivative",
      written("v: weight * slope", "v: weight * slope + 0.1"),
      '"inner.v"',
      'differences of "inner.value" give',
      "correct the derivative",
    ],
    ["a wrong third derivative", written("1 - 2 * q", "1 - q"), '"inner.vvv"', '"inner.vv"'],
    ["a wrong mixed derivative", written("[0, 1].map", "[1, 0].map"), '"inner.vw[0]"', '"inner.v"'],
    ["a forgotten derivative", written("vvw: along(vv),", ""), '"inner.vvw[0]" of', "is 0 at v"],
    [
      "a wrong outer derivative",
      written(
        "outer: (w, v, { B }) => logistic(v, B)",
        "outer: (w, v, { B }) => logistic(v, B + w[0])",
      ),
      '"outer.w[0]"',
    ],
    [
      "a kink",
      `export const losses = { ${head}, ${value.split(", outer")[0]},
        columns: ["D", "X"], outer: (w, v, { X }) => Math.abs(v - X) };`,
      '"outer" of',
      "has a kink at v",
      "where its slope jumps",
      "smooth in v, such as log cosh for an absolute value",
    ],
    [
      "a concave loss",
      `export const losses = { ${head}, inner: (w, v) => -v * v * w[0] * w[1], outer: (w, v) => v };`,
      "falls on and on as v goes to",
      "it needs a minimum",
    ],
    [
      "a loss that ends before the function that is learned",
      `export const losses = { ${head}, inner: (w, v, { D }) => (v - 4 - D) ** 2 + (w[0] + w[1]) * v,
        outer: (w, v) => Math.sqrt(2 - v) };`,
      '"outer.value" of',
      "is NaN at v = 3.3",
      "make it finite there",
    ],
    [
      "a loss that is flat at most rows",
      `export const losses = { ${head}, outer: (w, v, { B }) => (v - B) ** 2,
        inner: (w, v, { S }) => (S === 1 ? 1 : 1e-6) * ((v - w[0]) ** 2 + (v - w[1] ** 2) ** 2) };`,
      "all but flat",
      "% of the rows",
    ],
  ];
  for (const [k, [name, text, ...words]] of cases.entries()) {
    await t.step(name, async () => {
      // a module is loaded once by its address
      await Deno.mkdir(`${files.root}/${k}`);
      const path = await files.write(`${k}/losses.ts`, text);
      await refused(["--data", data, "--losses", path], ...words);
    });
  }
  await t.step(
    "a missing file",
    () => refused(["--data", data, "--losses", "nowhere.ts"], 'There is no file "nowhere.ts"'),
  );
  await t.step("a derivative that is wrong in one row alone", async () => {
    const numbered = cleaningColumns(60, "refused");
    const rows = await files.csv("rows.csv", { ...numbered, D: numbered.D!.map((_, i) => i) });
    const path = await files.write(
      "row.ts",
      `export const losses = { ${head}, outer: (w, v) => v * v,
        inner: (w, v, { D }) => ({ value: v * v, v: 2 * v, vv: D === 37 ? 3 : 2 }) };`,
    );
    const words = `"inner.vv" of "${path}" is 3 at v = -0.422507 in row 38, but`;
    await refused(["--data", rows, "--losses", path], words, '"inner.v" give 2;');
  });
  await t.step("a point of another dimension", async () => {
    const path = await files.write("fine.ts", await cleaningLosses());
    const args = ["--data", data, "--losses", path, "--at", "1,2,3"];
    await refused(args, "--at has 3 numbers and w has 2 coordinates (source 1, source 2); give 2.");
  });
});

Deno.test("units in which a loss or a standard error cannot be computed are refused", async () => {
  await using files = await OwnFiles.make();
  const losses = await files.write(
    "losses.ts",
    `export const losses = { covariates: ["X"], columns: ["Y", "G"], at: [0.5],
      inner: (w, v, { Y, G }) => 0.5 * (v - Y - w[0] * G) * (v - Y - w[0] * G),
      outer: (_w, v, { Y }) => 0.5 * (v - Y) * (v - Y) };`,
  );
  const cases: [number, ...string[]][] = [
    [2 ** -600, "the inner loss varies by 0", "give the outcome in larger or smaller units"],
    [2 ** -300, "The standard error of w1 is", "whose square double precision cannot hold"],
  ];
  for (const [unit, ...words] of cases) {
    const data = await files.csv("tiny.csv", {
      X: Float64Array.from({ length: 60 }, (_, i) => Math.sin(i)),
      Y: Float64Array.from({ length: 60 }, (_, i) => unit * (Math.sin(i) + Math.cos(7 * i))),
      G: Float64Array.from({ length: 60 }, (_, i) => unit * (Math.sin(i) + Math.cos(5 * i))),
    });
    const few = ["--learner", "series", "--folds", "3", "--repetitions", "1"];
    await refused(["--data", data, "--losses", losses, ...few], ...words);
  }
});
