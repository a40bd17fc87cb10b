/**
 * From Vega's SVG to ours: accessible, small, and coloured by CSS variables.
 *
 * @module
 */

import { background, FONT, swatches } from "./theme.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Escapes text for element content and for quoted attributes, in HTML and in SVG. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (c) => ENTITIES[c]);
}

/** What names a drawing. */
export interface SvgLabel {
  /** Identifier, unique in the page; ids inside the drawing start with it. */
  readonly id: string;
  /** Its accessible name. */
  readonly title: string;
  /** Its text alternative. */
  readonly description: string;
}

const TAG = /<(\w+)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>/g;
const ATTRIBUTE = /\s+([\w:-]+)="([^"]*)"/g;
const NUMBER = /-?\d*\.\d+(?:e[+-]?\d+)?|-?\d+e[+-]?\d+/g;
const GEOMETRY = new Set(["d", "transform", "x", "y", "x1", "x2", "y1", "y2", "width", "height"]);
const DROPPED = new Set([
  ...["class", "role", "aria-roledescription", "aria-hidden", "aria-label", "font-family"],
  ...["pointer-events", "opacity=1", "stroke-width=1", "stroke-opacity=1", "display=inline"],
  ...["stroke-dashoffset=0", "stroke-dasharray=1,0", "stroke-width=0"],
]);
/** What stands between the words on a mark and the name of its series. */
export const SERIES = "\u241f";

/** What describes an axis, a key or a heading, and not a mark. */
const GUIDE = /^(?:axis|legend|title|header)\b/;

/** Hundredths of a pixel: no eye sees less, and last bits of `log` and `pow` stay out of the bytes. */
const rounded = (text: string): string =>
  text.replace(NUMBER, (number) => String(Math.round(Number(number) * 100) / 100 + 0));

const variables: ReadonlyMap<string, string> = new Map(
  swatches.map(({ light, name }) => [light, `var(--${name})`]),
);

interface Names {
  readonly id: string;
  readonly used: Set<string>;
  /** Series in the order in which they come. */
  readonly series: string[];
}

function numberOf(series: string, { series: known }: Names): number {
  if (!known.includes(series)) known.push(series);
  return known.indexOf(series);
}

function attribute(name: string, value: string, { id, used }: Names): string {
  if (DROPPED.has(name) || DROPPED.has(`${name}=${value}`)) return "";
  if (name === "fill" || name === "stroke") {
    const variable = variables.get(value);
    if (variable !== undefined) used.add(value);
    return ` ${name}="${variable ?? value.replace("url(#", `url(#${id}-`)}"`;
  }
  if (name === "id") return ` id="${id}-${value}"`;
  if (name === "clip-path") return ` clip-path="${value.replace("url(#", `url(#${id}-`)}"`;
  return ` ${name}="${GEOMETRY.has(name) ? rounded(value) : value}"`;
}

/** Rewrites one tag; what cannot be seen disappears. */
function tag(element: string, attributes: string, close: string, names: Names): string {
  const isFrame = /class="(?:fore|back)ground"/.test(attributes);
  if (isFrame && !/ (?:fill|stroke)="(?!none)/.test(attributes)) return "";
  if (element === "rect" && attributes.includes('fill="transparent"')) return "";
  let kept = "";
  let [tip, series] = ["", ""];
  let isMark = close !== "";
  for (const [, name, value] of attributes.matchAll(ATTRIBUTE)) {
    if (name === "aria-label") [tip, series = ""] = value.split(SERIES);
    if (name === "aria-roledescription" && GUIDE.test(value)) isMark = false;
    kept += attribute(name, value, names);
  }
  if (tip !== "" && isMark) kept += ` data-tip="${tip}"`;
  if (series !== "") kept += ` data-s="${numberOf(series, names)}"`;
  return `<${element}${kept}${close}>`;
}

const RUN = /(?:<line transform="translate\([^)]*\)" x2="[^"]*" y2="[^"]*" stroke="[^"]*"\/>){2,}/g;
const LINE = /translate\(([^,]*),([^)]*)\)" x2="([^"]*)" y2="([^"]*)" (stroke="[^"]*")/g;

/** Lines of one look that follow one another, such as a grid or ticks, as one path. */
function joinedLines(body: string): string {
  return body.replace(RUN, (run) => {
    const byLook = new Map<string, string>();
    for (const [, x, y, dx, dy, look] of run.matchAll(LINE)) {
      byLook.set(look, `${byLook.get(look) ?? ""}M${x},${y}l${dx},${dy}`);
    }
    return [...byLook].map(([look, d]) => `<path d="${d}" ${look}/>`).join("");
  });
}

/**
 * Makes Vega's SVG fit for the report.
 *
 * The drawing becomes `role="img"` with a title and a description; everything inside it is hidden
 * from assistive technology, which reads the description and the table instead. Colours of the
 * palette become CSS variables, with a style sheet for when the file is opened by itself. Text that
 * describes a mark moves to `data-tip`, where a script may show it; `data-s` is the number of its series,
 * the same for all its marks and for its entry in the key. Coordinates are rounded to
 * hundredths of a pixel.
 *
 * @throws {TypeError} If `svg` is not what Vega writes.
 */
export function accessibleSvg(svg: string, label: SvgLabel): string {
  const frame = svg.match(/^<svg [^>]*?width="([\d.]+)" height="([\d.]+)"[^>]*>([\s\S]*)<\/svg>$/);
  if (frame === null) {
    throw new TypeError(
      `Figure ${label.id}: expected an <svg> with width and height, got ` +
        `${JSON.stringify(svg.slice(0, 60))}; pass the output of Vega's toSVG().`,
    );
  }
  const [, width, height, content] = frame;
  const names: Names = { id: label.id, used: new Set(), series: [] };
  let body = content
    .replace(/<text[^>]* opacity="0"[^>]*>[^<]*<\/text>/g, "")
    .replace(TAG, (_, element, attributes, close) => tag(element, attributes, close, names));
  for (let before = ""; before !== body;) {
    before = body;
    body = body.replace(/<g(?: [^>]*)?><\/g>/g, "").replace(
      /<g>((?:(?!<g|<\/g)[\s\S])*)<\/g>/g,
      "$1",
    );
  }
  body = joinedLines(body);
  const own = swatches.filter(({ light }) => names.used.has(light))
    .map(({ name, light, dark }) => `--${name}:light-dark(${light},${dark})`).join(";");
  const w = Math.ceil(Number(width));
  const h = Math.ceil(Number(height));
  return `<svg xmlns="http://www.w3.org/2000/svg" class="drawing" role="img" ` +
    `aria-labelledby="${label.id}-title" aria-describedby="${label.id}-desc" ` +
    `width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" font-family="${FONT}">` +
    `<title id="${label.id}-title">${escape(label.title)}</title>` +
    `<desc id="${label.id}-desc">${escape(label.description)}</desc>` +
    `<style>svg:root{color-scheme:light dark;` +
    `background:light-dark(${background.light},${background.dark});${own}}</style>` +
    `<g aria-hidden="true">${body}</g></svg>\n`;
}
