import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { renderPages } from "../../../reports/page/pages.ts";
import { renderRunPage } from "../../../reports/page/run_page.ts";
import { browserTest } from "./browser.ts";
import { figures } from "../charts/figures.ts";
import { fixtureReport } from "./fixture.ts";
import { fixtureRun } from "./run_fixture.ts";

const FILES = renderPages(await fixtureReport());
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
  "the pages pass axe-core in both schemes, on a phone and on a desk",
  async (browser) => {
    for (const source of KINDS) {
      for (const colorScheme of ["light", "dark"] as const) {
        for (const viewport of [PHONE, DESK]) {
          const view = { colorScheme, viewport };
          assertEquals(await browser.accessibilityViolations(source, view), []);
        }
      }
    }
  },
);

browserTest(
  "the pages ask for nothing, say nothing, and do not scroll sideways",
  async (browser) => {
    for (const source of KINDS) {
      for (const viewport of [PHONE, { width: 768, height: 800 }, DESK]) {
        const { page, requests, messages } = await browser.open(source, { viewport });
        assertEquals(await page.evaluate("document.documentElement.className"), "js");
        const { width, inner } = await page.evaluate<{ width: number; inner: number }>(
          "({ width: document.documentElement.scrollWidth, inner: innerWidth })",
        );
        assertEquals(width, inner);
        assertEquals([requests, messages], [[], []]);
        await page.context().close();
      }
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
    await page.context().close();
    await bare.context().close();
  }
  assertEquals(drawn, figures.length);
  const { page: bare } = await browser.open(STUDY, { javaScript: false });
  await bare.locator("#figure-iv_1_rmse summary").first().click();
  assert(await bare.locator("#figure-iv_1_rmse-data").isVisible());
});

browserTest("figures follow the reader's scheme and the toggle", async (browser) => {
  const { page } = await browser.open(STUDY, { colorScheme: "dark" });
  const colour = `getComputedStyle(document.querySelector('[stroke="var(--f-blue)"]')).stroke`;
  const blue = { light: "rgb(0, 114, 178)", dark: "rgb(86, 180, 233)" };
  // The browser restyles in its own time.
  const becomes = async (expected: string): Promise<void> => {
    for (let tries = 0; tries < 100 && await page.evaluate(colour) !== expected; tries++) {
      await page.waitForTimeout(50);
    }
    assertEquals(await page.evaluate(colour), expected);
  };
  await becomes(blue.dark);
  const toggle = page.locator("button.theme");
  assertEquals(await toggle.innerText(), "Theme: auto");
  await toggle.click();
  assertEquals(await toggle.innerText(), "Theme: light");
  await becomes(blue.light);
  await page.emulateMedia({ colorScheme: "light" });
  await toggle.click();
  await becomes(blue.dark);
  await page.reload();
  await becomes(blue.dark);
  await toggle.click();
  await becomes(blue.light);
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
    const copied = await table.evaluate<string>("navigator.clipboard.readText()");
    assertMatch(copied, /^\| Estimator \| n \| RMSE ± s\.e\. \|/);
    assertMatch(
      FILES["data/iv_1_rmse.csv"],
      /^estimator,n,rmse,mc_error,bound\r\noracle,200,0\.0/,
    );
  },
);

browserTest("on paper everything is unfolded, light, and fits", async (browser) => {
  const { page } = await browser.open(STUDY, {
    print: true,
    colorScheme: "dark",
    viewport: { width: 690, height: 980 },
    javaScript: false,
  });
  assertEquals(await page.locator("details[open]").count(), 0);
  assert((await page.locator("#figure-iv_1_rmse-data").boundingBox())!.height > 100);
  assert((await page.locator("#figure-iv_1_rmse-sql").boundingBox())!.height > 20);
  assertEquals(await page.locator("nav.toc").isVisible(), false);
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
  assertEquals(
    await scripted.evaluate(
      "getComputedStyle(document.querySelector('figure > .scroll')).breakInside",
    ),
    "avoid",
  );
});

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
  assertEquals(
    await page.evaluate("getComputedStyle(document.documentElement).scrollBehavior"),
    "smooth",
  );
  await page.emulateMedia({ reducedMotion: "reduce" });
  assertEquals(
    await page.evaluate("getComputedStyle(document.documentElement).scrollBehavior"),
    "auto",
  );
});
