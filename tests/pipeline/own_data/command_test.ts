import { assertEquals, assertMatch, assertNotEquals, assertStringIncludes } from "@std/assert";
import { ROOT } from "../../tools/project_files.ts";
import { oneObject } from "../project_copy.ts";
import { cleaningColumns, cleaningLosses, WITH_DERIVATIVES } from "./cleaning.ts";
import { type Answer, OwnFiles, run } from "./support.ts";
import { LEARNERS } from "../../../pipeline/own_data/learners.ts";

Deno.test("one command gives a gradient with intervals from a user's files", async (t) => {
  await using files = await OwnFiles.make();
  const csv = await files.csv("cleaning.csv", cleaningColumns(300));
  await files.parquet("cleaning.parquet", csv);
  await files.write("cleaning.ts", await cleaningLosses());
  await files.write("broken.ts", "export const losses = {");
  await files.write(
    "wrong.ts",
    WITH_DERIVATIVES.replace("vvv: weight * vvv", "vvv: 2 * weight * vvv"),
  );
  const args = ["--data", "cleaning.csv", "--losses", "cleaning.ts"];

  await t.step("for people: a table, and on standard error notes alone", async () => {
    const { code, stdout, stderr } = await run(files.root, args);
    assertEquals(code, 0);
    assertMatch(stderr, /^(Note: [^\n]+\.\n)*$/);
    assertMatch(stdout, /^Gradient of the outer objective at w = \(1, 1\.5\)\n\n +coef/);
    assertMatch(stdout, /^source 2 +0\.\d+ +0\.\d+/m);
    assertMatch(stdout, /^Data +cleaning\.csv, 300 rows; covariates X$/m);
    assertMatch(stdout, /^Columns +X \(number\), S \(integer\), D \(integer\), B \(integer\)$/m);
  });

  await t.step("of many covariates the first are named, as of many columns", async () => {
    const many = Array.from(
      { length: 24 },
      (_, j) => [`X${j}`, Array.from({ length: 300 }, (_, i) => Math.sin(i * (j + 1)))] as const,
    );
    await files.csv("many.csv", { ...Object.fromEntries(many), ...cleaningColumns(300) });
    const covariates = ["X", ...many.map(([name]) => name)].join(",");
    const few = ["--learner", "linear", "--repetitions", "1", "--covariates", covariates];
    await files.write("bare.ts", (await cleaningLosses()).replace(/covariates: .*/, ""));
    const { stderr, stdout } = await run(files.root, [
      ...["--data", "many.csv", ...few, "--losses", "bare.ts"],
    ]);
    assertMatch(
      stdout,
      /^Data +many\.csv, 300 rows; covariates X, X0, .*, X18, and 5 more$/m,
      stderr,
    );
  });

  await t.step("for tools: one object, the same from CSV and Parquet and on each run", async () => {
    const once = ["--losses", "cleaning.ts", "--repetitions", "1", "--json"];
    const first = oneObject<Answer>(await run(files.root, ["--data", "cleaning.csv", ...once]));
    assertEquals([first.code, first.value.ok], [0, true]);
    assertEquals(first.stderr, first.value.warnings.map((one) => `Note: ${one}\n`).join(""));
    assertEquals(Object.keys(first.value), [
      "command",
      "ok",
      "data",
      "losses",
      "n",
      "read",
      "covariates",
      "columns",
      "at",
      "learner",
      "jackknife",
      "folds",
      "repetitions",
      "seed",
      "gradient",
      "nuisances",
      "guardRails",
      "warnings",
    ]);
    const second = oneObject<Answer>(
      await run(files.root, ["--data", "cleaning.parquet", ...once]),
    );
    assertEquals({ ...second.value, data: "cleaning.csv" }, { ...first.value });
  });

  await t.step("files are sought where the user is", async () => {
    const relative = [...args, "--repetitions", "1", "--learner", "linear", "--json"];
    const { code } = await run(ROOT, relative, { INIT_CWD: files.root });
    assertEquals(code, 0);
  });

  const mistakes: [string, string[], RegExp][] = [
    ["a missing file", ["--data", "no.csv", "--losses", "cleaning.ts"], /no file "no\.csv"; give/],
    [
      "a missing column",
      [...args, "--covariates", "Z"],
      /no column "Z"; its columns are X, S, D, B/,
    ],
    ["a syntax error", ["--data", "cleaning.csv", "--losses", "broken.ts"], /has a syntax error/],
    [
      "a wrong derivative",
      ["--data", "cleaning.csv", "--losses", "wrong.ts"],
      /"inner\.vvv" of "wrong\.ts" is -?[\d.]+ at v = .* but differences of "inner\.vv" give/,
    ],
    ["a point of another dimension", [...args, "--at", "-1"], /--at has 1 number and w has 2/],
    ["an unknown option", [...args, "--level=0.9", "--lamda", "1"], /"--lamda" is not an option/],
    ["nothing", [], /--data is missing/],
  ];
  for (const [name, args, sentence] of mistakes) {
    await t.step(`${name}: one sentence, exit code 2`, async () => {
      const { code, stdout, stderr } = await run(files.root, args);
      assertEquals([code, stdout], [2, ""]);
      assertMatch(stderr, /^[^\n]+\.\n$/);
      assertMatch(stderr, sentence);
    });
  }

  await t.step("with --json the object says so, too", async () => {
    const run2 = await run(files.root, [...args, "--at", "1", "--json"]);
    const { code, stderr, value } = oneObject<{ ok: boolean; error: string }>(run2);
    assertEquals([code, value.ok, `${value.error}\n`], [2, false, stderr]);
  });

  await t.step("help names every learner", async () => {
    const { code, stdout } = await run(files.root, ["--help"]);
    assertEquals(code, 0);
    for (const name of Object.keys(LEARNERS)) assertStringIncludes(stdout, name);
    assertNotEquals(stdout, "");
  });
});
