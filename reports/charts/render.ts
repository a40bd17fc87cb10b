/**
 * Vega-Lite to SVG, without canvas, clock, network or permissions.
 *
 * @module
 */

import "./clock_freeze.ts";
import * as vega from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { compile, type TopLevelSpec } from "vega-lite";
import { withSetsAsJson } from "./clock_restore.ts";
import { accessibleSvg, SERIES, type SvgLabel } from "./svg.ts";
import { textWidth } from "./text_width.ts";

/** Room for faces that are wider than the one that is measured. */
const ROOM = 1.1;

interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}

interface TextMetrics {
  width: (item: TextItem, text: unknown) => number;
}

// Vega looks for a canvas by itself; ours must not depend on whether it finds one.
(vega as unknown as { textMetrics: TextMetrics }).textMetrics.width = (item, text) =>
  ROOM * textWidth(
    text === null || text === undefined ? "" : String(text).trim(),
    item.fontSize ?? 11,
    item.fontWeight === "bold" || Number(item.fontWeight) >= 600,
  );

/** A logger for Vega and Vega-Lite that keeps what is wrong instead of printing it. */
function keeping(messages: string[]): vega.LoggerInterface {
  const keep = (...parts: readonly unknown[]): vega.LoggerInterface => {
    messages.push(parts.map(String).join(" "));
    return logger;
  };
  const ignore = (): vega.LoggerInterface => logger;
  const logger = { level: ignore, error: keep, warn: keep, info: ignore, debug: ignore };
  return logger as unknown as vega.LoggerInterface;
}

/** Compiles a specification and keeps what the compiler complains about. */
export function compileSpec(spec: TopLevelSpec): { vega: vega.Spec; warnings: string[] } {
  const warnings: string[] = [];
  const logger = keeping(warnings);
  return { vega: withSetsAsJson(() => compile(spec, { logger })).spec, warnings };
}

const refuse = (uri: string): Promise<never> =>
  Promise.reject(new Error(`A figure asked for ${uri}; put its data into the specification.`));

const noLoader = { load: refuse, sanitize: refuse } as unknown as vega.Loader;

/** What of Vega's scene is read and written here. */
interface Scene {
  readonly items?: readonly Scene[];
  readonly datum?: { readonly series?: unknown; readonly tip?: unknown };
  readonly marktype?: string;
  aria?: boolean;
  description?: string;
}

/** Writes on each mark of a series what `accessibleSvg` reads: the words on it, and which series it is of. */
function named(scene: Scene): void {
  for (const item of scene.items ?? []) {
    const { series, tip } = item.datum ?? {};
    if (typeof series === "string" && item.items === undefined) {
      scene.aria = true;
      item.aria = true;
      // a line is of one series, but its words would be those of its first point alone
      const words = scene.marktype === "symbol" && typeof tip === "string" ? tip : "";
      item.description = `${words}${SERIES}${series}`;
    }
    named(item);
  }
}

/**
 * Draws a Vega-Lite specification with inlined data as an accessible SVG that follows the reader's
 * light or dark scheme. The same specification gives the same bytes.
 *
 * @throws {Error} If Vega cannot draw the specification, or it names data outside itself.
 */
export async function renderSvg(spec: TopLevelSpec, label: SvgLabel): Promise<string> {
  const problems: string[] = [];
  vega.resetSVGDefIds();
  // Expressions are interpreted, for no stage may make code of text.
  const runtime = vega.parse(compileSpec(spec).vega, {}, { ast: true });
  const view = new vega.View(runtime, {
    renderer: "none",
    expr: expressionInterpreter,
    loader: noLoader,
    logger: keeping(problems),
  });
  try {
    await view.runAsync();
    named((view.scenegraph() as unknown as { readonly root: Scene }).root);
    const svg = await view.toSVG();
    if (problems.length > 0) {
      throw new Error(`Figure ${label.id} cannot be drawn: ${problems.join("; ")}`);
    }
    return accessibleSvg(svg, label);
  } finally {
    view.finalize();
  }
}
