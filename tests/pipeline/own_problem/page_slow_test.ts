import { assertEquals, assertStringIncludes } from "@std/assert";
import { browserTest } from "../../reports/page/browser.ts";
import { ROOT } from "../../tools/project_files.ts";
import { finish } from "../project_copy.ts";

const PROBLEM = `import { add, exp, mul, square, sub, sum } from "@bigrad/bigrad/arrays";
export const problem = {
  start: { x: [0.5, 0], y: 2 },
  coordinates: ["penalty", "a rather long name of a coordinate"],
  lower: (x, y) => add(sum(square(sub(y, [1, 2]))), sum(mul(exp(x), square(y)))),
  outer: (_x, y) => sum(square(sub(y, [0.3, 0.4]))),
};
`;

browserTest("the page of a comparison asks for nothing and is accessible", async (browser) => {
  const folder = await Deno.makeTempDir({ prefix: "bigrad-own-" });
  try {
    await Deno.writeTextFile(`${folder}/problem.ts`, PROBLEM);
    const ran = await finish(
      new Deno.Command(Deno.execPath(), {
        args: [
          ...["run", "-A", "--no-prompt", `${ROOT}pipeline/main.ts`, "compare"],
          ...["--problem", `${folder}/problem.ts`, "--methods", "itd,random-search"],
          ...["--budget", "5", "--draws", "1", "--store", `${folder}/store`],
          ...["--out", `${folder}/out`],
        ],
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).spawn(),
    );
    assertEquals(ran.code, 0, ran.stderr);
    const source = { file: `${folder}/out/index.html` };
    for (const colorScheme of ["light", "dark"] as const) {
      assertEquals(await browser.accessibilityViolations(source, { colorScheme }), []);
    }
    const { page, requests, messages } = await browser.open(source, { javaScript: false });
    assertEquals([requests, messages], [[], []]);
    assertEquals(await page.locator("figure svg").count(), 3);
    assertStringIncludes(await page.locator("body").innerText(), "Random search");
    // labels of rows are inside their drawings
    for (const svg of await page.locator("figure svg").all()) {
      const left = (await svg.boundingBox())!.x;
      for (const text of await svg.locator("text").all()) {
        const box = await text.boundingBox();
        assertEquals(box === null || box.x >= left - 1, true, await text.textContent() ?? "");
      }
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
