import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { figureBlock } from "../../../reports/page/figure_block.ts";
import { SCRIPT } from "../../../reports/page/script.ts";
import { styles } from "../../../reports/page/styles.ts";
import { renderSvg } from "../../../reports/charts/render.ts";
import { byId, madeUpRows } from "../charts/figures.ts";
import { browserTest } from "./browser.ts";

const figure = byId("sid_cross");
const rows = madeUpRows.sid_cross;
const label = { id: "sid_cross", title: figure.title, description: "A chart." };
const BLOCK = figureBlock(
  {
    ...{ id: "sid_cross", title: figure.title, finding: figure.finding(rows), caption: "Made up." },
    ...{ alternative: "A chart.", description: "A chart at length.", spec: null, table: null },
    svg: await renderSvg(figure.spec(rows), label),
    ...{ narrow: "figures/sid_cross.narrow.svg", linear: "figures/sid_cross.linear.svg" },
    ...{ sql: null, parquet: null, csv: null, stages: [], command: "" },
  },
  { id: "figure-sid_cross", label: "Figure 1" },
  "",
);
const HTML = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A figure</title>
<meta name="viewport" content="width=device-width"><style>${styles()}</style>
<script>${SCRIPT}</script></head><body><main>${BLOCK}</main></body></html>`;

browserTest(
  "figures: series are hidden, axes made linear, values read by keyboard, all enlarged",
  async (browser) => {
    const { page, messages } = await browser.open({ html: HTML });
    const visible = () =>
      page.evaluate<number>(
        `[...document.querySelectorAll("figure svg [data-tip]")].filter((m) => getComputedStyle(m).visibility !== "hidden").length`,
      );
    const all = await visible();
    await page.getByRole("button", { name: "Choose series of figure 1" }).click();
    await page.getByRole("button", { name: "Show J = 1 in figure 1" }).click();
    const less = await visible();
    assert(less < all, `${less} of ${all}`);
    await page.getByRole("button", { name: "Show J = 1 in figure 1" }).click();
    assertEquals(await visible(), all);

    const region = page.locator(".scroll.wide");
    await region.focus();
    await page.keyboard.press("ArrowRight");
    const value = page.locator(".figure-value");
    const first = await value.innerText();
    assertMatch(first, /: .*\d/);
    await page.keyboard.press("ArrowRight");
    assertNotEquals(await value.innerText(), first);
    await page.keyboard.press("ArrowDown");
    assert(!(await value.innerText()).startsWith(first.split(",")[0]));
    await page.keyboard.press("Escape");
    assertEquals(await value.innerText(), "");

    await page.getByRole("button", { name: "Linear axes for figure 1" }).click();
    await page.locator(".scroll.wide img").waitFor();
    assert(!(await page.locator("figure svg.drawing").isVisible()));
    await page.getByRole("button", { name: "Logarithmic axes for figure 1" }).click();
    assert(await page.locator("figure svg.drawing").isVisible());

    await page.getByRole("button", { name: "Enlarge figure 1" }).click();
    const large = await page.locator("dialog svg.drawing").boundingBox();
    assert(large!.width > 900, String(large!.width));
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });

    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "PNG of figure 1" }).click();
    assertEquals((await download).suggestedFilename(), "sid_cross.png");
    const png = await Deno.readFile((await (await download).path())!);
    assertEquals([...png.slice(1, 4)], [80, 78, 71]);
    assert(png.length > 20_000, `${png.length} bytes are an empty picture`);
    assertEquals(messages, []);
  },
);

browserTest(
  "figures: a narrow screen has the drawing of its own, with and without script",
  async (browser) => {
    for (const javaScript of [true, false]) {
      const { page, requests, messages } = await browser.open({ html: HTML }, {
        viewport: { width: 375, height: 800 },
        javaScript,
      });
      assert(await page.locator("picture.narrow img").isVisible());
      assert(!(await page.locator("figure svg.drawing").isVisible()));
      assertEquals([requests, messages], [[], []]);
      const { page: desk } = await browser.open({ html: HTML }, { javaScript });
      assert(!(await desk.locator("picture.narrow img").isVisible()));
      assert(await desk.locator("figure svg.drawing").isVisible());
    }
  },
);
