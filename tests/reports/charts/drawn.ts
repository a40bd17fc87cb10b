/**
 * What is read off a drawing, as somebody with a ruler would: the ticks of its axes with what is written
 * beside them, and the symbols and lines between. It knows nothing of how the drawing was made.
 *
 * @module
 */

/** A symbol: where it is on the axes of its panel, and in pixels; whose it is, as its words begin. */
export interface DrawnSymbol {
  readonly tip: string;
  readonly x: number;
  readonly y: number;
}

/** A panel: from pixels to values on each axis, where there is one of numbers. */
export interface DrawnPanel {
  readonly across: Ruler | null;
  readonly up: Ruler | null;
  readonly symbols: readonly DrawnSymbol[];
  /** Corners of lines, in pixels. */
  readonly corners: readonly (readonly [number, number])[];
}

/** An axis, read off its ticks. */
export interface Ruler {
  readonly isLog: boolean;
  readonly labels: readonly string[];
  /** The pixel of a value. */
  readonly at: (value: number) => number;
}

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** All elements with their places on the sheet, in the order in which they are drawn. */
function elementsOf(svg: string): Element[] {
  const body = svg.slice(svg.indexOf('<g aria-hidden="true">'));
  const found: Element[] = [];
  const origins: [number, number][] = [[0, 0]];
  for (
    const [, close, name, written, single, text] of body.matchAll(
      /<(\/?)(\w+)([^>]*?)(\/?)>([^<]*)/g,
    )
  ) {
    if (close) {
      origins.pop();
      continue;
    }
    const attributes = Object.fromEntries(
      [...written.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    );
    const [, dx = "0", dy = "0"] =
      /translate\(([^,]*),([^)]*)\)/.exec(attributes.transform ?? "") ?? [];
    const [left, top] = origins[origins.length - 1];
    const [x, y] = [left + Number(dx), top + Number(dy)];
    found.push({ name, attributes, text, x, y });
    if (!single) origins.push([x, y]);
  }
  return found;
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** The number that is written, or NaN. */
function numberOf(text: string): number {
  const plain = text.replaceAll("\u202f", "").replaceAll("−", "-").replace(/ %$/, "");
  const power = /^(?:([\d.]+)×)?10(⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/.exec(plain);
  if (power === null) return /^-?[\d.]+$/.test(plain) ? Number(plain) : NaN;
  const exponent = power[2].replace("⁻", "-")
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (digit) => String(SUPERSCRIPTS.indexOf(digit)));
  return Number(`${power[1] ?? 1}e${exponent}`);
}

/** What a half-pixel of axes is moved by, and words below the middle of their line. */
const [HALF, BELOW] = [0.5, 4];

/** The ruler through some labels; none if they fit neither a linear nor a logarithmic axis. */
function rulerOf(labels: readonly { readonly text: string; readonly at: number }[]): Ruler | null {
  const known = labels.map(({ text, at }) => ({ value: numberOf(text), at, text }))
    .filter(({ value }) => !Number.isNaN(value))
    .sort((a, b) => a.value - b.value);
  if (known.length < 2) return null;
  const [first, last] = [known[0], known[known.length - 1]];
  const through = (bend: (x: number) => number) => (value: number): number =>
    first.at + (last.at - first.at) * (bend(value) - bend(first.value)) /
      (bend(last.value) - bend(first.value));
  const off = (at: (value: number) => number): number =>
    Math.max(...known.map(({ value, at: is }) => Math.abs(at(value) - is)));
  const [linear, log] = [through((x) => x), through(Math.log)];
  const isLog = first.value > 0 && off(log) < off(linear);
  const at = isLog ? log : linear;
  return off(at) < 0.6 ? { isLog, labels: known.map(({ text }) => text), at } : null;
}

/** The panels of a drawing that have symbols with words. */
export function drawnPanels(svg: string): DrawnPanel[] {
  const panels: { labels: Element[]; symbols: DrawnSymbol[]; corners: [number, number][] }[] = [];
  let labels: Element[] = [];
  for (const element of elementsOf(svg)) {
    const { name, attributes, text, x, y } = element;
    if (name === "text" && attributes["data-s"] === undefined) labels.push(element);
    if (attributes["data-tip"] === undefined && attributes["data-s"] === undefined) continue;
    const isNew = labels.filter(({ text }) => !Number.isNaN(numberOf(text))).length > 2;
    if (isNew) panels.push({ labels, symbols: [], corners: [] });
    if (isNew) labels = [];
    const panel = panels[panels.length - 1];
    if (panel === undefined || text !== "") continue;
    if (name === "path" && attributes["data-tip"] !== undefined && attributes.transform) {
      panel.symbols.push({ tip: attributes["data-tip"], x, y });
    } else if (name === "path" && attributes["data-tip"] === undefined) {
      for (const [, cx, cy] of (attributes.d ?? "").matchAll(/[ML](-?[\d.]+),(-?[\d.]+)/g)) {
        panel.corners.push([x + Number(cx), y + Number(cy)]);
      }
    }
  }
  return panels.map(({ labels, ...panel }) => ({
    ...panel,
    across: rulerOf(
      labels.filter(({ attributes }) => attributes["text-anchor"] === "middle")
        .map(({ text, x }) => ({ text, at: x - HALF })),
    ),
    up: rulerOf(
      labels.filter(({ attributes }) => attributes["text-anchor"] === "end")
        .map(({ text, y }) => ({ text, at: y - HALF - BELOW })),
    ),
  }));
}
