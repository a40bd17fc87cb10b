/**
 * One figure: what was found, its drawing for wide and for narrow screens, how to read it, and what it is
 * made from.
 *
 * @module
 */

import { escape, inline } from "./html.ts";
import type { FigureModel } from "./model.ts";
import { failureBox, permalink } from "./parts.ts";

/** Where a figure is on its page, and how it is called there. */
export interface FigurePlace {
  readonly id: string;
  /** For instance `Figure 3`. */
  readonly label: string;
}

/** An SVG from our own renderer, and nothing that could run. */
function trusted(svg: string, id: string): string {
  if (!svg.startsWith("<svg ") || /<script|<foreignObject|\son\w+=/i.test(svg)) {
    throw new TypeError(`Figure ${id}: its drawing is not an SVG made by renderSvg.`);
  }
  return svg.trimEnd();
}

/** Shown where a screen is wide, so that the drawing for narrow ones is not loaded there. */
const NOTHING = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";

/** The width below which panels stand one below the other. */
export const NARROW_SCREEN = "(max-width:48rem)";

/** A figure that is drawn. */
export type Drawn = FigureModel & { readonly svg: string };

/** True if a figure was computed. */
export const isDrawn = (figure: FigureModel): figure is Drawn =>
  figure.failure === undefined && figure.svg !== null;

/** The drawing for wide screens and, if there is one, that for narrow ones. */
export function drawings(figure: Drawn, label: string): string {
  const { id, svg, narrow, alternative } = figure;
  const wide = `<section class="scroll${narrow === null ? "" : " wide"}" tabindex="0" ` +
    `aria-label="Drawing of ${label.toLowerCase()}">${trusted(svg, id)}</section>`;
  if (narrow === null) return wide;
  return `${wide}
<picture class="narrow"><source media="${NARROW_SCREEN}" srcset="${
    escape(narrow)
  }"><img src="${NOTHING}" alt="${escape(alternative)}"></picture>`;
}

function link(text: string, href: string, label: string): string {
  return `<a class="button" href="${escape(href)}" download aria-label="${text} of ${
    escape(label)
  }">${text}</a>`;
}

/** What can be done with the drawing: files to take away, and for the script where its tools go. */
function tools({ id, linear }: FigureModel, label: string): string {
  const what = label.toLowerCase();
  const data = linear === null ? "" : ` data-linear="${escape(linear)}"`;
  return `<div class="figure-tools" data-tools="${escape(id)}" data-label="${
    escape(what)
  }"${data}>${link("SVG", `figures/${id}.svg`, what)}</div>`;
}

/** The block of a figure; what it is made from is handed in, as HTML. */
export function figureBlock(
  figure: FigureModel,
  { id, label }: FigurePlace,
  apparatus: string,
): string {
  const { title, finding, caption, failure } = figure;
  const drawing = isDrawn(figure)
    ? `${drawings(figure, label)}\n${tools(figure, label)}`
    : failureBox(
      `${label}, ${title},`,
      failure ?? { stage: figure.id, message: "The figure has no drawing." },
    );
  const heading = isDrawn(figure) && finding !== null ? finding : title;
  const below = heading === title ? "" : `${inline(title)}. `;
  return `<figure id="${id}">
<p class="figure-title"><span class="label">${label}.</span> ${inline(heading)}.</p>
${drawing}
<figcaption>${below}${inline(caption)}${permalink(id, label)}</figcaption>
</figure>
${apparatus}`;
}

/** The style of figures' blocks. */
export const FIGURE_STYLES = `
.figure-title{font:600 1.02rem/1.4 var(--sans);margin:0 0 .6rem;max-width:46rem}
.figure-title .label{color:var(--quiet)}
picture.narrow{display:none}
picture.narrow img{display:block;width:100%;max-width:27rem;height:auto}
@media screen and ${NARROW_SCREEN}{
  picture.narrow{display:block}
  .scroll.wide,.figure-tools .wide{display:none}
}
.figure-tools{display:flex;flex-wrap:wrap;gap:.35rem .5rem;align-items:center;font:.83rem/1.45 var(--sans);margin:.2rem 0 .5rem}
.figure-tools button[aria-pressed="false"]{opacity:.6;text-decoration:line-through}
.figure-tools .series{display:flex;flex-wrap:wrap;gap:.35rem;flex-basis:100%}
.figure-tools [hidden],.scroll [hidden]{display:none}
.figure-value{font:.83rem/1.45 var(--sans);min-height:1.3em;margin:0}
.drawing .off{visibility:hidden}
.drawing .dim{opacity:.3}
.drawing .at{stroke:var(--ink);stroke-width:2.5px;paint-order:stroke}
dialog.figure-large{width:96vw;max-width:none;max-height:94vh;background:var(--paper);color:var(--ink);border:1px solid var(--line,#8888)}
dialog.figure-large .drawing{width:100%;max-width:none;max-height:82vh;height:auto}
@media print{.figure-tools,.figure-value{display:none}}
`;
