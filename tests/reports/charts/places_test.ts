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

for (const figure of figures) {
  const form = forms.get(figure.id)!;
  const rows = madeUpRows[figure.id];

  Deno.test(`${figure.id}: every symbol and line lies where its row says, and axes can be read`, async () => {
    const svg = await draw(figure, rows);
    assertEquals(misplaced(form, rows, svg), []);
    for (const { across, up } of drawnPanels(svg)) {
      for (const ruler of [across, up]) {
        if (ruler?.isLog) assert(ruler.labels.length >= 3, `${figure.id}: ${ruler.labels}`);
      }
    }
  });

  Deno.test(`${figure.id}: no words are smaller than 9 pixels on a screen of 375, 768 or 1440`, async () => {
    // what is left of a screen beside its margins, and which drawing is shown there
    for (
      const [content, isNarrow] of [[335, true], [728, true], [776, false], [896, false]] as const
    ) {
      const svg = await draw(figure, rows, isNarrow);
      const [, width] = /<svg [^>]*width="(\d+)"/.exec(svg)!;
      const sizes = [...svg.matchAll(/font-size="([\d.]+)px"/g)].map(([, size]) => Number(size));
      const least = Math.min(1, content / Number(width)) * Math.min(...sizes);
      assert(least >= 9, `${figure.id} at ${content}: ${least.toFixed(1)} of ${width}`);
    }
  });
}

Deno.test("a narrow and a linear drawing hold the same rows at their places", async () => {
  for (const figure of ONE_OF_EACH) {
    const form = forms.get(figure.id)!;
    const rows = madeUpRows[figure.id];
    const narrow = await draw(figure, rows, true);
    assertEquals([figure.id, ...misplaced(form, rows, narrow)], [figure.id]);
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
