import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { browserTest, findChromium } from "./browser.ts";

const document = (head: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page</title>
   <link rel="icon" href="data:,">${head}</head><body><main><h1>Title</h1>${body}</main></body></html>`;

browserTest("browser: a self-contained page asks for nothing and says nothing", async (browser) => {
  const html = document(
    "",
    `<p id="p">text</p><img alt="dot" src="data:image/gif;base64,R0lGODlh">`,
  );
  const { page, requests, messages } = await browser.open({ html });
  assertEquals(await page.locator("#p").textContent(), "text");
  assertEquals([requests, messages], [[], []]);
});

browserTest("browser: requests are recorded and refused, messages are kept", async (browser) => {
  const html = document(
    `<link rel="stylesheet" href="sibling.css">`,
    `<img alt="" src="https://example.org/a.png">
     <script>console.warn("careful"); throw new Error("broken")</script>`,
  );
  const { requests, messages } = await browser.open({ html });
  assertEquals(requests.map((url) => url.split("/").at(-1)).sort(), ["a.png", "sibling.css"]);
  const text = messages.join("\n");
  for (const part of [/warning: careful/, /error: broken/, /ERR_BLOCKED_BY_CLIENT/]) {
    assertMatch(text, part);
  }
});

browserTest("browser: the security policy holds, and is on record when broken", async (browser) => {
  const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'">`;
  const html = document(policy, `<script>document.body.dataset.ran = "yes"</script>`);
  const strict = await browser.open({ html });
  assertEquals(await strict.page.locator("body").getAttribute("data-ran"), null);
  assertMatch(strict.messages.join("\n"), /Content Security Policy/);
  const lax = await browser.open({ html }, { bypassCsp: true });
  assertEquals(await lax.page.locator("body").getAttribute("data-ran"), "yes");
});

browserTest("browser: scheme, size, paper and scripts follow the view", async (browser) => {
  const html = document(
    `<style>p { display: none }
     @media (prefers-color-scheme: dark) { .dark { display: block } }
     @media (max-width: 400px) { .narrow { display: block } }
     @media print { .paper { display: block } }</style>
     <noscript><style>.plain { display: block }</style></noscript>`,
    ["dark", "narrow", "paper", "plain"].map((name) => `<p class="${name}">${name}</p>`).join(""),
  );
  const shown = async (view: Parameters<typeof browser.open>[1]): Promise<string[]> =>
    await (await browser.open({ html }, view)).page.locator("p:visible").allTextContents();
  assertEquals(await shown({}), []);
  assertEquals(await shown({ colorScheme: "dark" }), ["dark"]);
  assertEquals(await shown({ viewport: { width: 320, height: 600 } }), ["narrow"]);
  assertEquals(await shown({ print: true }), ["paper"]);
  assertEquals(await shown({ javaScript: false }), ["plain"]);
});

browserTest("browser: axe-core finds what is wrong, under a strict policy too", async (browser) => {
  const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'">`;
  assertEquals(
    await browser.accessibilityViolations({ html: document(policy, "<p>fine</p>") }),
    [],
  );
  const wrong = document(policy, `<img src="data:image/gif;base64,R0lGODlh">`);
  const [violation, ...others] = await browser.accessibilityViolations({ html: wrong });
  assertMatch(violation ?? "", /^image-alt: .*<img/);
  assertEquals(others, []);
});

Deno.test("findChromium refuses a path that names no file", () => {
  assertThrows(() => findChromium("/nowhere/chromium"), Error, "/nowhere/chromium");
  assertEquals(findChromium(Deno.execPath()), Deno.execPath());
});
