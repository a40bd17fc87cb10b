import { assertEquals } from "@std/assert";
import { browserTest } from "../../reports/page/browser.ts";
import { cleaningColumns, cleaningLosses } from "./cleaning.ts";
import { ask, OwnFiles } from "./support.ts";

browserTest("the page of an estimate asks for nothing and is accessible", async (browser) => {
  await using files = await OwnFiles.make();
  const data = await files.csv("a.csv", cleaningColumns(80, "page"));
  const losses = await files.write("cleaning.ts", await cleaningLosses());
  const out = `${files.root}/out`;
  await ask(
    ...["--data", data, "--losses", losses, "--learner", "linear", "--repetitions", "1"],
    ...["--at", "1,1", "--at", "1,2", "--learners", "linear,series", "--out", out],
  );
  const source = { file: `${out}/index.html` };
  for (const colorScheme of ["light", "dark"] as const) {
    assertEquals(await browser.accessibilityViolations(source, { colorScheme }), []);
  }
  const { page, requests, messages } = await browser.open(source, { javaScript: false });
  assertEquals([requests, messages], [[], []]);
  assertEquals(await page.locator("figure svg").count(), 4);
  // labels of rows are inside their drawings
  for (const svg of await page.locator("figure svg").all()) {
    const left = (await svg.boundingBox())!.x;
    for (const text of await svg.locator("text").all()) {
      const box = await text.boundingBox();
      assertEquals(box === null || box.x >= left - 1, true, await text.textContent() ?? "");
    }
  }
});
