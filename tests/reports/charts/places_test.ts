import { assert, assertEquals } from "@std/assert";
import { renderSvg } from "../../../reports/charts/render.ts";
import { hasLogarithms, withLinearAxes } from "../../../reports/charts/linear.ts";
import type { Row } from "../../../reports/charts/table_data.ts";
import { drawnPanels } from "./drawn.ts";
import { ENTRIES, figures, formOf, madeUpRows, type NamedFigure } from "./figures.ts";
import { misplaced } from "./misplaced.ts";

const draw = ({ id, title, ...figure }: NamedFigure, rows: readonly Row[], isNarrow = false) =>
  renderSvg(figure.spec(rows, isNarrow), { id, title, description: "" });

const forms = new Map(ENTRIES.map((entry) => [entry.id, formOf(entry)]));

/** The first figure of each form, and whatever has many panels or series. */
const ONE_OF_EACH = figures.filter(({ id }, i) =>
  figures.findIndex((other) => forms.get(other.id) === forms.get(id)) === i
);

/** What is left of a screen of 375, 768, 821 or 1440 pixels beside its margins: narrow drawings, and wide ones. */
const CONTENTS = { narrow: [335, 728], wide: [776, 896] };

/** How small the smallest words of a drawing are where there is so much room. */
function smallest(svg: string, contents: readonly number[]): number {
  const width = Number(/<svg [^>]*width="(\d+)"/.exec(svg)![1]);
  const sizes = [...svg.matchAll(/font-size="([\d.]+)px"/g)].map(([, size]) => Number(size));
  return Math.min(1, ...contents.map((content) => content / width)) * Math.min(...sizes);
}

for (const figure of figures) {
  Deno.test(`${figure.id}: symbols and lines lie where their rows say, and all can be read`, async () => {
    const form = forms.get(figure.id)!;
    const rows = madeUpRows[figure.id];
    const [svg, narrow] = [await draw(figure, rows), await draw(figure, rows, true)];
    assertEquals(misplaced(form, rows, svg), []);
    assertEquals(misplaced(form, rows, narrow), []);
    for (const { across, up } of drawnPanels(svg)) {
      for (const ruler of [across, up]) {
        if (ruler?.isLog) assert(ruler.labels.length >= 3, `${figure.id}: ${ruler.labels}`);
      }
    }
    const least = [smallest(svg, CONTENTS.wide), smallest(narrow, CONTENTS.narrow)];
    assert(Math.min(...least) >= 9, `words of ${least.map((x) => x.toFixed(1))} pixels`);
  });
}

Deno.test("a drawing with linear axes holds the same rows at their places", async () => {
  for (const figure of ONE_OF_EACH) {
    const form = forms.get(figure.id)!;
    const rows = madeUpRows[figure.id];
    if (!hasLogarithms(figure.spec(rows))) continue;
    const { id, title } = figure;
    const spec = withLinearAxes(figure.spec(rows));
    const linear = await renderSvg(spec, { id, title, description: "" });
    assertEquals([figure.id, ...misplaced(form, rows, linear)], [figure.id]);
    assert(!hasLogarithms(spec), figure.id);
  }
});

Deno.test("the test of places sees a point that is moved by two pixels, and an exact line by a factor", async () => {
  const figure = figures.find(({ id }) => id === "sid_cross")!;
  const rows = madeUpRows.sid_cross;
  const svg = await draw(figure, rows);
  const moved = svg.replace(
    /(<path transform="translate\([\d.]+,)([\d.]+)(\)"[^>]*data-tip)/,
    (_, left, y, right) => `${left}${Number(y) + 2}${right}`,
  );
  assert(moved !== svg && misplaced("slopePanels", rows, moved).length > 0);
  const other = rows.map((row) => ({ ...row, x: 1.05 * (row.x as number) }));
  assert(misplaced("slopePanels", other, svg).length > 0);
});
