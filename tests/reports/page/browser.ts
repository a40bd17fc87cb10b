/**
 * A real browser for tests: pages that cannot reach the network, with everything they asked for and
 * everything they said on record, and axe-core to judge them.
 *
 * @module
 */
import axe from "axe-core";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { pathToFileURL } from "node:url";

/** What to open: a document, or the path or URL of a file. */
export type Source = { html: string } | { file: string | URL };

/** How to open it. All options default to what a first visitor has. */
export interface View {
  /** The reader's preference, `light` by default. */
  colorScheme?: "light" | "dark";
  /** The window in CSS pixels, 1280 by 800 by default. */
  viewport?: { width: number; height: number };
  /** Whether scripts run, `true` by default. */
  javaScript?: boolean;
  /** Whether the document's content security policy is ignored, `false` by default. */
  bypassCsp?: boolean;
  /** Lay out as on paper, not as on a screen. */
  print?: boolean;
}

/** A page, with what it asked for beyond its own document, and what it said. */
export interface OpenPage {
  /** The page, once its document has loaded. */
  page: Page;
  /** Each URL requested beside the document; such requests are recorded, then refused. */
  requests: string[];
  /** Console messages, errors of scripts and violations of the security policy. */
  messages: string[];
}

/** What a browser test is handed. */
export interface TestBrowser {
  /** Opens a document; pages that are looked at in one way share what they store. */
  open(source: Source, view?: View): Promise<OpenPage>;
  /** Opens a document and returns one line for each accessibility violation that axe-core finds. */
  accessibilityViolations(source: Source, view?: View): Promise<string[]>;
}

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const INSTALLED = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * The browser's program: the one named, else the first usual place that has one.
 *
 * @param named The path of the program, by default `CHROMIUM_PATH`.
 * @throws {Error} If a program is named that is no file.
 */
export function findChromium(named = Deno.env.get("CHROMIUM_PATH")): string | undefined {
  const isFile = (path: string): boolean => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  };
  if (named && !isFile(named)) {
    throw new Error(`CHROMIUM_PATH names no file: "${named}"; point it at the browser or unset it`);
  }
  return named || INSTALLED.find(isFile);
}

/**
 * Waits until something about a page is as expected, which it is some time after what brings it about:
 * a browser restyles, and fills the clipboard, in its own time.
 *
 * @returns What it is in the end.
 */
export async function becomes<Value>(
  { page }: Pick<OpenPage, "page">,
  read: () => Promise<Value>,
  isExpected: (value: Value) => boolean,
): Promise<Value> {
  let value = await read();
  for (let tries = 0; tries < 200 && !isExpected(value); tries++) {
    await page.waitForTimeout(50);
    value = await read();
  }
  return value;
}

/**
 * Registers a test that needs a browser. Without one it is skipped with a sentence, unless
 * `BIGRAD_REQUIRE_BROWSER=1`, where it fails.
 *
 * @param name The test's name.
 * @param body The test; what it opened is closed when it settles.
 */
export function browserTest(
  name: string,
  body: (browser: TestBrowser, context: Deno.TestContext) => Promise<void>,
): void {
  const executablePath = findChromium();
  const required = Deno.env.get("BIGRAD_REQUIRE_BROWSER") === "1";
  if (!executablePath && !required) {
    console.log(`Skipped, for there is no Chromium (set CHROMIUM_PATH): ${name}`);
  }
  Deno.test({
    name,
    ignore: !executablePath && !required,
    // The driver keeps timers and sockets of its own between calls.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async (context) => {
      if (!executablePath) {
        throw new Error("BIGRAD_REQUIRE_BROWSER=1, but there is no Chromium: set CHROMIUM_PATH");
      }
      await withBrowser(executablePath, (browser) => body(browser, context));
    },
  });
}

/** The browser of all tests of a file, once one of them needs it. */
let running: Browser | undefined;
Deno.test.afterAll(() => running?.close());

async function started(executablePath: string): Promise<Browser> {
  if (running?.isConnected()) return running;
  return running = await chromium.launch({ executablePath, headless: true, args: FLAGS });
}

async function withBrowser(
  executablePath: string,
  use: (browser: TestBrowser) => Promise<void>,
): Promise<void> {
  const browser = await started(executablePath);
  const directory = await Deno.makeTempDir({ prefix: "bigrad-browser-" });
  let documents = 0;
  /** One for each way to look: a context of its own for each page would cost more than the page. */
  const contexts = new Map<string, Promise<BrowserContext>>();

  async function locate(source: Source): Promise<string> {
    if ("file" in source) {
      return source.file instanceof URL ? source.file.href : pathToFileURL(source.file).href;
    }
    const path = `${directory}/${documents++}.html`;
    await Deno.writeTextFile(path, source.html);
    return pathToFileURL(path).href;
  }

  async function open(source: Source, view: View = {}): Promise<OpenPage> {
    const options: BrowserContextOptions = {
      offline: true,
      colorScheme: view.colorScheme ?? "light",
      viewport: view.viewport ?? { width: 1280, height: 800 },
      javaScriptEnabled: view.javaScript ?? true,
      bypassCSP: view.bypassCsp ?? false,
    };
    const url = await locate(source);
    const key = JSON.stringify(options);
    if (!contexts.has(key)) contexts.set(key, browser.newContext(options));
    const page = await (await contexts.get(key)!).newPage();
    const requests: string[] = [];
    const messages: string[] = [];
    await page.route("**/*", async (route) => {
      const requested = route.request().url();
      if (requested === url) return await route.continue();
      // a page on a narrow screen shows the drawings that lie beside it
      if (/^file:.*\/figures\/\w+\.(?:narrow|linear)\.svg$/.test(requested)) {
        const body = '<svg xmlns="http://www.w3.org/2000/svg" width="340" height="300"/>';
        return await route.fulfill({ contentType: "image/svg+xml", body });
      }
      requests.push(requested);
      await route.abort("blockedbyclient");
    });
    page.on("console", (message) => messages.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => messages.push(`error: ${error.message}`));
    if (view.print) await page.emulateMedia({ media: "print" });
    await page.goto(url, { waitUntil: "load" });
    return { page, requests, messages };
  }

  async function accessibilityViolations(source: Source, view: View = {}): Promise<string[]> {
    const { page } = await open(source, { ...view, bypassCsp: true, javaScript: true });
    await page.addScriptTag({ content: axe.source });
    const { violations } = await page.evaluate<{ violations: axe.Result[] }>(
      "axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } })",
    );
    await page.close();
    return violations.map(({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes.map((node) => node.html).join(" | ")}`
    );
  }

  try {
    await use({ open, accessibilityViolations });
  } finally {
    for (const context of browser.contexts()) await context.close();
    await Deno.remove(directory, { recursive: true });
  }
}
