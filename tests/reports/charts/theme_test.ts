import { assert, assertEquals, assertNotEquals } from "@std/assert";
import {
  background,
  type Encoding,
  encodingOf,
  inOrder,
  type Looks,
  looks,
  palette,
  shades,
  swatches,
} from "../../../reports/charts/theme.ts";
import type { FigureEntry } from "../../../pipeline/studies/figure.ts";
import { inGroups, seriesOf } from "../../../reports/charts/series.ts";
import { ENTRIES, formOf } from "./figures.ts";

type Scheme = "light" | "dark";
const isInGroups = (entry: FigureEntry): boolean =>
  ["methodCurves", "slopePanels"].includes(formOf(entry));
const SCHEMES: Scheme[] = ["light", "dark"];
const ESTIMATORS = inOrder([
  "oracle",
  "orthogonal",
  "plug-in",
  "plug-in-full",
  "plug-in-adjoint",
  "plug-in-forward",
  "kernel-bilevel",
]);
/**
 * What stands in one panel: functional estimators, and the series of each figure that gives looks, of which
 * one panel has at most five, and what is grey for comparison.
 */
const TOGETHER: readonly (readonly [string, Encoding])[][] = [
  ESTIMATORS.map((name) => [name, encodingOf(name)] as const),
  ...ENTRIES.flatMap((entry) => {
    const { looks: given, most = 5 } = entry.chart.options as { looks?: Looks; most?: number };
    if (given === undefined) return [];
    return inGroups(seriesOf(Object.keys(given), given), isInGroups(entry) ? most : Infinity)
      .map((group) => group.map(({ name, encoding }) => [name, encoding] as const));
  }),
];

/** Linear red, green and blue of an sRGB colour. */
function linear(hex: string): number[] {
  return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((c) => c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
}

/** WCAG 2 contrast ratio. */
function contrast(a: string, b: string): number {
  const [x, y] = [a, b].map((hex) => {
    const [r, g, blue] = linear(hex);
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue + 0.05;
  });
  return Math.max(x, y) / Math.min(x, y);
}

/** Full dichromacies after Machado, Oliveira and Fernandes (2009), severity 1, linear RGB. */
const VISION: Record<string, number[]> = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [
    ...[0.152286, 1.052583, -0.204868],
    ...[0.114503, 0.786281, 0.099216],
    ...[-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    ...[0.367322, 0.860646, -0.227968],
    ...[0.280085, 0.672501, 0.047413],
    ...[-0.011820, 0.042940, 0.968881],
  ],
  tritanopia: [
    ...[1.255528, -0.076749, -0.178779],
    ...[-0.078411, 0.930809, 0.147602],
    ...[0.004733, 0.691367, 0.303900],
  ],
};

/** Oklab coordinates of a colour as seen. */
function seen(hex: string, vision: string): number[] {
  const rgb = linear(hex);
  const m = VISION[vision];
  const [r, g, b] = [0, 1, 2].map((i) =>
    Math.min(1, Math.max(0, m[3 * i] * rgb[0] + m[3 * i + 1] * rgb[1] + m[3 * i + 2] * rgb[2]))
  );
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const k = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * k - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * k + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * k - 0.808675766 * s,
  ];
}

Deno.test("known contrast ratios", () => {
  assertEquals(Math.round(contrast("#000000", "#ffffff")), 21);
  assertEquals(Number(contrast("#767676", "#ffffff").toFixed(2)), 4.54);
});

Deno.test("marks have contrast 3:1 and text 4.5:1 on both backgrounds", () => {
  for (const swatch of Object.values(palette).flat()) {
    const least = swatch === palette.grid ? 1.1 : swatch === palette.text ? 4.5 : 3;
    for (const scheme of SCHEMES) {
      const ratio = contrast(swatch[scheme], background[scheme]);
      assert(ratio >= least, `${swatch.name} ${scheme}: ${ratio.toFixed(2)}`);
    }
  }
  // The words beside guides are text.
  for (const scheme of SCHEMES) {
    assert(contrast(palette.reference[scheme], background[scheme]) >= 4.5, scheme);
  }
});

Deno.test("numbers on shaded cells have contrast 4.5:1, and stronger shades more contrast", () => {
  for (const scheme of SCHEMES) {
    for (const { fill, ink } of shades) {
      const ratio = contrast(fill[scheme], ink[scheme]);
      assert(ratio >= 4.5, `${fill.name} ${scheme}: ${ratio.toFixed(2)}`);
    }
    const strength = shades.map(({ fill }) => contrast(fill[scheme], background[scheme]));
    strength.slice(1).forEach((ratio, i) => {
      assert(ratio > 1.2 * strength[i], `shade ${i + 2} ${scheme}: ${ratio.toFixed(2)}`);
    });
    for (const vision of Object.keys(VISION)) {
      shades.slice(1).forEach(({ fill }, i) => {
        const [a, b] = [fill, shades[i].fill].map((one) => seen(one[scheme], vision));
        const distance = Math.sqrt(a.reduce((sum, x, k) => sum + (x - b[k]) ** 2, 0));
        assert(distance > 0.06, `${fill.name} in ${scheme}, ${vision}: ${distance.toFixed(3)}`);
      });
    }
  }
});

Deno.test("light colours are all different, so that each has one dark counterpart", () => {
  assertEquals(new Set(swatches.map(({ light }) => light)).size, swatches.length);
  assertEquals(new Set(swatches.map(({ name }) => name)).size, swatches.length);
});

Deno.test("no two series of a figure share a colour and a shape, or look the same without colours", () => {
  for (const series of TOGETHER) {
    const of = (what: (encoding: Encoding) => string): number =>
      new Set(series.map(([, encoding]) => what(encoding))).size;
    assertEquals(of(({ shape, dash }) => `${shape} ${dash}`), series.length);
    assertEquals(of(({ colour, shape, dash }) => `${colour.name} ${shape} ${dash}`), series.length);
  }
});

Deno.test("series stay apart in both schemes, also with two kinds of receptors alone", () => {
  for (const scheme of SCHEMES) {
    for (const vision of Object.keys(VISION)) {
      for (const series of TOGETHER) {
        // What is computed and not measured is grey, however many lines there are; told from all else
        const isGrey = ([, { colour }]: typeof series[number]): boolean =>
          colour === palette.reference;
        const others = series.filter((one) => !isGrey(one));
        // guides and bounds are grey beside the estimators, too
        const isBeside = series.some(isGrey) || series === TOGETHER[0];
        const measured = [...others, ...isBeside ? [["grey", looks.reference] as const] : []];
        const colours = measured.map(([, { colour }]) => seen(colour[scheme], vision));
        for (let i = 0; i < colours.length; i++) {
          for (let j = 0; j < i; j++) {
            const distance = Math.sqrt(
              colours[i].reduce((sum, x, k) => sum + (x - colours[j][k]) ** 2, 0),
            );
            const pair = `${measured[i][0]}, ${measured[j][0]} in ${scheme}, ${vision}`;
            assert(distance > 0.08, `${pair}: ${distance.toFixed(3)}`);
          }
        }
      }
    }
  }
});

Deno.test("a name has the same look whatever else is drawn, and new names have one too", () => {
  assertEquals(encodingOf("plug-in"), encodingOf("plug-in"));
  assertEquals(encodingOf("my-estimator"), encodingOf("my-estimator"));
  assertNotEquals(encodingOf("my-estimator"), encodingOf("another-one"));
  const known = new Set(ESTIMATORS.map((name) => encodingOf(name).shape));
  assert(!known.has(encodingOf("my-estimator").shape));
});

Deno.test("estimators are drawn in one order", () => {
  assertEquals(
    inOrder(["zeta", "plug-in", "alpha", "oracle", "plug-in", "orthogonal"]),
    ["oracle", "orthogonal", "plug-in", "alpha", "zeta"],
  );
});
