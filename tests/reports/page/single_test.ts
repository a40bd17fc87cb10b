import { assert, assertEquals, assertMatch } from "@std/assert";
import { renderPages } from "../../../reports/page/pages.ts";
import { joinPages } from "../../../reports/page/single.ts";
import { firstOfForms } from "../charts/figures.ts";
import { browserTest } from "./browser.ts";
import { fixtureReport, MINI_SEARCH } from "./fixture.ts";

const FILES = renderPages(await fixtureReport(firstOfForms.slice(0, 3)), MINI_SEARCH);
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>';
const SINGLE = joinPages(
  Object.entries(FILES).filter(([path]) => /^[^/]+\.html$/.test(path))
    .map(([path, html]) => ({ path, html })),
  (path) => path.endsWith(".svg") ? SVG : undefined,
);

const all = (html: string, pattern: RegExp): string[] =>
  [...html.replace(/<script>[\s\S]*?<\/script>/g, "").matchAll(pattern)].map(([, group]) => group!);

Deno.test("one file has every figure and claim, and leads to nothing beside it", () => {
  const ids = all(SINGLE, / id="([^"]*)"/g);
  assertEquals(ids.filter((id, i) => ids.indexOf(id) !== i), []);
  const known = new Set(ids);
  for (const href of all(SINGLE, /<a [^>]*href="([^"]*)"/g)) {
    if (!/^https?:/.test(href)) assert(href.startsWith("#") && known.has(href.slice(1)), href);
  }
  for (const id of all(SINGLE, / aria-labelledby="([^"]*)"/g).flatMap((s) => s.split(" "))) {
    assert(known.has(id), id);
  }
  for (const path of ["test-study.html", "test-study-rest.html"]) {
    for (const id of all(FILES[path]!, / id="((?:figure|claim|table)-[^"]*)"/g)) {
      assert(known.has(id), id);
    }
  }
  assertEquals(all(SINGLE, / (?:src|srcset)="((?!data:)[^"]*)"/g), []);
});

browserTest("in one file the search leads to its own chapters", async (browser) => {
  const { page, requests, messages } = await browser.open({ html: SINGLE });
  await page.locator("#find").fill("OBiGrad coverage");
  const hit = page.locator("#hits a").first();
  assertEquals(await hit.getAttribute("href"), "#claim-test-study-coverage");
  await hit.click();
  assertMatch(page.url(), /#claim-test-study-coverage$/);
  assert(await page.locator("#claim-test-study-coverage").isVisible());
  assertEquals([requests, messages], [[], []]);
});
