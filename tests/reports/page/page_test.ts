import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { createHash } from "node:crypto";
import type { PaperModel, ReportModel } from "../../../reports/page/model.ts";
import * as pages from "../../../reports/page/pages.ts";
import { pathsOf } from "../../../reports/page/site.ts";
import { jointLine } from "../../../reports/page/published.ts";
import { renderRunPage } from "../../../reports/page/run_page.ts";
import { fixtureReport, HOSTILE, MINI_SEARCH } from "./fixture.ts";
import { faultsOf } from "./valid_html.ts";
import { fixtureRun } from "./run_fixture.ts";

const renderPages = (model: ReportModel) => pages.renderPages(model, MINI_SEARCH);
const MODEL = await fixtureReport();
const FILES = renderPages(MODEL);
const RUN = renderRunPage(fixtureRun());
const htmlOf = (files: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).filter(([path]) => path.endsWith(".html")));
const PAGES = { ...htmlOf(FILES), "run.html": RUN };
const INDEX = FILES["index.html"];
const STUDY = FILES["test-study.html"];
const REST = FILES["test-study-rest.html"];
const CLAIMS = FILES["claims.html"];
const METHODS = FILES["methods.html"];

const all = (html: string, pattern: RegExp): string[] =>
  [...html.matchAll(pattern)].map(([whole, group]) => group ?? whole);

Deno.test("the pages are valid HTML", async () => {
  for (const [name, html] of Object.entries(PAGES)) assertEquals(await faultsOf(html), [], name);
});

Deno.test("each page has one h1, one main, a skip link to it, and headings in order", () => {
  for (const html of Object.values(PAGES)) {
    assertEquals(all(html, /<h1[ >]/g).length, 1);
    assertEquals(all(html, /<main[ >]/g).length, 1);
    assert(html.indexOf('<a class="skip" href="#main">') < html.indexOf('<main id="main"'));
    const levels = all(html, /<h([1-6])[ >]/g).map(Number);
    levels.slice(1).forEach((level, i) => assert(level <= levels[i] + 1, levels.join()));
  }
});

const idsOf = (html: string): string[] =>
  all(html.replace(/<script>[\s\S]*?<\/script>/g, ""), / id="([^"]*)"/g);

Deno.test("ids are unique, and every link within the report leads somewhere", () => {
  const known = new Map(Object.entries(PAGES).map(([path, html]) => [path, new Set(idsOf(html))]));
  for (const [path, html] of Object.entries(PAGES)) {
    const ids = idsOf(html);
    assertEquals(ids.filter((id, i) => ids.indexOf(id) !== i), [], path);
    const named = [
      ...all(html, / data-copy="([^"]*)"/g),
      ...all(html, / aria-(?:labelledby|describedby)="([^"]*)"/g).flatMap((s) => s.split(" ")),
    ];
    assertEquals(named.filter((id) => !known.get(path)!.has(id)), [], path);
    const links = all(html, / href="([^"]*)"/g).filter((href) => !/^https?:/.test(href));
    assert(links.length > 5);
    for (const href of links) {
      const url = new URL(href, `http://report/${path}`);
      const target = url.pathname.slice(1);
      if (/^(figures|data)\//.test(target)) {
        if (target.endsWith(".csv")) assert(target in FILES, `${path}: ${href}`);
        continue;
      }
      assert(known.has(target), `${path}: ${href}`);
      if (url.hash !== "") assert(known.get(target)!.has(url.hash.slice(1)), `${path}: ${href}`);
    }
  }
});

Deno.test("the paths are known before the results are", () => {
  const studies = MODEL.studies.map(({ experiments, ...study }) => ({
    ...study,
    tables: experiments.flatMap(({ figures, tables, published }) =>
      [...figures, ...tables, ...published].map(({ id }) => id)
    ),
  }));
  assertEquals(pathsOf(studies).sort(), Object.keys(FILES).sort());
});

Deno.test("the policy lets this one script run, and nothing be loaded", () => {
  for (const html of Object.values(PAGES)) {
    const [policy] = all(html, /http-equiv="Content-Security-Policy" content="([^"]*)"/g);
    assertStringIncludes(policy, "default-src 'none'");
    const scripts = all(html, /<script>([\s\S]*?)<\/script>/g);
    assertEquals(scripts.length, html === INDEX ? 2 : 1);
    const data = html === INDEX ? 1 : 0;
    assertEquals(all(html, /<script/g).length, scripts.length + data);
    const hashes = scripts.map((script) =>
      `'sha256-${createHash("sha256").update(script).digest("base64")}'`
    );
    assertStringIncludes(policy, `script-src ${hashes.join(" ")};`);
    assert(html.indexOf("Content-Security-Policy") < html.indexOf("<script>"));
    // drawings for narrow screens, and what stands for them on wide ones, are the only pictures
    assertEquals(
      all(html, /\s(?:src|srcset|xlink:href)="(?!figures\/\w+\.narrow\.svg"|data:)/g),
      [],
    );
    assertEquals(all(html, /<(?:link|iframe|object|embed)[ >]/g), []);
    assertEquals(all(html, /\son\w+="/g), []);
    assertEquals(all(html, /@import|url\((?!#)/g), []);
  }
});

Deno.test("text from models is text", () => {
  for (const html of Object.values(PAGES)) {
    assertEquals(html.includes(HOSTILE), false);
    assertEquals(html.includes("<img src=x"), false);
  }
  for (const html of [INDEX, STUDY, REST, RUN]) {
    assertStringIncludes(html, "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;");
  }
});

Deno.test("equal models give equal bytes, also through JSON, and nothing is changed", async () => {
  assertEquals(renderPages(JSON.parse(JSON.stringify(MODEL))), FILES);
  assertEquals(renderPages(await fixtureReport()), FILES);
  assertEquals(renderRunPage(JSON.parse(JSON.stringify(fixtureRun()))), RUN);
});

Deno.test("claims have one row each, with verdicts in words and links to the evidence", () => {
  const [table] = all(CLAIMS, /<table id="claims-table"([\s\S]*?)<\/table>/g);
  const rows = all(table, /<tr id="all-[\s\S]*?<\/tr>/g);
  assertEquals(rows.length, MODEL.claims.length);
  assertMatch(rows[0], /<span class="badge holds"><span aria-hidden="true">✓<\/span> holds/);
  assertStringIncludes(rows[0], "Holm: inconclusive");
  assertStringIncludes(rows[0], "0.9512");
  assertStringIncludes(rows[0], "0.9462 to 0.9562");
  assertStringIncludes(rows[0], "0.94 to 0.96");
  assertStringIncludes(rows[0], "Somebody et al. 2026");
  assertStringIncludes(rows[0], '<a href="test-study.html#figure-iv_2_coverage">Figure 3</a>');
  assertStringIncludes(rows[0], '<a href="test-study.html#table-published_iv_1">Table 2</a>');
  assertStringIncludes(rows[0], 'href="test-study.html#claim-test-study-coverage"');
  assertMatch(rows[1], /badge inconclusive/);
  assertMatch(rows[2], /badge fails/);
  assertMatch(rows[3], /badge exploratory/);
});

Deno.test("each claim stands beside its evidence, or on its study's page where nothing shows it", () => {
  const claimsIn = (html: string, section: string): string[] =>
    all(
      all(html, new RegExp(`<table id="claims-${section}"[\\s\\S]*?</table>`, "g"))[0] ?? "",
      /<tr id="claim-test-study-(\w+)"/g,
    );
  assertEquals(claimsIn(STUDY, "test-study-iv-2"), ["coverage"]);
  assertEquals(claimsIn(STUDY, "test-study-iv-1"), ["rate"]);
  assertEquals(claimsIn(REST, "test-study-rest"), ["order", "explored"]);
  assertEquals(claimsIn(STUDY, "without-figure"), ["broken"]);
});

Deno.test("the first page has a mark for each claim, and says which fail, and why", () => {
  const [matrix] = all(INDEX, /<table id="matrix"([\s\S]*?)<\/table>/g);
  assertEquals(all(matrix, /<a class="mark ([\w-]+)"/g), [
    ...["holds", "inconclusive", "fails", "exploratory", "error"],
  ]);
  assertStringIncludes(matrix, 'href="test-study.html#claim-test-study-coverage"');
  const [fails] = all(INDEX, /<section aria-labelledby="fails">([\s\S]*?)<\/section>/g);
  assertStringIncludes(fails, "The bias of the plug-in gradient is of first order.");
  assertMatch(fails, /[^>]: 1\.340 \(1\.280 to 1\.400\); had to be at most 1\.2</);
  assertStringIncludes(matrix, "✓ holds, ✗ fails, ? inconclusive, ◇ exploratory.");
  const [undecided] = all(INDEX, /<section aria-labelledby="undecided">([\s\S]*?)<\/section>/g);
  assertStringIncludes(undecided, ": About 1.6 times the replications would decide.");
  const [lost] = all(INDEX, /<section aria-labelledby="lost">([\s\S]*?)<\/section>/g);
  assertStringIncludes(lost, "no such column");
});

Deno.test("what a run of a few targets has computed stands first", () => {
  assertEquals(INDEX.includes('aria-labelledby="computed"'), false);
  const partial = structuredClone(MODEL);
  const figures = partial.studies.flatMap(({ experiments }) =>
    experiments.flatMap(({ figures }) => figures)
  ) as { id: string; svg: string | null; failure?: unknown }[];
  for (const figure of figures.slice(1)) {
    Object.assign(figure, { svg: null, failure: { stage: "s", message: "m", skipped: true } });
  }
  const html = renderPages(partial)["index.html"];
  const [there] = all(html, /<section aria-labelledby="computed">([\s\S]*?)<\/section>/g);
  assertStringIncludes(there, `(1 of ${figures.length} figures)`);
  assertMatch(there, new RegExp(`<a href="[^"]*#figure-${figures[0].id}">Figure 1</a>`));
  assert(html.indexOf('aria-labelledby="computed"') < html.indexOf('id="matrix"'));
  assertStringIncludes(html, figures[0].svg!.trimEnd());
  for (const claim of partial.claims) Object.assign(claim, { verdict: "not judged" });
  const unjudged = renderPages(partial)["index.html"];
  assertStringIncludes(unjudged, "No claims are judged");
  for (const part of ['id="matrix"', 'aria-labelledby="papers"', 'href="#papers"']) {
    assert(!unjudged.includes(part), part);
  }
});

Deno.test("the first page says what a bilevel gradient is before it counts claims", () => {
  const [lede] = all(INDEX, /<div class="lede">([\s\S]*?)<\/div>/g);
  assertMatch(lede, /^<p>A bilevel gradient, or hypergradient, is [\s\S]*<\/p>\n<p>/);
});

Deno.test("many undecided claims are folded by study, a few are not", () => {
  assertEquals(all(INDEX, /<section aria-labelledby="undecided">[^]*?<details>/g).length, 0);
  const open = MODEL.claims.find(({ verdict }) => verdict === "inconclusive")!;
  const many = Array.from({ length: 9 }, (_, i) => ({ ...open, id: `${open.id}_${i}` }));
  const html = renderPages({ ...MODEL, claims: [...MODEL.claims, ...many] })["index.html"];
  const [undecided] = all(html, /<section aria-labelledby="undecided">([\s\S]*?)<\/section>/g);
  assertEquals(all(undecided, /<summary>[^<]*\((\d+)\)<\/summary>/g), ["10"]);
  assertEquals(all(undecided, /<li>/g).length, 10);
});

Deno.test("what failed is shown as a failure, with its stage and its message", () => {
  const boxes = all(STUDY, /<div class="failure">[\s\S]*?<\/div>/g);
  assertEquals(boxes.length, 1);
  assertStringIncludes(boxes[0], "✗ Failed:");
  assertStringIncludes(boxes[0], "A figure that failed");
  assertStringIncludes(boxes[0], "test-study/figure/broken/rows");
  assertStringIncludes(boxes[0], "no such column");
  const [row] = all(STUDY, /<tr id="claim-test-study-broken"[\s\S]*?<\/tr>/g);
  assertMatch(row, /badge failed/);
  assertStringIncludes(row, "no such column");
  assertStringIncludes(CLAIMS, '1 <span class="quiet">– lost to a stage that failed');
  const { count: _, ...rest } = MODEL.studies[0].experiments[0].published[0];
  const broken = structuredClone(MODEL) as { -readonly [K in keyof ReportModel]: ReportModel[K] };
  (broken.studies[0].experiments[0] as { published: unknown }).published = [{
    ...rest,
    count: null,
    cells: [],
    failure: { stage: "some/stage", message: "lost" },
  }];
  (broken.studies[0].experiments[0].tables[0] as { table: unknown }).table = null;
  const html = renderPages(broken)["test-study.html"];
  assertEquals(all(html, /<div class="failure">/g).length, 3);
});

Deno.test("every figure has its drawing, its words, its numbers, its files and its command", () => {
  const figures = MODEL.studies[0].experiments.flatMap((e) => e.figures);
  for (const figure of figures.filter(({ failure }) => failure === undefined)) {
    const [block] = all(
      STUDY + REST,
      new RegExp(`<figure id="figure-${figure.id}">[\\s\\S]*?class="downloads">.*`, "g"),
    );
    assertStringIncludes(block, figure.svg!.trimEnd());
    assertMatch(
      block,
      /<p class="figure-title"><span class="label">Figure \d+\.<\/span> The finding/,
    );
    assertStringIncludes(block, `srcset="${figure.narrow}"`);
    assertStringIncludes(block, `href="figures/${figure.id}.svg" download`);
    assertStringIncludes(block, `<caption id="figure-${figure.id}-data-caption">`);
    assertStringIncludes(block, "<summary>In words</summary>");
    assertStringIncludes(block, "FROM summary\nWHERE n &lt; 4000");
    assertStringIncludes(block, figure.stages[0].digest);
    assertStringIncludes(block, "./bigrad reproduce --study test-study");
    assertStringIncludes(block, `href="data/${figure.id}.parquet"`);
    assertStringIncludes(block, `href="data/${figure.id}.csv" download="${figure.id}.csv"`);
    assertStringIncludes(block, `href="tables/${figure.id}.html"`);
    assertStringIncludes(block, `href="${figure.spec}" download="${figure.id}.vl.json"`);
  }
});

Deno.test("published tables stand beside ours, with flags in words and a count line", () => {
  const [table] = all(STUDY, /<table id="table-published_iv_1-table"([\s\S]*?)<\/table>/g);
  assertEquals(all(table, /<th scope="rowgroup"/g).length, 5);
  assertEquals(all(table, /<td class="num z">/g).length, 25);
  assertMatch(table, /<span class="flag">\+2\.6 beyond 2<\/span>/);
  assertMatch(table, /<span class="flag four">−4\.3 beyond 4<\/span>/);
  assertEquals(all(table, /not counted/g).length, 5);
  // As it was printed: four decimals, and its error with as many.
  assertStringIncludes(table, '0.0379 <span class="quiet">± 0.0011</span>');
  assertStringIncludes(STUDY, "<strong>No difference is found</strong>: the 20 distinct cells");
  assertStringIncludes(
    STUDY,
    "as in a share 0.2100 of other draws (0.8300 when the 4 tables of the comparison are",
  );
  assertStringIncludes(STUDY, "larger by 4.3 %, nine of ten draws would show a difference.");
  assertStringIncludes(
    STUDY,
    "20 distinct cells: 2 with |z| > 2, 1 with |z| > 4; cells of one draw are correlated, so these " +
      "counts decide nothing. 5 cells shown without a z-score.",
  );
});

Deno.test("a published table differs, does not, or is not decided, by the whole interval", () => {
  const joint = { cells: 5, components: 3, p: 0.01, adjusted: 0.04, tables: 4, level: 0.05 };
  const line = (low: number, high: number) => jointLine({ ...joint, low, high, found: null });
  assertMatch(line(0.02, 0.045), /^<strong>A difference is found<\/strong>/);
  assertMatch(line(0.02, 0.06), /^<strong>Whether there is a difference is not decided<\/strong>/);
  assertMatch(line(0.05, 0.06), /^<strong>No difference is found<\/strong>/);
  assertMatch(jointLine({ ...joint, p: null, low: 0, high: 1, found: null }), /computes nothing/);
});

Deno.test("papers, definitions and commands are there", () => {
  assertStringIncludes(METHODS, '<a href="https://arxiv.org/abs/0000.00000">');
  assertStringIncludes(METHODS, "@article{x,");
  assertStringIncludes(METHODS, "T<sub>w</sub>");
  assertStringIncludes(METHODS, "make reproduce");
});

Deno.test("a study and its claims may be about several papers", () => {
  const model = structuredClone(MODEL) as unknown as {
    papers: PaperModel[];
    studies: { papers: string[] }[];
    claims: { paper: PaperModel | "ours" }[];
  };
  const [{ key, short }] = model.papers;
  model.papers.push({ ...model.papers[0], key: "other", short: "Other et al." });
  model.studies[0].papers = [key, "other"];
  model.claims[0].paper = model.papers[1];
  model.claims[1].paper = "ours";
  const files = renderPages(model as unknown as ReportModel);
  assertStringIncludes(
    files["test-study.html"],
    `<p class="paper">On <a href="methods.html#paper-${key}">${short}</a>, ` +
      `<a href="methods.html#paper-other">Other et al.</a></p>`,
  );
  const html = files["claims.html"] + files["methods.html"];
  assertStringIncludes(html, `<span class="id">Other et al., ${model.papers[1].identifier}</span>`);
  assertStringIncludes(html, `<span class="id">ours</span>`);
  assertStringIncludes(html, '<li id="paper-other">');
});

Deno.test("the contents lead to the other pages and to what is on this one", () => {
  const contents = (html: string): string => all(html, /<nav class="toc"[\s\S]*?<\/nav>/g)[0];
  const pages = ["index", "test-study", "claims", "methods", "data", "run"];
  assertEquals(
    all(contents(INDEX), /<a href="(\w[^"#]*)\.html"/g),
    pages,
  );
  assertStringIncludes(contents(STUDY), '<a href="test-study.html" aria-current="page">');
  assertStringIncludes(contents(STUDY), '<a href="#test-study-iv-2">');
  // The further pages of a study are there where one is on it.
  assertStringIncludes(contents(REST), '<a href="test-study-rest.html" aria-current="page">');
  assertStringIncludes(contents(STUDY), '<a href="test-study-rest.html">');
  assertStringIncludes(contents(FILES["tables/iv_1_rmse.html"]), '<a href="../index.html">');
});

Deno.test("two results with one id, bad addresses and foreign drawings are refused", () => {
  const twice = structuredClone(MODEL);
  (twice.studies[0].experiments[0].figures as unknown[]).push(
    MODEL.studies[0].experiments[1].figures[0],
  );
  assertThrows(() => renderPages(twice), RangeError, '"iv_2_coverage"');
  const address = structuredClone(MODEL);
  (address.papers[0] as { url: string }).url = "javascript:alert(1)";
  assertThrows(() => renderPages(address), RangeError, "javascript:");
  for (const svg of ["<svg><script>x</script></svg>", '<svg onload="x"></svg>', "<p>"]) {
    const foreign = structuredClone(MODEL);
    (foreign.studies[0].experiments[0].figures[0] as { svg: string }).svg = svg;
    assertThrows(() => renderPages(foreign), TypeError, "iv_1_rmse");
  }
});

Deno.test("an empty report is still a report", () => {
  const files = renderPages({ ...MODEL, claims: [], studies: [], definitions: [], papers: [] });
  assertStringIncludes(files["index.html"], "No claims are judged");
});

Deno.test("the run's story has counts, failures, the graph and every stage", () => {
  const run = fixtureRun();
  assertStringIncludes(RUN, "128 stages in 83.2 s: 53 ran, 73 cached, 1 failed, 1 blocked.");
  assertEquals(all(RUN, /class="d-box"/g).length, 11);
  const [table] = all(RUN, /<table id="by-stage"([\s\S]*?)<\/table>/g);
  assertEquals(all(table, /<tr><th scope="row"/g).length, run.stages.length);
  assertStringIncludes(table, "blocked by test-study/claim/coverage");
  assertMatch(
    RUN,
    /<div class="failure">[\s\S]*test-study\/claim\/coverage[\s\S]*column not found/,
  );
  assertStringIncludes(RUN, "set aside and computed again");
  // 24 stages that ran estimate, each with the parts that the fixture gives it.
  const [split] = all(RUN, /<table id="split"([\s\S]*?)<\/table>/g);
  const [estimates] = all(split, /<tr><th scope="row"[^>]*>estimate<\/th>(.*?)<\/tr>/g);
  const cells = all(estimates, /<td[^>]*>(.*?)<\/td>/g);
  assertEquals([cells[0], cells[1], cells[2], cells[4], cells[5]], [
    ...["24", "0.24", "0.48", "0.72", "0.96"],
  ]);
  const clean = renderRunPage({
    ...run,
    ok: true,
    notes: [],
    stages: run.stages.filter(({ status }) => status === "cached"),
  });
  assertStringIncludes(clean, "Everything is up to date. 73 stages");
  assertEquals(clean.includes('id="failures"'), false);
  assertEquals(clean.includes('id="split"'), false);
  assertStringIncludes(renderRunPage({ ...run, stages: [] }), "0 stages");
});
