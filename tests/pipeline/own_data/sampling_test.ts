import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { cleaningColumns, cleaningLosses } from "./cleaning.ts";
import { type Answer, ask, assertClose, numbersOf, OwnFiles, refusal } from "./support.ts";

type Columns = Record<string, ArrayLike<number>>;

const n = 120;
const small = (more: Columns = {}): Columns => ({ ...cleaningColumns(n, "sampling"), ...more });
const each = (value: (i: number) => number) => Float64Array.from({ length: n }, (_, i) => value(i));
/** All but what names the file and the options. */
const answers = ({ data: _, read: __, ...rest }: Answer) => {
  const { clusters: _clusters, weights: _weights, effectiveRows: _rows, ...same } = rest as
    & Answer
    & {
      clusters?: unknown;
      weights?: unknown;
      effectiveRows?: unknown;
    };
  return same;
};

async function asking(): Promise<
  AsyncDisposable & {
    ask(columns: Columns, ...options: string[]): ReturnType<typeof ask>;
    refusal(columns: Columns, ...options: string[]): Promise<string>;
  }
> {
  const files = await OwnFiles.make();
  const losses = await files.write("cleaning.ts", await cleaningLosses());
  let count = 0;
  const args = async (columns: Columns, options: readonly string[]) => [
    "--data",
    await files.csv(`${count++}.csv`, columns),
    "--losses",
    losses,
    ...["--learner", "series"],
    ...(options.includes("--repetitions") ? [] : ["--repetitions", "2"]),
    ...options,
  ];
  return {
    ask: async (columns, ...options) => await ask(...await args(columns, options)),
    refusal: async (columns, ...options) => await refusal(...await args(columns, options)),
    [Symbol.asyncDispose]: () => files[Symbol.asyncDispose](),
  };
}

Deno.test("clusters", async (t) => {
  await using own = await asking();
  const { answer: plain } = await own.ask(small());
  const firm = each((i) => i % 40);

  await t.step("of one row each are none", async () => {
    const { answer } = await own.ask(small({ id: each((i) => 7 * i) }), "--cluster", "id");
    assertEquals(answers(answer), answers(plain));
  });

  await t.step("make other folds and standard errors, and are said", async () => {
    const { answer, text } = await own.ask(small({ firm }), "--cluster", "firm");
    assertNotEquals(numbersOf(answer), numbersOf(plain));
    assertMatch(text, /^Clusters +40 of firm; no fold splits one$/m);
    assertMatch(text, /^Rows that share no "firm" are taken to be independent\.$/m);
    assertEquals(answer.warnings.filter((one) => one.includes("clusters")), []);
  });

  await t.step("neither their names nor the order of rows changes anything", async () => {
    const { answer } = await own.ask(small({ firm }), "--cluster", "firm");
    const renamed = await own.ask(
      small({ firm: firm.map((f) => 1e6 - 3 * f) }),
      "--cluster",
      "firm",
    );
    assertEquals(answers(renamed.answer), answers(answer));
    const rows = Stream.of("tests", "sampling").permutation(n);
    const permuted = Object.fromEntries(
      Object.entries(small({ firm })).map((
        [name, all],
      ) => [name, Array.from(rows, (i) => all[i]!)]),
    );
    const other = (await own.ask(permuted, "--cluster", "firm")).answer;
    // but for the numbers of rows
    assertEquals({ ...answers(other), warnings: [] }, { ...answers(answer), warnings: [] });
  });

  await t.step("two ways: nested is one way, crossed has folds apart in both", async () => {
    const named = ["--cluster", "firm", "--cluster"];
    const { answer: one } = await own.ask(small({ firm }), "--cluster", "firm");
    const { answer: nested } = await own.ask(small({ firm, id: each((i) => i) }), ...named, "id");
    assertEquals(answers(nested), answers(one));
    const year = each((i) => Math.floor(i / 12));
    const { answer: crossed, text } = await own.ask(small({ firm, year }), ...named, "year");
    assertMatch(text, /^Clusters +40 of firm and 10 of year; no fold splits one$/m);
    assertEquals(crossed.jackknife, false);
  });

  await t.step("few are warned of, fewer than folds refused", async () => {
    const few = small({ firm: each((i) => i % 12) });
    const { answer } = await own.ask(few, "--cluster", "firm");
    assertMatch(
      answer.warnings.join("\n"),
      /"firm" has 12 clusters: with fewer than 30 the standard/,
    );
    assertMatch(
      await own.refusal(small({ firm: each((i) => i % 4) }), "--cluster", "firm"),
      /^Column "firm" of ".*" has 4 clusters and 5 folds need 5; give fewer folds with --folds\.$/,
    );
  });

  await t.step("one is refused, for nothing is independent of it", async () => {
    assertMatch(
      await own.refusal(small({ firm: each(() => 1) }), "--cluster", "firm"),
      /^Column "firm" of ".*" has 1 cluster, of which nothing is independent; name another/,
    );
  });

  await t.step("intervals are Student's", async () => {
    const { answer } = await own.ask(small({ firm }), "--cluster", "firm", "--repetitions", "1");
    for (const { estimate, standardError, intervals } of answer.gradient) {
      const { low, high } = intervals[0]!;
      const width = 2.0226909 * standardError;
      assertClose([low, high], [estimate - width, estimate + width], 1e-6);
    }
  });
});

Deno.test("weights", async (t) => {
  await using own = await asking();
  const { answer: plain } = await own.ask(small());
  const weight = each((i) => 1 + i % 3);
  const { answer: weighted, text } = await own.ask(small({ weight }), "--weights", "weight");

  await t.step("that are the same are none, in any unit", async () => {
    for (const value of [1, 1 / 3, 1e9]) {
      const same = small({ weight: each(() => value) });
      const { answer } = await own.ask(same, "--weights", "weight");
      assertEquals(answers(answer), answers(plain));
    }
  });

  await t.step("have no unit", async () => {
    assertNotEquals(numbersOf(weighted), numbersOf(plain));
    assertMatch(text, /^Weights +weight, which leave as much as 102\.9 rows of equal weight$/m);
    for (const by of [1e-6, 3, 1e12]) {
      const scaled = small({ weight: weight.map((value) => value * by) });
      const { answer } = await own.ask(scaled, "--weights", "weight");
      assertClose(numbersOf(answer), numbersOf(weighted), 1e-7);
    }
  });

  await t.step("of 0 leave rows out", async () => {
    const none = small({ weight: each((i) => i < 100 ? 1 : 0) });
    const { answer } = await own.ask(none, "--weights", "weight");
    const fewer = Object.fromEntries(
      Object.entries(small()).map(([name, all]) => [name, Array.from(all).slice(0, 100)]),
    );
    const alone = await own.ask(fewer);
    assertEquals(numbersOf(answer), numbersOf(alone.answer));
    assertEquals([answer.n, alone.answer.n], [100, 100]);
    assertMatch(answer.warnings.join(), /20 of 120 rows of .* have the weight 0 in "weight"/);
  });

  await t.step("that are whole are rows repeated, which a cluster keeps together", async () => {
    const rows = [...weight].flatMap((count, i) => new Array<number>(count).fill(i));
    const repeated = Object.fromEntries(
      Object.entries(small({ id: each((i) => i) })).map((
        [name, all],
      ) => [name, rows.map((i) => all[i]!)]),
    );
    const { answer } = await own.ask(repeated, "--cluster", "id");
    assertEquals(numbersOf(answer), numbersOf(weighted));
    assertEquals(answer.n, rows.length);
  });

  await t.step("that are negative, or all 0, are refused", async () => {
    assertMatch(
      await own.refusal(small({ weight: each((i) => i === 6 ? -2 : 1) }), "--weights", "weight"),
      /^The weight "weight" of ".*" is -2 in row 7; give weights that are not negative\.$/,
    );
    assertMatch(
      await own.refusal(small({ weight: each(() => 0) }), "--weights", "weight"),
      /is 0 in every row/,
    );
    assertMatch(await own.refusal(small(), "--weights", "none"), /has no column "none"/);
  });
});

Deno.test("rows that were written twice are told of, and what is equal by chance is not", async () => {
  await using own = await asking();
  const twice = (columns: Columns, rows: number): Columns =>
    Object.fromEntries(
      Object.entries(columns).map((
        [name, all],
      ) => [name, [...Array.from(all), ...Array.from(all).slice(0, rows)]]),
    );
  const told =
    /6 of 126 rows are copies of others .* standard errors are too small; keep each row once/;
  const { answer } = await own.ask(twice(small(), 6));
  assertMatch(answer.warnings.join("\n"), told);
  const id = { id: each((i) => i) };
  const { answer: named } = await own.ask(twice(small(id), 6), "--cluster", "id");
  // a covariate with few values, and one that is 0 for many
  const { X } = cleaningColumns(n, "sampling");
  const few = small({ X: each((i) => Math.round(3 * X![i]!)) });
  const inflated = small({ X: each((i) => i < 40 ? 0 : X![i]!) });
  const fine = [named, (await own.ask(few)).answer, (await own.ask(inflated)).answer];
  for (const { warnings } of fine) {
    assertEquals(warnings.filter((one) => one.includes("copies")), []);
  }
});
