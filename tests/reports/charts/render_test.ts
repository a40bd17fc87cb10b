import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { build, stop } from "esbuild";
import { renderSvg } from "../../../reports/charts/render.ts";
import { accessibleSvg } from "../../../reports/charts/svg.ts";
import { background, palette, swatches, themed } from "../../../reports/charts/theme.ts";
import { HOSTILE } from "../page/fixture.ts";
import { figures, madeUpRows } from "./figures.ts";

const LABEL = { id: "some_figure", title: HOSTILE, description: `described ${HOSTILE}` };

const SPEC = themed({
  data: { values: [{ a: 1, b: 2, c: HOSTILE }, { a: 2, b: 3, c: "other" }] },
  mark: { type: "point", aria: true, clip: true },
  encoding: {
    x: { field: "a", type: "quantitative", title: HOSTILE },
    y: { field: "b", type: "quantitative" },
    color: {
      field: "c",
      type: "nominal",
      scale: { range: [palette.blue.light, "#123456"] },
    },
    description: { field: "c", type: "nominal" },
  },
});

Deno.test("a drawing is an image with a title and a description, and nothing else to be read", async () => {
  const svg = await renderSvg(SPEC, LABEL);
  assertMatch(
    svg,
    /^<svg [^>]*role="img" aria-labelledby="some_figure-title" aria-describedby="some_figure-desc"/,
  );
  assertMatch(svg, /<title id="some_figure-title">&lt;script&gt;/);
  assertMatch(svg, /<desc id="some_figure-desc">described &lt;script&gt;/);
  const inside = svg.slice(svg.indexOf('<g aria-hidden="true">') + 22);
  assertEquals(inside.match(/aria-|role=|class=|tabindex/g), null);
});

Deno.test("text in a drawing is text", async () => {
  const svg = await renderSvg(SPEC, LABEL);
  assertEquals(/<script|<img/.test(svg), false);
  assertEquals(svg.match(/data-tip="[^"]*"/g)?.length, 2);
  assertMatch(svg, /data-tip="&lt;script[^"]*&quot;1&quot;/);
});

Deno.test("every id in a drawing starts with the figure's, and what refers to it too", async () => {
  const svg = await renderSvg(SPEC, LABEL);
  const ids = [...svg.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  assert(ids.length > 2);
  assertEquals(ids.filter((id) => !id.startsWith("some_figure-")), []);
  const referred = [...svg.matchAll(/url\(#([^)]*)\)/g)].map(([, id]) => id);
  assert(referred.length > 0);
  assertEquals(referred.filter((id) => !ids.includes(id)), []);
});

Deno.test("colours of the palette become variables, others stay as they are", async () => {
  const svg = await renderSvg(SPEC, LABEL);
  const drawing = svg.replace(/<style>.*?<\/style>/, "");
  assertMatch(drawing, /(?:fill|stroke)="var\(--f-blue\)"/);
  assertMatch(drawing, /(?:fill|stroke)="#123456"/);
  assertEquals(swatches.filter(({ light }) => drawing.includes(light)), []);
  // For when the file is opened by itself: each variable that is used, and the background.
  const style = svg.match(/<style>(.*?)<\/style>/)![1];
  for (const [, name] of drawing.matchAll(/var\((--[\w-]+)\)/g)) {
    assert(style.includes(`${name}:light-dark(`), name);
  }
  assert(style.includes(`background:light-dark(${background.light},${background.dark})`));
});

Deno.test("a drawing scales, and has no background and no long decimals", async () => {
  const svg = await renderSvg(SPEC, LABEL);
  const [, w, h, vw, vh] = svg.match(/width="(\d+)" height="(\d+)" viewBox="0 0 (\d+) (\d+)"/)!;
  assertEquals([w, h], [vw, vh]);
  assertEquals(svg.includes("transparent"), false);
  assertEquals(svg.match(/\d\.\d{3,}/g), null);
});

Deno.test("marks stand where the scales put them, to hundredths of a pixel", async () => {
  const scale = { domain: [0, 1], nice: false };
  const spec = themed({
    width: 200,
    height: 100,
    data: { values: [{ a: 1 / 3, b: 1 / 7 }] },
    mark: "point",
    encoding: {
      x: { field: "a", type: "quantitative", scale },
      y: { field: "b", type: "quantitative", scale },
    },
  });
  assertMatch(await renderSvg(spec, LABEL), /translate\(66\.67,85\.71\)/);
});

Deno.test("what was drawn before does not matter", async () => {
  const alone = await renderSvg(SPEC, LABEL);
  await renderSvg(SPEC, { ...LABEL, id: "another" });
  const other = themed({
    data: { values: [{ a: 1 }] },
    mark: { type: "bar", clip: true },
    encoding: { x: { field: "a", type: "quantitative" } },
  });
  await renderSvg(other, LABEL);
  assertEquals(await renderSvg(SPEC, LABEL), alone);
});

Deno.test("outside data, and what Vega complains about, are errors with the figure's name", async () => {
  const point = { mark: "point", encoding: { x: { field: "a", type: "quantitative" } } };
  await assertRejects(
    () => renderSvg(themed({ ...point, data: { url: "https://example.org/x.csv" } }), LABEL),
    Error,
    "some_figure cannot be drawn",
  );
  const broken = {
    ...point,
    data: { values: [{}] },
    transform: [{ calculate: "datum.b.c", as: "a" }],
  };
  await assertRejects(() => renderSvg(themed(broken), LABEL), Error, "some_figure");
});

Deno.test("what is not Vega's is refused", () => {
  assertThrows(() => accessibleSvg("<html>", LABEL), TypeError, "Figure some_figure");
});

Deno.test("Date is what it was before Vega was loaded", () => {
  assert(Math.abs(new Date().getTime() - Date.now()) < 1000);
  assertEquals(new Date(0) instanceof Date, true);
});

/** What the engine takes away from a worker before a stage's code is loaded. */
const SANDBOX = `
const refuse = (what) => () => { throw new Error("impure: " + what); };
Math.random = refuse("Math.random");
crypto.getRandomValues = refuse("getRandomValues");
performance.now = refuse("performance.now");
const SystemDate = Date;
const PureDate = function (...parts) {
  if (new.target === undefined || parts.length === 0) refuse("Date")();
  return Reflect.construct(SystemDate, parts, new.target);
};
PureDate.prototype = SystemDate.prototype;
globalThis.Date = Object.assign(PureDate, { UTC: SystemDate.UTC, now: refuse("Date.now") });
onmessage = async ({ data: { code, jobs } }) => {
  try {
    const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    const { renderSvg } = await import(url);
    const drawn = [];
    for (const { spec, label } of jobs) drawn.push(await renderSvg(spec, label));
    let clock = "";
    try { new Date(); } catch (error) { clock = error.message; }
    postMessage({ drawn, clock });
  } catch (error) {
    postMessage({ error: String(error?.stack ?? error) });
  }
};`;

Deno.test("drawings need no clock, no chance and no permission, and have the same bytes", async () => {
  const { outputFiles } = await build({
    entryPoints: [new URL("../../../reports/charts/render.ts", import.meta.url).pathname],
    bundle: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    write: false,
    logLevel: "silent",
  });
  await stop();
  const rows = madeUpRows;
  const jobs = figures.map((figure) => ({
    spec: JSON.parse(JSON.stringify(figure.spec(rows[figure.id]))),
    label: { id: figure.id, title: figure.title, description: figure.describe(rows[figure.id]) },
  }));
  const url = URL.createObjectURL(new Blob([SANDBOX], { type: "text/javascript" }));
  const worker = new Worker(url, { type: "module", deno: { permissions: "none" } });
  try {
    const reply = await new Promise<{ drawn?: string[]; clock?: string; error?: string }>(
      (resolve) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.postMessage({ code: outputFiles[0].text, jobs });
      },
    );
    assertEquals(reply.error, undefined);
    assertEquals(reply.clock, "impure: Date");
    for (const [i, { spec, label }] of jobs.entries()) {
      assertEquals(reply.drawn![i], await renderSvg(spec, label));
    }
  } finally {
    worker.terminate();
    URL.revokeObjectURL(url);
  }
});
