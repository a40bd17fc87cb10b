import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { createHash } from "node:crypto";
import type { PaperModel, ReportModel } from "../../../reports/page/model.ts";
import { renderPage } from "../../../reports/page/page.ts";
import { jointLine } from "../../../reports/page/published.ts";
import { renderRunPage } from "../../../reports/page/run_page.ts";
import { fixtureReport, HOSTILE } from "./fixture.ts";
import { fixtureRun } from "./run_fixture.ts";

const MODEL = await fixtureReport();
const HTML = renderPage(MODEL);
const RUN = renderRunPage(fixtureRun());
const PAGES = { index: HTML, run: RUN };

const all = (html: string, pattern: RegExp): string[] =>
  [...html.matchAll(pattern)].map(([whole, group]) => group ?? whole);

/** The markup alone: without script, style and the texts of templates. */
const markup = (html: string): string =>
  html.replace(/<(script|style|template)[ >][\s\S]*?<\/\1>/g, "");

const VOID = new Set([
  "meta",
  "br",
  "rect",
  "line",
  "circle",
  "path",
  "hr",
  "img",
  "link",
  "source",
]);

Deno.test("the pages are whole documents with balanced elements", () => {
  for (const [name, html] of Object.entries(PAGES)) {
    assertMatch(html, /^<!doctype html>\n<html lang="en">/);
    const open: string[] = [];
    for (
      const [, close, element, , self] of markup(html).matchAll(
        /<(\/?)([a-zA-Z][\w]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*(\/?)>/g,
      )
    ) {
      if (self !== "" || VOID.has(element)) continue;
      if (close === "") open.push(element);
      else assertEquals([name, open.pop()], [name, element]);
    }
    assertEquals(open, []);
  }
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

Deno.test("ids are unique, and every link within the page leads somewhere", () => {
  for (const [name, html] of Object.entries(PAGES)) {
    const ids = all(html.replace(/<script>[\s\S]*?<\/script>/g, ""), / id="([^"]*)"/g);
    assertEquals(ids.filter((id, i) => ids.indexOf(id) !== i), [], name);
    const known = new Set(ids);
    const targets = [
      ...all(html, / href="#([^"]*)"/g),
      ...all(html, / data-copy="([^"]*)"/g),
      ...all(html, / aria-(?:labelledby|describedby)="([^"]*)"/g).flatMap((s) => s.split(" ")),
    ];
    assert(targets.length > 10);
    assertEquals(targets.filter((id) => !known.has(id)), [], name);
  }
});

Deno.test("the policy lets this one script run, and nothing be loaded", () => {
  for (const html of Object.values(PAGES)) {
    const [policy] = all(html, /http-equiv="Content-Security-Policy" content="([^"]*)"/g);
    assertStringIncludes(policy, "default-src 'none'");
    const scripts = all(html, /<script>([\s\S]*?)<\/script>/g);
    assertEquals(scripts.length, 1);
    assertEquals(all(html, /<script/g).length, 1);
    const hash = createHash("sha256").update(scripts[0]).digest("base64");
    assertStringIncludes(policy, `script-src 'sha256-${hash}'`);
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
    assertStringIncludes(html, "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;");
  }
});

Deno.test("equal models give equal bytes, also through JSON, and nothing is changed", async () => {
  assertEquals(renderPage(JSON.parse(JSON.stringify(MODEL))), HTML);
  assertEquals(renderPage(await fixtureReport()), HTML);
  assertEquals(renderRunPage(JSON.parse(JSON.stringify(fixtureRun()))), RUN);
});

Deno.test("claims come first, one row each, with verdicts in words and links to the evidence", () => {
  assert(HTML.indexOf('id="claims"') < HTML.indexOf('id="test-study"'));
  const [table] = all(HTML, /<table id="claims-table"([\s\S]*?)<\/table>/g);
  const rows = all(table, /<tr id="claim-[\s\S]*?<\/tr>/g);
  assertEquals(rows.length, MODEL.claims.length);
  assertMatch(rows[0], /<span class="badge holds"><span aria-hidden="true">✓<\/span> holds/);
  assertStringIncludes(rows[0], "0.9512");
  assertStringIncludes(rows[0], "0.9462 to 0.9562");
  assertStringIncludes(rows[0], "0.94 to 0.96");
  assertStringIncludes(rows[0], "Somebody et al. 2026");
  assertStringIncludes(rows[0], '<a href="#figure-iv_2_coverage">Figure 3</a>');
  assertStringIncludes(rows[0], '<a href="#table-published_iv_1">Table 2</a>');
  assertMatch(rows[1], /badge inconclusive/);
  assertMatch(rows[2], /badge fails/);
  assertMatch(rows[3], /badge exploratory/);
});

Deno.test("what failed is shown as a failure, with its stage and its message", () => {
  const boxes = all(HTML, /<div class="failure">[\s\S]*?<\/div>/g);
  assertEquals(boxes.length, 1);
  assertStringIncludes(boxes[0], "✗ Failed:");
  assertStringIncludes(boxes[0], "A figure that failed");
  assertStringIncludes(boxes[0], "test-study/figure/broken/rows");
  assertStringIncludes(boxes[0], "no such column");
  const [row] = all(HTML, /<tr id="claim-test-study-broken"[\s\S]*?<\/tr>/g);
  assertMatch(row, /badge failed/);
  assertStringIncludes(row, "no such column");
  assertStringIncludes(HTML, '1 <span class="quiet">– lost to a stage that failed');
  const { count: _, ...rest } = MODEL.studies[0].experiments[0].published[0];
  const broken = structuredClone(MODEL) as { -readonly [K in keyof ReportModel]: ReportModel[K] };
  (broken.studies[0].experiments[0] as { published: unknown }).published = [{
    ...rest,
    count: null,
    cells: [],
    failure: { stage: "some/stage", message: "lost" },
  }];
  (broken.studies[0].experiments[0].tables[0] as { table: unknown }).table = null;
  const html = renderPage(broken);
  assertEquals(all(html, /<div class="failure">/g).length, 3);
});

Deno.test("every figure has its drawing, its words, its numbers, its files and its command", () => {
  const figures = MODEL.studies[0].experiments.flatMap((e) => e.figures);
  for (const figure of figures.filter(({ failure }) => failure === undefined)) {
    const [block] = all(
      HTML,
      new RegExp(`<figure id="figure-${figure.id}">[\\s\\S]*?</figure>`, "g"),
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
    assertMatch(block, /href="data:text\/csv[^"]*" download="figure-[\w]+\.csv"/);
    assertStringIncludes(block, `href="${figure.spec}" download="${figure.id}.vl.json"`);
  }
});

Deno.test("published tables stand beside ours, with flags in words and a count line", () => {
  const [table] = all(HTML, /<table id="table-published_iv_1-table"([\s\S]*?)<\/table>/g);
  assertEquals(all(table, /<th scope="rowgroup"/g).length, 5);
  assertEquals(all(table, /<td class="num z">/g).length, 25);
  assertMatch(table, /<span class="flag">\+2\.6 beyond 2<\/span>/);
  assertMatch(table, /<span class="flag four">−4\.3 beyond 4<\/span>/);
  assertEquals(all(table, /not counted/g).length, 5);
  // As it was printed: four decimals, and its error with as many.
  assertStringIncludes(table, '0.0379 <span class="quiet">± 0.0011</span>');
  assertStringIncludes(HTML, "<strong>No difference is found</strong>: the 20 distinct cells");
  assertStringIncludes(
    HTML,
    "as in a share 0.2100 of other draws (0.8300 when the 4 tables of the comparison are",
  );
  assertStringIncludes(HTML, "larger by 4.3 %, nine of ten draws would show a difference.");
  assertStringIncludes(
    HTML,
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
  assertStringIncludes(HTML, '<a href="https://arxiv.org/abs/0000.00000">');
  assertStringIncludes(HTML, "@article{x,");
  assertStringIncludes(HTML, "T<sub>w</sub>");
  assertStringIncludes(HTML, "make reproduce");
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
  const html = renderPage(model as unknown as ReportModel);
  assertStringIncludes(
    html,
    `<p class="paper">On <a href="#paper-${key}">${short}</a>, <a href="#paper-other">Other et al.</a></p>`,
  );
  assertStringIncludes(html, `<span class="id">Other et al., ${model.papers[1].identifier}</span>`);
  assertStringIncludes(html, `<span class="id">ours</span>`);
  assertStringIncludes(html, '<li id="paper-other">');
});

Deno.test("of several studies the verdicts are counted apart, each leading to its first claim", () => {
  assertEquals(all(HTML, /id="verdicts-table"/g), []);
  const model = structuredClone(MODEL);
  const other = { ...model.studies[0], id: "other-study", title: "Other", experiments: [] };
  (model.studies as unknown[]).push(other);
  const claim = { ...model.claims[0], id: "other-study.first", verdict: "fails" };
  (model.claims as unknown[]).push(claim);
  const [table] = all(renderPage(model), /<table id="verdicts-table"([\s\S]*?)<\/table>/g);
  assertStringIncludes(table, `<a href="#claim-test-study-coverage">`);
  const [row] = all(table, /<a href="#claim-other-study-first">Other<\/a><\/th>(.*?)<\/tr>/g);
  assertEquals(all(row, /data-sort="(\d+)"/g), ["0", "1", "0", "0", "0"]);
});

Deno.test("the contents fold the sections of a study, and one alone stays in sight", () => {
  const [contents] = all(HTML, /<nav class="toc"[\s\S]*?<\/nav>/g);
  assertStringIncludes(contents, "<details><summary>3 sections</summary><ul>");
  const model = structuredClone(MODEL);
  (model.studies[0].experiments as unknown[]).length = 1;
  const [short] = all(renderPage({ ...model, claims: [] }), /<nav class="toc"[\s\S]*?<\/nav>/g);
  assertEquals(all(short, /<details/g), []);
  assertStringIncludes(short, `href="#test-study-iv-1"`);
});

Deno.test("two results with one id, bad addresses and foreign drawings are refused", () => {
  const twice = structuredClone(MODEL);
  (twice.studies[0].experiments[0].figures as unknown[]).push(
    MODEL.studies[0].experiments[1].figures[0],
  );
  assertThrows(() => renderPage(twice), RangeError, '"iv_2_coverage"');
  const address = structuredClone(MODEL);
  (address.papers[0] as { url: string }).url = "javascript:alert(1)";
  assertThrows(() => renderPage(address), RangeError, "javascript:");
  for (const svg of ["<svg><script>x</script></svg>", '<svg onload="x"></svg>', "<p>"]) {
    const foreign = structuredClone(MODEL);
    (foreign.studies[0].experiments[0].figures[0] as { svg: string }).svg = svg;
    assertThrows(() => renderPage(foreign), TypeError, "iv_1_rmse");
  }
});

Deno.test("an empty report is still a report", () => {
  const html = renderPage({ ...MODEL, claims: [], studies: [], definitions: [], papers: [] });
  assertStringIncludes(html, "No claims are judged");
});

Deno.test("the run's story has counts, failures, the graph and every stage", () => {
  const run = fixtureRun();
  assertStringIncludes(RUN, "128 stages in 83.2 s: 53 ran, 73 cached, 1 failed, 1 blocked.");
  assertEquals(all(RUN, /class="d-box"/g).length, 11);
  const [table] = all(RUN, /<table id="every-stage"([\s\S]*?)<\/table>/g);
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
