import { assertEquals, assertNotEquals } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import type { OwnEstimate } from "../../../pipeline/own_data/estimate.ts";
import { type Asked, estimated, NATURAL, STATED } from "./equivariance_support.ts";
import { assertClose } from "./support.ts";

const squares = STATED.squares!;
const numbers = ({ estimate: { gradient, standardError }, nuisances }: OwnEstimate) => [
  ...gradient,
  ...standardError,
  ...nuisances.map(({ r2 }) => r2),
];
/** With few steps, so that all is quick. */
const asked = (more: Partial<Asked> = {}): OwnEstimate =>
  estimated(squares, NATURAL, { learner: "auto", ...more });

type Columns = Readonly<Record<string, Float64Array>>;
const mapped = (columns: Columns, change: (values: Float64Array, name: string) => Float64Array) =>
  Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, change(values, name)]));

const moved = (columns: Columns, constant: number) =>
  mapped(
    columns,
    (values, name) =>
      name === "y" || name === "c" ? values.map((value) => value + constant) : values,
  );

Deno.test("the order of rows changes nothing, not a bit", () => {
  const own = asked({ repetitions: 2 });
  const order = Stream.of("tests", "order");
  for (const trial of [0, 1]) {
    const permuted = asked({
      repetitions: 2,
      change: (columns) => {
        const rows = order.split(trial).permutation(columns.S!.length);
        return mapped(columns, (values) => Float64Array.from(rows, (i) => values[i]!));
      },
    });
    assertEquals(permuted, own);
  }
  // equal rows have no order
  const twice = (reversed: boolean) =>
    asked({
      change: (columns) =>
        mapped(columns, (values) => {
          const both = [...values.subarray(0, 60), ...values.subarray(0, 60)];
          return Float64Array.from(reversed ? both.reverse() : both);
        }),
    });
  assertEquals(twice(true), twice(false));
});

Deno.test("names and places of columns in the file change nothing", () => {
  const own = asked();
  assertEquals(asked({ change: (all) => Object.fromEntries(Object.entries(all).reverse()) }), own);
  const renamed = asked({
    change: ({ x1, x2, S, y, c }) => ({ a: x1!, Z: x2!, "the y": y!, c: c!, S: S! }),
    edit: (code) =>
      code.replace('["x1", "x2"]', '["a", "Z"]').replace('["S", "y", "c"]', '["S", "the y", "c"]')
        .replace("{ S, y }", '{ S, "the y": y }'),
  });
  assertEquals(renamed, own);
});

Deno.test("a constant added to outcome and v changes nothing", () => {
  const own = asked();
  for (const constant of [-1e4, 450_000]) {
    const other = asked({ change: (all) => moved(all, constant) });
    assertEquals(other.warnings, own.warnings);
    assertClose(numbers(other), numbers(own), 1e-6, `${constant}`);
  }
});

Deno.test("losses that are all but flat far from their centre are found there", () => {
  // log cosh, as it is recommended for an absolute value
  const logcosh = "((u) => Math.abs(u) + Math.log1p(Math.exp(-2 * Math.abs(u))))(v - y)";
  const withLogcosh = (constant: number) =>
    asked({
      edit: (code) => code.replace("(v - y) ** 2 / 2", logcosh),
      change: (all) => moved(all, constant),
    });
  const own = withLogcosh(0);
  assertNotEquals(numbers(own), numbers(asked()));
  for (const constant of [450_000, -450_000]) {
    const other = withLogcosh(constant);
    assertEquals(other.warnings, own.warnings);
    assertClose(numbers(other), numbers(own), 1e-6, `${constant}`);
  }
});

Deno.test("weights of observations, of any size, are the inner loss's and the outer loss's", () => {
  const weighted = (by: number, outer = by) =>
    asked({
      change: (all) => ({
        ...all,
        weight: all.S!.map((_, i) => by * (1 + i % 3)),
        other: all.S!.map((_, i) => outer * (1 + i % 2)),
      }),
      edit: (code) =>
        code.replace('["S", "y", "c"]', '["S", "y", "c", "weight", "other"]')
          .replace("{ S, y }", "{ S, y, weight }").replace("{ S, c }", "{ S, c, other }")
          .replaceAll("u.inner *", "weight *").replaceAll("u.outer *", "other *"),
    });
  const own = weighted(1);
  for (const by of [1 / 300, 1e6]) {
    const same = weighted(by, 1);
    assertEquals(same.warnings, own.warnings);
    assertClose(numbers(same), numbers(own), 1e-6, `${by}`);
    const scaled = weighted(1, by);
    assertClose(scaled.estimate.gradient.map((value) => value / by), own.estimate.gradient, 1e-6);
    assertClose(scaled.estimate.standardError.map((e) => e / by), own.estimate.standardError, 1e-6);
  }
});

Deno.test("a covariate twice, or in other units besides, is no new one", () => {
  for (const learner of ["sparse", "linear", "series", "random-fourier", "kernel-ridge"]) {
    const own = asked({ learner });
    const twice = asked({
      learner,
      change: (all) => ({ ...all, again: all.x1!.map((value) => 3 - 100 * value) }),
      edit: (code) => code.replace('["x1", "x2"]', '["x1", "x2", "again"]'),
    });
    const [one, other] = [own, twice].map(({ estimate }) => estimate);
    const difference = Math.abs(one!.gradient[0]! - other!.gradient[0]!);
    assertEquals(difference < one!.standardError[0]!, true, `${learner}: ${difference}`);
  }
});
