import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import Ajv from "ajv";
import type { Row } from "../../../reports/charts/table_data.ts";
import { compileSpec, renderSvg } from "../../../reports/charts/render.ts";
import { tableCsv } from "../../../reports/page/table_text.ts";
import { byId, ENTRIES, figures, firstOfForms, madeUpRows, type NamedFigure } from "./figures.ts";

const ROWS = madeUpRows;

const draw = (figure: NamedFigure, rows: readonly Row[]): Promise<string> =>
  renderSvg(figure.spec(rows), {
    id: figure.id,
    title: figure.title,
    description: figure.describe(rows),
  });

const numeric = (figure: NamedFigure): string[] =>
  Object.entries(figure.columns).filter(([, { type }]) => type !== "text").map(([name]) => name);

const changed = (rows: readonly Row[], values: Row): Row[] =>
  rows.map((row) => ({ ...row, ...values }));

const isFirst = (figure: NamedFigure): boolean => firstOfForms.includes(figure);

/** Rows as a small or unlucky run gives them. */
function degenerate(figure: NamedFigure): Record<string, readonly Row[]> {
  const rows = ROWS[figure.id];
  const errors = "mc_error" in figure.columns ? { mc_error: null } : {};
  const nothing = Object.fromEntries(numeric(figure).map((name) => [name, null]));
  const zeros = Object.fromEntries(numeric(figure).map((name) => [name, 0]));
  const first = rows[0].n ?? rows[0].lambda ?? null;
  return {
    "no row": [],
    "one row": rows.slice(0, 1),
    "two rows": rows.slice(0, 2),
    "the first size alone": rows.filter((row) => (row.n ?? row.lambda ?? null) === first),
    "no Monte Carlo error": changed(rows, errors),
    "nothing but missing numbers": changed(rows, nothing),
    "nothing but zeros": changed(rows, zeros),
    "one missing number in each row": rows.map((row, i) => ({
      ...row,
      [numeric(figure)[i % numeric(figure).length]]: null,
    })),
    "not a number": changed(rows.slice(0, 4), { [numeric(figure)[1]]: NaN }),
    "errors far larger than values": "mc_error" in figure.columns
      ? changed(rows, { mc_error: 1e3 })
      : rows,
    "an estimator nobody has styled": "estimator" in figure.columns
      ? [...rows, ...rows.slice(0, 5).map((row) => ({ ...row, estimator: "newest <b>" }))]
      : rows,
  };
}

Deno.test("every figure has a name of its own", () => {
  assertEquals(figures.length, new Set(figures.map(({ id }) => id)).size);
  assert(figures.length > 50);
});

Deno.test("no chart form is there for nothing", async () => {
  const used = new Set(ENTRIES.map(({ chart }) => chart.code));
  const forms = new URL("../../../reports/charts/forms/", import.meta.url);
  for await (const { name: file } of Deno.readDir(forms)) {
    for (const form of Object.keys(await import(`${forms}${file}`))) {
      const code = `reports/charts/forms/${file}#${form}`;
      assert(used.has(code), `No figure uses ${code}.`);
    }
  }
});

Deno.test("the specifications are valid Vega-Lite, whatever the rows", async (t) => {
  const schema = JSON.parse(
    await Deno.readTextFile(new URL(import.meta.resolve("vega-lite/vega-lite-schema.json"))),
  );
  const ajv = new (Ajv as unknown as typeof Ajv.default)({ strict: false, allErrors: false });
  ajv.addFormat("color-hex", true);
  ajv.addFormat("uri", true);
  const isValid = ajv.compile(schema);
  for (const figure of figures) {
    await t.step(figure.id, () => {
      const others = isFirst(figure) ? Object.values(degenerate(figure)) : [];
      for (const rows of [ROWS[figure.id], ...others]) {
        const spec = JSON.parse(JSON.stringify(figure.spec(rows)));
        assert(isValid(spec), JSON.stringify(isValid.errors?.[0]));
      }
    });
  }
  assert(!isValid({ mark: "nonsense", data: { values: [] } }));
});

for (const figure of figures) {
  const rows = ROWS[figure.id];
  let drawn: Promise<string> | undefined;
  const drawing = () => drawn ??= draw(figure, rows);

  Deno.test(`${figure.id}: says what it shows and how to read it`, () => {
    assert(figure.title.length > 10);
    assert(!figure.title.endsWith("."));
    assertMatch(figure.caption, /\.$/);
    const { description } = figure.spec(rows) as { description?: string };
    assertEquals(description, figure.describe(rows));
    const finding = figure.finding(rows);
    if (finding !== null) {
      assertMatch(finding, /^\S.*[^.]$/);
      assert(!/NaN|undefined|Infinity|−0\.0*(?: |$)/.test(finding), finding);
      assert(finding.length < 260, `${finding.length}: ${finding}`);
    }
    assert(!/NaN|undefined|Infinity/.test(figure.notes(rows)));
  });

  Deno.test(`${figure.id}: compiles without a warning, whatever the rows`, () => {
    for (
      const [name, some] of Object.entries({ all: rows, ...isFirst(figure) && degenerate(figure) })
    ) {
      assertEquals([name, ...compileSpec(figure.spec(some)).warnings], [name]);
    }
  });

  Deno.test(`${figure.id}: equal rows give equal bytes, also through JSON`, async () => {
    const before = JSON.stringify(rows);
    const once = await drawing();
    const { id, title } = figure;
    const spec = JSON.parse(JSON.stringify(figure.spec([...rows])));
    assertEquals(await renderSvg(spec, { id, title, description: figure.describe(rows) }), once);
    assertEquals(JSON.stringify(rows), before);
  });

  Deno.test(`${figure.id}: the order of the rows does not matter to what is said`, () => {
    const facts = (some: readonly Row[]): string[] =>
      figure.describe(some).split(/[.;](?: |$)/).sort();
    assertEquals(facts([...rows].reverse()), facts(rows));
  });

  Deno.test(`${figure.id}: every colour follows the reader's scheme`, async () => {
    const svg = (await drawing()).replace(/<style>.*?<\/style>/, "");
    assertEquals(svg.match(/(?:fill|stroke)="(?!none|transparent|var\(--)[^"]*"/g), null);
    assertStringIncludes(svg, 'fill="var(--f-text)"');
  });

  Deno.test(`${figure.id}: draws degenerate rows, and says when there is nothing`, async () => {
    // figures of one form differ in words: one of them is drawn with all
    for (const [name, some] of Object.entries(isFirst(figure) ? degenerate(figure) : {})) {
      const svg = await draw(figure, some);
      assert(!/NaN|undefined|Infinity/.test(svg), `${name}: ${svg.match(/.{40}NaN/)?.[0]}`);
      assert(!/NaN|undefined|Infinity/.test(figure.describe(some)), name);
      if (/^no row|^nothing but missing/.test(name)) assertStringIncludes(svg, ">No data</text>");
    }
    assertMatch(figure.describe([]), /^No data/);
    assertEquals(figure.table([]).rows, []);
    const nothing = figure.spec(degenerate(figure)["nothing but missing numbers"]);
    assertEquals(
      JSON.stringify(nothing),
      JSON.stringify({
        ...figure.spec([]) as object,
        description: (nothing as { description: string }).description,
      }),
    );
  });

  Deno.test(`${figure.id}: what is missing is counted, not dropped in silence`, () => {
    const name = numeric(figure).find((column) => /rmse|value|coverage|sample|bias/.test(column))!;
    const holed = rows.map((row, i) => i < 3 ? { ...row, [name]: null } : row);
    const known = rows.filter((row) => row[name] === null).length;
    const count = known + holed.slice(0, 3).filter((_, i) => rows[i][name] !== null).length;
    assertMatch(figure.describe(holed), new RegExp(`${count} values are missing`));
    assertEquals(known > 0, /missing/.test(figure.describe(rows)));
  });

  Deno.test(`${figure.id}: the table holds the numbers`, () => {
    const table = figure.table(rows);
    assert(table.rows.length > 0);
    const names = table.columns.flatMap(({ name, error }) => error ? [name, error] : [name]);
    for (const row of table.rows) {
      for (const name of names) assert(name in row, `column ${name}`);
    }
    assertEquals(tableCsv(table).split("\r\n").length, table.rows.length + 2);
  });

  Deno.test(`${figure.id}: rows without a column, or with the wrong kind, are refused`, () => {
    for (const [name, { type }] of Object.entries(figure.columns)) {
      const { [name]: _, ...rest } = rows[0];
      assertThrows(() => figure.spec([rest]), TypeError, `"${name}"`);
      const wrong = type === "text" ? 7 : "7";
      assertThrows(() => figure.describe([{ ...rows[0], [name]: wrong }]), TypeError, "cast it");
    }
  });
}

Deno.test("iv_1_rmse: the alternative holds the error and its ratio to the bound", () => {
  const rows = [100, 400].map((n) => ({
    estimator: "oracle",
    n,
    rmse: 2.5 / Math.sqrt(n),
    mc_error: 0.01,
    bound: 2 / Math.sqrt(n),
  }));
  const text = byId("iv_1_rmse").describe(rows);
  assertStringIncludes(text, "bound at n = 400 is 0.1000");
  assertStringIncludes(
    text,
    "oracle: 0.125 ± 0.010 at n = 400, 1.250 times the bound",
  );
  assertStringIncludes(text, "0.1250 to 0.2500");
});

Deno.test("iv_1_nuisance: the alternative holds both ends of each error", () => {
  const rows = [100, 400].map((n) => ({
    metric: "product_bias",
    n,
    value: 50 / n,
    mc_error: null,
  }));
  const text = byId("iv_1_nuisance").describe(rows);
  assertStringIncludes(text, "0.5000 at n = 100, 0.1250 at n = 400");
});

Deno.test("iv_2_coverage: the alternative says where coverage is apart from nominal", () => {
  const row = (n: number, coverage: number) => ({
    estimator: "plug-in",
    n,
    coverage,
    mc_error: 0.01,
  });
  const figure = byId("iv_2_coverage");
  assertStringIncludes(
    figure.describe([
      row(100, 0.9),
      row(200, 0.94),
      { ...row(400, 0.98), mc_error: 0.005 },
    ]),
    "0.9800 ± 0.0050 at n = 400, apart from 0.95 beyond Monte Carlo error at n = 100 and 400",
  );
  assertStringIncludes(figure.describe([row(200, 0.94)]), "within Monte Carlo error of 0.95");
});

Deno.test("iv_2_studentized: moments, and all points of the tails, are there", async () => {
  const rows = Array.from({ length: 1001 }, (_, i) => ({
    estimator: "oracle",
    theoretical: (i - 500) / 200,
    sample: (i - 500) / 200,
  }));
  const figure = byId("iv_2_studentized");
  // A uniform grid on [−2.5, 2.5] has standard deviation 5/√12 and 2·391 + 1 points within ±1.96.
  assertStringIncludes(figure.describe(rows), "1001 errors with mean 0.000 ± 0.046");
  assertStringIncludes(figure.describe(rows), "standard deviation 1.45, 78.2 % within ±1.96");
  const [summary] = figure.table(rows).rows;
  assertEquals([summary.count, summary.lowest, summary.highest], [1001, -2.5, 2.5]);
  const svg = await draw(figure, rows);
  const drawn = svg.match(/data-tip="oracle: /g)!.length;
  assert(drawn > 100 && drawn <= 150, String(drawn));
  for (const tail of ["−2.500", "−2.495", "2.495", "2.500"]) {
    assertStringIncludes(svg, `oracle: ${tail} at`);
  }
});

Deno.test("iv_3_kbo: what does not depend on lambda is a level, what does a curve", async () => {
  const figure = byId("iv_3_kbo");
  const curve = [[1e-3, 0.2], [1e-2, 0.1]].map(([lambda, value]) => ({
    series: "kernel-bilevel",
    lambda,
    value,
    mc_error: 0.01,
  }));
  const level = { series: "oracle", value: 0.05, mc_error: 0.001 };
  const joined = [1e-3, 1e-2].map((lambda) => ({ ...level, lambda }));
  const text = figure.describe([...curve, ...joined]);
  assertStringIncludes(
    text,
    "kernel bilevel: 0.200 ± 0.010 at λ = 10⁻³, 0.100 ± 0.010 at λ = 10⁻²",
  );
  assertStringIncludes(text, "least 0.100 ± 0.010 at λ = 10⁻²");
  assertStringIncludes(text, "oracle: 0.0500 ± 0.0010 whatever λ is");
  const alone = [...curve, { ...level, lambda: null }];
  assertEquals(figure.describe(alone), text);
  assertEquals(await draw(figure, alone), await draw(figure, [...curve, ...joined]));
});

Deno.test("bias_order: the slope is that of the query, which its claim has too", () => {
  const slopes = { slope: 1.96, slope_low: 1.9, slope_high: 2.02 };
  const rows = [0.1, 0.2, 0.4].map((x) => ({
    estimator: "orthogonal",
    nuisance_error: x,
    bias: -x * x,
    mc_error: 0.004,
    ...slopes,
  }));
  const text = byId("bias_order").describe([
    ...rows,
    { estimator: "orthogonal", nuisance_error: 0.01, bias: 0.003, mc_error: 0.004, ...slopes },
    { estimator: "oracle", nuisance_error: 0.4, bias: 0.001, mc_error: 0.004, ...slopes },
  ]);
  assertStringIncludes(text, "orthogonal: bias −0.1600 ± 0.0040 at nuisance error 0.4000");
  assertStringIncludes(text, "0.4000, slope 1.96 (1.90 to 2.02)");
  assertStringIncludes(text, "No bias is apart from zero for oracle.");
});

Deno.test("krr_bias: an estimator without intervals has no coverage", () => {
  const rows = [200, 800].flatMap((n) => [
    { estimator: "plug-in", n, metric: "bias", value: 1 / Math.sqrt(n), mc_error: 1e-4 },
    { estimator: "kernel-bilevel", n, metric: "bias", value: 0.5, mc_error: 1e-4 },
    { estimator: "plug-in", n, metric: "coverage", value: 0.8, mc_error: 0.02 },
  ]);
  const text = byId("krr_bias").describe(rows);
  assertStringIncludes(text, "at n = 800, coverage 0.800 ± 0.020 at n = 800");
  assertStringIncludes(text, "kernel bilevel: bias 0.50000 ± 0.00010 at n = 800");
  assertStringIncludes(text, "no coverage");
  assertStringIncludes(
    byId("krr_bias").notes(rows),
    "not in “Coverage, with the nominal level 0.95”: kernel bilevel.",
  );
});

Deno.test("kbo_fixed_lambda: the exact value stands beside the estimate", () => {
  const rows = [100, 400].map((n) => ({
    lambda: 3e-3,
    n,
    value: 0.2 + 1 / n,
    mc_error: 0.001,
    exact: 0.2,
  }));
  assertStringIncludes(
    byId("kbo_fixed_lambda").describe(rows),
    "λ = 3×10⁻³: 0.2100 ± 0.0010 at n = 100, 0.2025 ± 0.0010 at n = 400, exact population value 0.2000",
  );
});
