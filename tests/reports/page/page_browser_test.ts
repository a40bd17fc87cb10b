import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { renderPages } from "../../../reports/page/pages.ts";
import { renderRunPage } from "../../../reports/page/run_page.ts";
import { becomes, browserTest } from "./browser.ts";
import { firstOfForms } from "../charts/figures.ts";
import { fixtureReport, MINI_SEARCH } from "./fixture.ts";
import { fixtureRun } from "./run_fixture.ts";

const REPORT = await fixtureReport(firstOfForms);
const FIGURES = REPORT.studies.flatMap(({ experiments }) => experiments)
  .flatMap(({ figures }) => figures).filter(({ svg }) => svg !== null);
const FILES = renderPages(REPORT, MINI_SEARCH);
const page = (path: string) => ({ html: FILES[path] });
const INDEX = page("index.html");
const STUDY = page("test-study.html");
const REST = page("test-study-rest.html");
const RUN = { html: renderRunPage(fixtureRun()) };
/** A page of each kind. */
const KINDS = [
  ...[INDEX, STUDY, REST, RUN],
  ...["claims.html", "methods.html", "data.html", "tables/iv_1_rmse.html"].map(page),
];
const PHONE = { width: 375, height: 667 };
const DESK = { width: 1280, height: 800 };

browserTest(
  "the pages pass axe-core, light on a phone and dark on a desk",
  async (browser) => {
    for (const source of KINDS) {
      // The page with most figures takes as long as all others, and has no part that they have not.
      if (source === REST) continue;
      for (
        const view of [
          { colorScheme: "light", viewport: PHONE },
          { colorScheme: "dark", viewport: DESK },
        ] as const
      ) assertEquals(await browser.accessibilityViolations(source, view), []);
    }
  },
);

browserTest(
  "the pages ask for nothing, say nothing, and do not scroll sideways",
  async (browser) => {
    for (const source of KINDS) {
      const { page, requests, messages } = await browser.open(source, { viewport: PHONE });
      assertEquals(await page.evaluate("document.documentElement.className"), "js");
      for (const viewport of [PHONE, { width: 768, height: 800 }, DESK]) {
        await page.setViewportSize(viewport);
        const { width, inner } = await page.evaluate<{ width: number; inner: number }>(
          "({ width: document.documentElement.scrollWidth, inner: innerWidth })",
        );
        assertEquals([width, inner], [viewport.width, viewport.width]);
      }
      assertEquals([requests, messages], [[], []]);
      await page.close();
    }
  },
);

browserTest("without a script the same figures and tables are there", async (browser) => {
  let drawn = 0;
  for (const source of KINDS) {
    const { page } = await browser.open(source);
    const { page: bare, messages } = await browser.open(source, { javaScript: false });
    assertEquals(await bare.locator("button:visible").count(), 0);
    assertEquals(messages, []);
    drawn += await bare.locator("figure svg.drawing").count();
    const text = async (of: typeof page): Promise<string> =>
      (await of.locator("main").innerText()).replace(/\s+/g, " ");
    for (const locator of ["svg path", "figure svg.drawing", "tr", "details", "a[download]"]) {
      const count = await page.locator(locator).count();
      assertEquals(await bare.locator(locator).count(), count, locator);
    }
    assert((await text(page)).length >= (await text(bare)).length);
    await page.close();
    await bare.close();
  }
  assertEquals(drawn, FIGURES.length);
  assert(drawn > 20);
  const { page: bare } = await browser.open(STUDY, { javaScript: false });
  await bare.locator("#figure-iv_1_rmse + .apparatus summary").first().click();
  assert(await bare.locator("#figure-iv_1_rmse-data").isVisible());
});

browserTest("what is looked for is found in two actions, by any of its names", async (browser) => {
  const { page, messages } = await browser.open(INDEX);
  const hits = page.locator("#hits a");
  for (const query of ["OBiGrad coverage", "doubly robust coverage", "coverage orthogonl"]) {
    await page.locator("#find").fill(query);
    assertStringIncludes(
      (await hits.first().getAttribute("href"))!,
      "test-study.html#claim-test-study-coverage",
      query,
    );
  }
  assertMatch(await page.locator("#hit-count").innerText(), /^\d+ hits$/);
  await page.locator("#find").fill("zzzz");
  assertEquals(await page.locator("#hits").innerText(), "Nothing is called so.");
  await page.keyboard.press("Escape");
  assert(!await page.locator("#hits").isVisible());
  await page.locator("body").press("/");
  await page.keyboard.type("some table");
  await page.keyboard.press("ArrowDown");
  assertMatch(await page.locator(":focus").innerText(), /A table of its own/);
  assertEquals(messages, []);
});

browserTest("figures follow the reader's scheme and the toggle", async (browser) => {
  const { page } = await browser.open(STUDY, { colorScheme: "dark" });
  const colour = `getComputedStyle(document.querySelector('[stroke="var(--f-blue)"]')).stroke`;
  const blue = { light: "rgb(0, 114, 178)", dark: "rgb(86, 180, 233)" };
  const shows = async (expected: string): Promise<void> => {
    const now = () => page.evaluate<string>(colour);
    assertEquals(await becomes({ page }, now, (value) => value === expected), expected);
  };
  await shows(blue.dark);
  const toggle = page.locator("button.theme");
  assertEquals(await toggle.innerText(), "Theme: auto");
  await toggle.click();
  assertEquals(await toggle.innerText(), "Theme: light");
  await shows(blue.light);
  await page.emulateMedia({ colorScheme: "light" });
  await toggle.click();
  await shows(blue.dark);
  await page.reload();
  await shows(blue.dark);
  await toggle.click();
  await shows(blue.light);
});

browserTest("tables sort upwards, downwards, and back to their source", async (browser) => {
  const { page } = await browser.open(STUDY);
  const column = (k: number): Promise<string[]> =>
    page.locator(`#table-some_table-rows tbody tr > :nth-child(${k})`).allInnerTexts();
  const header = page.locator("#table-some_table-rows th[scope=col]").nth(1);
  const source = await column(2);
  await header.locator("button").click();
  assertEquals(await header.getAttribute("aria-sort"), "ascending");
  const sorted = [...source].sort((a, b) => Number(a) - Number(b));
  assertEquals(await column(2), sorted);
  await header.locator("button").focus();
  await page.keyboard.press("Enter");
  assertEquals(await header.getAttribute("aria-sort"), "descending");
  assertEquals(await column(2), sorted.reverse());
  await header.locator("button").click();
  assertEquals(await header.getAttribute("aria-sort"), null);
  assertEquals(await column(2), source);
});

browserTest(
  "tooltips say what a mark says, and copying gives the text",
  async (browser) => {
    const { page } = await browser.open(STUDY);
    const mark = page.locator("#figure-iv_1_rmse [data-tip]").first();
    await mark.scrollIntoViewIfNeeded();
    await mark.dispatchEvent("pointerover");
    const tip = page.locator("#tip");
    assertEquals(await tip.innerText(), await mark.getAttribute("data-tip"));
    assertMatch(await tip.innerText(), /n = 200: 0\.0\d+ ± 0\.00\d+/);
    await page.keyboard.press("Escape");
    assert(!await tip.isVisible());

    const { page: table } = await browser.open(
      { html: FILES["tables/iv_1_rmse.html"] },
    );
    await table.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await table.locator(".copies button").first().click();
    const copied = () => table.evaluate<string>("navigator.clipboard.readText()");
    assertMatch(
      await becomes({ page: table }, copied, (text) => text !== ""),
      /^\| Estimator \| n \| RMSE ± s\.e\. \|/,
    );
    assertMatch(
      FILES["data/iv_1_rmse.csv"],
      /^estimator,n,rmse,mc_error,bound\r\noracle,200,0\.0/,
    );
  },
);

browserTest(
  "on paper a page is light, fits, and leaves out what has a page of its own",
  async (browser) => {
    const { page: scripted } = await browser.open(STUDY, {
      print: true,
      colorScheme: "dark",
      viewport: { width: 690, height: 980 },
    });
    assertEquals(
      await scripted.evaluate("getComputedStyle(document.documentElement).backgroundColor"),
      "rgb(255, 255, 255)",
    );
    const wide = await scripted.evaluate<string[]>(
      `[...document.querySelectorAll("table, svg.drawing")]
      .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
      .map((e) => e.id || e.outerHTML.slice(0, 80))`,
    );
    assertEquals(wide, []);
    const unreadable = await scripted.evaluate<string[]>(
      `[...document.querySelectorAll("figure svg.drawing")]
      .filter((e) => e.getBoundingClientRect().width < 0.45 * e.viewBox.baseVal.width)
      .map((e) => e.parentElement.id || e.outerHTML.slice(0, 80))`,
    );
    assertEquals(unreadable, [], "letters of five pixels at least");
    for (const gone of ["nav.toc", ".apparatus", ".permalink"]) {
      assertEquals(await scripted.locator(gone).first().isVisible(), false, gone);
    }
    assertEquals(
      await scripted.evaluate("getComputedStyle(document.querySelector('figure')).breakInside"),
      "avoid",
    );
  },
);

browserTest("the contents mark where one is", async (browser) => {
  const { page } = await browser.open(STUDY);
  const here = page.locator(".here [aria-current]");
  for (const section of ["test-study-iv-2", "test-study-iv-1"]) {
    await page.locator(`#${section}`).scrollIntoViewIfNeeded();
    await page.evaluate(`document.getElementById("${section}").scrollIntoView()`);
    await page.locator(`.here [aria-current][href="#${section}"]`).waitFor();
  }
  assertEquals(await here.count(), 1);
});

browserTest(
  "the marks are one tab stop with arrows, and the first figure is within ten",
  async (browser) => {
    for (const source of [INDEX, STUDY]) {
      const { page } = await browser.open(source);
      const stops: string[] = [];
      for (let k = 0; k < 10; k++) {
        await page.keyboard.press("Tab");
        stops.push(
          await page.evaluate<string>(
            "(document.activeElement.closest('#matrix, figure') ?? document.activeElement.querySelector('#matrix, svg.drawing'))?.tagName ?? ''",
          ),
        );
      }
      assert(stops.some((stop) => stop !== ""), stops.join());
    }
    const { page } = await browser.open(INDEX);
    await page.locator("a.mark").first().focus();
    await page.keyboard.press("ArrowRight");
    assertEquals(
      await page.evaluate(
        "[...document.querySelectorAll('a.mark')].indexOf(document.activeElement)",
      ),
      1,
    );
    assertEquals(await page.locator('a.mark[tabindex="0"]').count(), 1);
  },
);

browserTest("a keyboard reaches what scrolls, and reduced motion is respected", async (browser) => {
  const { page } = await browser.open(STUDY, { viewport: PHONE });
  const stuck = await page.evaluate<string[]>(
    `[...document.querySelectorAll("*")].filter((e) => e.scrollWidth > e.clientWidth + 1 &&
      /auto|scroll/.test(getComputedStyle(e).overflowX) && e.tabIndex < 0 && e !== document.documentElement)
      .map((e) => e.outerHTML.slice(0, 80))`,
  );
  assertEquals(stuck, []);
  await page.keyboard.press("Tab");
  assertStringIncludes(await page.locator(":focus").innerText(), "Skip to the content");
  const scrolls = () =>
    page.evaluate<string>("getComputedStyle(document.documentElement).scrollBehavior");
  assertEquals(await scrolls(), "smooth");
  await page.emulateMedia({ reducedMotion: "reduce" });
  assertEquals(await becomes({ page }, scrolls, (value) => value === "auto"), "auto");
});
